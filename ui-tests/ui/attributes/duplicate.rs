use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(read_only)]
#[llm_function(read_only)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = 0, minimum = 1)]
    level: i64,
}

fn main() {}
