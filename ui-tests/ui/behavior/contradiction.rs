use llm_functions::LlmFunction;

/// Delete a recording.
#[derive(LlmFunction)]
#[llm_function(read_only, idempotent, destructive)]
struct DeleteRecording;

fn main() {}
