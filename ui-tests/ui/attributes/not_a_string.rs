use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(name = 3, description = 4, sensitivity = 5)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(name = level)]
    level: i64,
}

fn main() {}
