use llm_functions::LlmFunction;

/// Get the weather.
#[derive(LlmFunction)]
#[llm_function(name = "")]
struct Empty;

/// Get the weather.
#[derive(LlmFunction)]
#[llm_function(name = "get_the_weather_of_the_place_where_the_patient_is_going_to_be_tomorrow")]
struct Long;

fn main() {}
