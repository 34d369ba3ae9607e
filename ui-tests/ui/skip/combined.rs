use llm_functions::{LlmFunction, ParameterType};

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    #[parameter(skip, minimum = 1, default = 5, name = "volume")]
    level: u8,
}

#[derive(ParameterType)]
#[parameter(skip)]
struct Place {
    #[parameter(skip, sensitive)]
    name: String,
}

fn main() {}
