use llm_functions::LlmFunction;

const MINIMUM: u16 = 1;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = MINIMUM)]
    level: u8,
}

fn main() {}
