use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(crate = "llm_functions")]
struct SetVolume;

fn main() {}
