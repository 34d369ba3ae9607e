use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = 0, maximum = 100, default = 150)]
    level: i64,
    /// Balance.
    #[parameter(minimum = 0.5, default = 0)]
    balance: f64,
    /// How often.
    #[parameter(maximum = 3, default = 4)]
    times: u8,
    /// How long.
    #[parameter(default = 300)]
    minutes: u8,
}

fn main() {}
