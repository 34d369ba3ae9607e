use llm_functions::ParameterType;

#[derive(ParameterType)]
#[parameter(tag = "the kind", content = "")]
enum Place {
    Named(String),
}

#[derive(ParameterType)]
enum Size {
    #[parameter(name = "very small")]
    Small,
    #[parameter(name = "very large")]
    Large(u8),
    Größe { meter: f64, #[parameter(name = "meter")] metre: f64 },
    #[parameter(name = "")]
    Unknown,
}

#[derive(ParameterType)]
#[parameter(rename_all = "lowercase")]
enum Level {
    OnTop(u8),
    Ontop { level: u8 },
}

fn main() {}
