use llm_functions::{LlmFunction, ParameterType};

/// Change a setting.
#[derive(LlmFunction)]
struct Change(String);

#[derive(ParameterType)]
struct Level(u8, u8);

fn main() {}
