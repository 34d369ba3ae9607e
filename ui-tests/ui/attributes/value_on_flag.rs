use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(read_only = true, exclusive(always))]
struct SetVolume;

fn main() {}
