use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = "0", maximum = true)]
    level: i64,
    /// Which room.
    #[parameter(min_length = -1, max_length = 2.5)]
    room: String,
}

fn main() {}
