use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Nothing.
    #[parameter(one_of = [])]
    nothing: String,
    /// Twice.
    #[parameter(one_of = ["low", "high", "low"])]
    level: String,
    /// Of several types.
    #[parameter(one_of = [1, 2.5, "three", true])]
    number: i64,
    /// A float may be whole.
    #[parameter(one_of = [1, 2.5, 1.0])]
    float: f64,
    /// More than one character.
    #[parameter(one_of = ['a', "bc"])]
    letter: char,
    /// Outside the type.
    #[parameter(one_of = [1, 256, -1])]
    byte: u8,
    /// Outside the other constraints.
    #[parameter(one_of = [1, 5, 10], maximum = 9, multiple_of = 5)]
    step: u8,
    /// Outside the other constraints.
    #[parameter(one_of = ["a", "bcd"], max_length = 2, pattern = "^[b-z]")]
    word: String,
}

fn main() {}
