use llm_functions::ParameterType;

#[derive(ParameterType)]
#[parameter(tag = "kind")]
enum Place {
    Named(String),
    On(Option<Level>),
    Several(Vec<Level>),
}

#[derive(ParameterType)]
struct Level {
    number: u8,
}

fn main() {}
