use llm_functions::ParameterType;

#[derive(ParameterType)]
struct Name(String);

#[derive(ParameterType)]
enum Level {
    First,
    Second,
}

#[derive(ParameterType)]
#[parameter(tag = "kind")]
enum Place {
    Named(Name),
    On(Level),
}

fn main() {}
