use llm_functions::ParameterType;

#[derive(ParameterType)]
#[parameter(tag = "kind")]
enum Place {
    At { kind: u8, latitude: f64 },
    In {
        #[parameter(name = "kind")]
        sort: String,
    },
}

#[derive(ParameterType)]
#[parameter(tag = "kind", content = "kind")]
enum Level {
    Number(u8),
}

fn main() {}
