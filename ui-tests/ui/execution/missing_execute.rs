use llm_functions::{LlmFunction, Registry, functions};

/// Get the time.
#[derive(LlmFunction)]
struct GetTime;

fn registry() -> Registry {
    functions![GetTime]
}

fn main() {}
