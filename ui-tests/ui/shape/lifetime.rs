use llm_functions::LlmFunction;

/// Look something up.
#[derive(LlmFunction)]
struct Lookup<'a> {
    /// What to look up.
    key: std::borrow::Cow<'a, str>,
}

fn main() {}
