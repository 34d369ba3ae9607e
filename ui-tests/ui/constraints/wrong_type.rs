use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(min_length = 1)]
    level: i64,
    /// Which room.
    #[parameter(minimum = 1, max_items = 4)]
    room: String,
    /// Which speakers.
    #[parameter(maximum = 4)]
    speakers: Vec<String>,
    /// How long.
    #[parameter(min_items = 1)]
    minutes: Option<f64>,
    /// Whether now.
    #[parameter(maximum = 1)]
    now: bool,
}

fn main() {}
