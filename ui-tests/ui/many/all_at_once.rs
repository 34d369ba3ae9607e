use llm_functions::LlmFunction;

struct Place;

#[derive(LlmFunction)]
#[llm_function(name = "get weather", read_only = true, sensitivity = "secret", timeout = 3)]
struct GetWeather {
    /// Where.
    #[parameter(minimum = 1)]
    location: String,
    days: (u8, u8),
    /// Which place.
    place: Place,
    /// How many.
    #[parameter(minimum = 5, maximum = 2, default = 300)]
    count: u8,
}

fn main() {}
