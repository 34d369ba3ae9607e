use llm_functions::LlmFunction;

/// Change a setting.
#[derive(LlmFunction)]
enum Setting {
    On,
    Off,
}

fn main() {}
