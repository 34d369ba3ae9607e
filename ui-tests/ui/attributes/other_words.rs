use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(pure, approval)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(min = 0, max = 100, step = 5, required)]
    level: i64,
    /// Which room.
    #[parameter(regex = "[a-z]+", examples = ["bath"], optional)]
    room: String,
    /// Which speakers.
    #[parameter(unique, each(len = 3))]
    speakers: Vec<String>,
}

fn main() {}
