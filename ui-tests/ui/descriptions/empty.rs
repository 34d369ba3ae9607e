use llm_functions::{LlmFunction, ParameterType};

#[derive(LlmFunction)]
#[llm_function(description = "")]
struct GetWeather {
    #[parameter(description = "  ")]
    location: Place,
}

#[derive(ParameterType)]
#[parameter(description = "")]
struct Place {
    #[parameter(description = "")]
    name: String,
}

fn main() {}
