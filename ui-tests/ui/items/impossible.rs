use std::collections::HashSet;

use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// An empty range.
    #[parameter(items(minimum = 5, maximum = 2))]
    levels: Vec<u8>,
    /// An empty length, further inside.
    #[parameter(items(items(min_length = 5, max_length = 2)))]
    names: Vec<Vec<String>>,
    /// Three different ones of two.
    #[parameter(min_items = 3, unique_items, items(one_of = ["left", "right"]))]
    sides: Vec<String>,
    /// Three different ones of two.
    #[parameter(min_items = 3)]
    answers: HashSet<bool>,
}

fn main() {}
