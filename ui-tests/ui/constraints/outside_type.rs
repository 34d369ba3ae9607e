use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = -1, maximum = 256)]
    level: u8,
    /// How many.
    #[parameter(minimum = -1)]
    count: Option<u32>,
    /// Balance.
    #[parameter(minimum = 0.5)]
    balance: i8,
}

fn main() {}
