use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(const = 1)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(const = 1, type = "integer")]
    level: i64,
    /// Which room.
    #[parameter(enum = ["bath", "kitchen"], match = "[a-z]")]
    room: String,
}

fn main() {}
