use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(minimum = 0)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(read_only)]
    level: i64,
}

fn main() {}
