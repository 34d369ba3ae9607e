use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(cached)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(frobnicate = 5)]
    level: i64,
}

fn main() {}
