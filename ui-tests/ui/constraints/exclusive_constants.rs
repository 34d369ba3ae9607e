use llm_functions::LlmFunction;

const FIVE: i64 = 5;
const HALF: f64 = 0.5;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Nothing is between two neighbours.
    #[parameter(exclusive_minimum = FIVE, exclusive_maximum = 6)]
    level: i64,
    /// Nothing is beyond itself.
    #[parameter(minimum = 0.5, exclusive_maximum = HALF)]
    balance: f64,
    /// A default at an exclusive bound.
    #[parameter(exclusive_minimum = FIVE, default = FIVE)]
    bass: i64,
}

fn main() {}
