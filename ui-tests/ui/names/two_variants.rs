use llm_functions::ParameterType;

#[derive(ParameterType)]
enum Switch {
    On,
    Off,
    #[parameter(name = "off")]
    Down,
}

#[derive(ParameterType)]
enum Empty {
    #[parameter(name = "")]
    On,
}

fn main() {}
