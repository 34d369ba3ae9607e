use std::collections::{BTreeMap, HashMap};

use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// By number.
    by_number: HashMap<u8, u8>,
    /// By flag, further inside.
    by_flag: Vec<BTreeMap<bool, u8>>,
    /// What cannot be supplied, further inside.
    pointers: HashMap<String, [*const u8; 2]>,
}

fn main() {}
