use llm_functions::LlmFunction;

const MINIMUM: u8 = 1;
type Level = u8;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = MINIMUM)]
    level: Level,
}

fn main() {}
