use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// No parentheses.
    #[parameter(items = 3)]
    one: Vec<u8>,
    /// Nothing in them.
    #[parameter(items())]
    two: Vec<u8>,
    /// Something unknown in them.
    #[parameter(items(minimun = 1, frobnicate, default = 3))]
    three: Vec<u8>,
    /// Something twice.
    #[parameter(items(minimum = 1, minimum = 2))]
    four: Vec<u8>,
    /// No commas.
    #[parameter(items(minimum = 1 maximum = 2))]
    five: Vec<u8>,
    /// Brackets.
    #[parameter(items[minimum = 1])]
    six: Vec<u8>,
}

fn main() {}
