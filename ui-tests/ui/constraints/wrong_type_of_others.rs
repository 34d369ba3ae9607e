use std::collections::{BTreeMap, HashSet};

use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(pattern = "[0-9]+", unique_items)]
    level: i64,
    /// Which room.
    #[parameter(multiple_of = 2, exclusive_maximum = 4, items(minimum = 1))]
    room: Option<String>,
    /// Which speakers.
    #[parameter(pattern = "[a-z]", one_of = ["left", "right"], format = "uuid")]
    speakers: Vec<String>,
    /// Which channels.
    #[parameter(maximum = 3, min_length = 1)]
    channels: HashSet<u8>,
    /// Levels by room.
    #[parameter(unique_items, multiple_of = 5)]
    levels: BTreeMap<String, u8>,
    /// Now or later.
    #[parameter(one_of = [true, false])]
    now: bool,
    /// A grade.
    #[parameter(format = "date", minimum = 1)]
    grade: char,
}

fn main() {}
