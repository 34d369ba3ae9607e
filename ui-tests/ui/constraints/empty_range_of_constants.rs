use llm_functions::LlmFunction;

const MINIMUM: u8 = 100;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = MINIMUM, maximum = 10)]
    level: u8,
    /// Which room.
    #[parameter(min_length = 3, max_length = LENGTH)]
    room: String,
}

const LENGTH: u32 = 2;

fn main() {}
