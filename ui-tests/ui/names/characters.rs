use llm_functions::LlmFunction;

/// Get the weather.
#[derive(LlmFunction)]
#[llm_function(name = "get weather!")]
struct GetWeather;

/// Get the weather.
#[derive(LlmFunction)]
struct GetPlace {
    /// Where.
    #[parameter(name = "the/place")]
    place: String,
}

fn main() {}
