use llm_functions::{LlmFunction, ParameterType};

/// Change a setting.
#[derive(LlmFunction)]
union Setting {
    level: u8,
    room: u16,
}

#[derive(ParameterType)]
union Level {
    level: u8,
    room: u16,
}

fn main() {}
