use llm_functions::{LlmFunction, ParameterType};

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(nmae = "set_volume")]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimun = 0, step = 5)]
    level: i64,
}

#[derive(ParameterType)]
#[parameter(rename = "lowercase")]
enum Unit {
    #[parameter(nam = "c")]
    Celsius,
}

fn main() {}
