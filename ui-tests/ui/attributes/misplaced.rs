use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[parameter(minimum = 0)]
struct SetVolume {
    /// Loudness in percent.
    #[llm_function(name = "level")]
    level: i64,
}

fn main() {}
