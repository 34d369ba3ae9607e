use std::collections::BTreeSet;

use llm_functions::LlmFunction;

const CHANNELS: usize = 2;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Which rooms.
    #[parameter(unique_items)]
    rooms: BTreeSet<String>,
    /// Left and right.
    #[parameter(min_items = 2, max_items = 2, unique_items)]
    levels: [u8; CHANNELS],
    /// A grade.
    #[parameter(min_length = 1)]
    grade: char,
}

fn main() {}
