use llm_functions::ParameterType;

#[derive(ParameterType)]
struct Nothing;

fn main() {}
