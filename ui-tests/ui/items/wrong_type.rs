use std::collections::BTreeMap;

use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Which rooms.
    #[parameter(items(minimum = 1))]
    rooms: Vec<String>,
    /// Levels by room.
    #[parameter(items(min_length = 1, maximum = 300))]
    levels: BTreeMap<String, Option<u8>>,
    /// Lists of lists.
    #[parameter(items(minimum = 1, items(min_items = 1)))]
    grid: Vec<Vec<f64>>,
    /// A list in a box.
    #[parameter(items(pattern = "a"))]
    boxed: Box<Vec<i32>>,
}

fn main() {}
