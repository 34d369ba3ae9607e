use llm_functions::{LlmFunction, ParameterType};

struct Place;

/// Set an alarm.
#[derive(LlmFunction)]
struct SetAlarm {
    /// Where.
    #[parameter(default = Place)]
    place: Place,
    /// Where else.
    places: Vec<Option<Place>>,
}

#[derive(ParameterType)]
struct Home {
    place: Place,
}

fn main() {}
