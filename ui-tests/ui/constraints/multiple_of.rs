use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Of nothing.
    #[parameter(multiple_of = 0)]
    level: i64,
    /// Of less than nothing.
    #[parameter(multiple_of = -0.5)]
    balance: f64,
    /// Of a part.
    #[parameter(multiple_of = 0.5)]
    bass: u8,
    /// Of more than there is.
    #[parameter(multiple_of = 300)]
    treble: u8,
    /// None in the range.
    #[parameter(multiple_of = 10, minimum = 11, exclusive_maximum = 20)]
    speed: u8,
    /// None within the type.
    #[parameter(multiple_of = 100, minimum = 101)]
    pitch: i8,
    /// None in a range of floats.
    #[parameter(multiple_of = 10, minimum = 1, maximum = 9)]
    echo: f64,
}

fn main() {}
