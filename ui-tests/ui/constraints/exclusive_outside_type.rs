use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Nothing is above 255, and nothing below 0.
    #[parameter(exclusive_minimum = 255, exclusive_maximum = 0)]
    level: u8,
    /// This is what the type says anyway.
    #[parameter(exclusive_minimum = -1, exclusive_maximum = 256)]
    bass: u8,
    /// Far outside.
    #[parameter(exclusive_minimum = -2, exclusive_maximum = 300)]
    treble: u8,
}

fn main() {}
