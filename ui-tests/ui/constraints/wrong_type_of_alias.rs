use std::collections::HashMap;

use llm_functions::LlmFunction;

type Level = u8;
type Levels = Vec<Level>;
type Names = HashMap<String, String>;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// A number is no text.
    #[parameter(pattern = "[0-9]+", format = "date")]
    level: Level,
    /// Nor a list.
    #[parameter(items(minimum = 1), unique_items)]
    other: Option<Level>,
    /// A list is no number.
    #[parameter(exclusive_minimum = 1, multiple_of = 2)]
    levels: Levels,
    /// A map can have entries twice.
    #[parameter(unique_items)]
    names: Names,
}

fn main() {}
