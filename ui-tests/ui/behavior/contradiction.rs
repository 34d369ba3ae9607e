use llm_functions::LlmFunction;

/// Delete a recording.
#[derive(LlmFunction)]
#[llm_function(read_only, idempotent, destructive)]
struct DeleteRecording;

/// Write something down.
#[derive(LlmFunction)]
#[llm_function(retries = 2)]
struct WriteDown;

fn main() {}
