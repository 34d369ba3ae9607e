use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(validate = nowhere)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(validate = is_evn)]
    level: u8,
}

fn is_even(level: &u8) -> Result<(), String> {
    if level % 2 == 0 { Ok(()) } else { Err("odd".to_owned()) }
}

fn main() {
    let _ = is_even(&2);
}
