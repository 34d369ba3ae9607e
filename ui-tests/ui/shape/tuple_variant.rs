use llm_functions::ParameterType;

#[derive(ParameterType)]
enum Place {
    Here,
    At(f64, f64),
    Empty(),
}

fn main() {}
