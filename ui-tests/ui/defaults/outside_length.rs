use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Which room.
    #[parameter(max_length = 3, default = "kitchen")]
    room: String,
    /// What to play.
    #[parameter(min_length = 2, default = "a")]
    tune: String,
    /// Which speakers.
    #[parameter(min_items = 1, default = vec![])]
    speakers: Vec<String>,
}

fn main() {}
