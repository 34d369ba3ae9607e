use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimum = 0, exclusive_minimum = 0)]
    level: i64,
    /// Balance.
    #[parameter(exclusive_maximum = 1.0, maximum = 2)]
    balance: f64,
    /// A pattern beside a format is fine.
    #[parameter(pattern = "^2", format = "date")]
    day: String,
}

fn main() {}
