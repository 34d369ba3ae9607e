use llm_functions::LlmFunction;

const NOTHING: u8 = 0;
const FIVE: u8 = 5;
const SEVEN: u8 = 7;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Of nothing.
    #[parameter(multiple_of = NOTHING)]
    level: u8,
    /// A default that is none.
    #[parameter(multiple_of = FIVE, default = 7)]
    bass: u8,
    /// An example that is none.
    #[parameter(multiple_of = 5, example = SEVEN)]
    treble: u8,
}

fn main() {}
