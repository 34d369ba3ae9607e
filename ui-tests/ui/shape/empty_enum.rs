use llm_functions::ParameterType;

#[derive(ParameterType)]
enum Nothing {}

fn main() {}
