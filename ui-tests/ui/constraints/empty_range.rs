use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = 100, maximum = 0)]
    level: i64,
    /// Balance.
    #[parameter(minimum = 0.5, maximum = -0.5)]
    balance: f64,
    /// Which room.
    #[parameter(min_length = 3, max_length = 2)]
    room: String,
    /// Which speakers.
    #[parameter(min_items = 2, max_items = 1)]
    speakers: Vec<String>,
}

fn main() {}
