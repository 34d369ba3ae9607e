use llm_functions::ParameterType;

#[derive(ParameterType)]
enum Place {
    Here,
    At { latitude: f64, longitude: f64 },
    Named(String),
}

fn main() {}
