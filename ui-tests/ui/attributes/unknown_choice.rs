use llm_functions::{LlmFunction, ParameterType};

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(sensitivity = "privat")]
struct SetVolume;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(sensitivity = "persnal")]
struct SetVolumes;

#[derive(ParameterType)]
#[parameter(rename_all = "snakecase")]
enum Unit {
    Celsius,
}

fn main() {}
