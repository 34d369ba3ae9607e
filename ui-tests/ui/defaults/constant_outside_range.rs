use llm_functions::LlmFunction;

const LEVEL: u8 = 150;
const MOST: u8 = 100;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(maximum = 100, default = LEVEL)]
    level: u8,
    /// Loudness in percent.
    #[parameter(maximum = MOST, default = 150)]
    most: u8,
}

fn main() {}
