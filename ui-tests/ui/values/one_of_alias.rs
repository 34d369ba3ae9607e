use llm_functions::{LlmFunction, ParameterType};

type Level = u8;
type Word = String;

#[derive(ParameterType)]
enum Unit {
    Celsius,
    Kelvin,
}

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Of another type, and outside of this one.
    #[parameter(one_of = ["low", 256, 3])]
    level: Level,
    /// Of another type.
    #[parameter(constant = 3)]
    word: Option<Word>,
    /// A part of the choices.
    #[parameter(one_of = ["celsius", 3])]
    unit: Unit,
}

fn main() {}
