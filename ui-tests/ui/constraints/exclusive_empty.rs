use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Nothing is between two neighbours.
    #[parameter(exclusive_minimum = 5, exclusive_maximum = 6)]
    level: i64,
    /// Nothing is beyond itself.
    #[parameter(exclusive_minimum = 0.5, maximum = 0.5)]
    balance: f64,
    /// Turned around.
    #[parameter(minimum = 7, exclusive_maximum = -7)]
    room: i8,
    /// A float has room there.
    #[parameter(exclusive_minimum = 5, exclusive_maximum = 6)]
    speed: f64,
}

fn main() {}
