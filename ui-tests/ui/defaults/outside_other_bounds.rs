use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// At the bound.
    #[parameter(exclusive_minimum = 0, default = 0)]
    level: u8,
    /// Beyond the bound.
    #[parameter(exclusive_maximum = 1.0, default = 1.5)]
    balance: f64,
    /// Between the multiples.
    #[parameter(multiple_of = 5, default = 7)]
    step: u8,
    /// Between the multiples.
    #[parameter(multiple_of = 0.1, default = 0.25)]
    part: f64,
    /// Three times a tenth.
    #[parameter(multiple_of = 0.1, default = 0.3)]
    fine: f64,
    /// In a box.
    #[parameter(maximum = 5, default = Box::new(6))]
    boxed: Box<u8>,
}

fn main() {}
