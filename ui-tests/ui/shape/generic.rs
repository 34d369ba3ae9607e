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
struct Page<T> {
    items: Vec<T>,
}

#[derive(ParameterType)]
struct Borrowed<'a> {
    text: std::borrow::Cow<'a, str>,
}

struct NoParameterType;

#[derive(ParameterType)]
struct Pages {
    page: Page<NoParameterType>,
}

fn main() {}
