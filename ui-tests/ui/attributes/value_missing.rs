use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(name, description)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum, default, max_items(3))]
    level: i64,
}

fn main() {}
