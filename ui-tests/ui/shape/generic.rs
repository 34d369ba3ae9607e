use llm_functions::{LlmFunction, ParameterType};

/// Look something up.
#[derive(LlmFunction)]
struct Lookup<T> {
    /// What to look up.
    key: T,
}

/// Look something up.
#[derive(LlmFunction)]
struct Several<const N: usize> {
    /// What to look up.
    key: String,
}

#[derive(ParameterType)]
struct Pair<T> {
    one: T,
}

fn main() {}
