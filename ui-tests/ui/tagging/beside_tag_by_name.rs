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

#[derive(ParameterType)]
struct Floor {
    number: u8,
    #[parameter(name = "kind")]
    sort: String,
}

#[derive(ParameterType)]
#[parameter(tag = "kind")]
enum Storey {
    Floor(Floor),
    Boxed(Box<Floor>),
}

fn main() {}
