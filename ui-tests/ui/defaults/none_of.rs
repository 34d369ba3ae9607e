use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Misspelled.
    #[parameter(one_of = ["celsius", "kelvin"], default = "celcius")]
    unit: String,
    /// Another number.
    #[parameter(one_of = [1, 2, 3], default = 4)]
    level: u8,
}

fn main() {}
