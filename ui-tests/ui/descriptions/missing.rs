use llm_functions::LlmFunction;

#[derive(LlmFunction)]
struct GetWeather {
    location: String,
    ///
    day: u8,
}

fn main() {}
