use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Of another type.
    #[parameter(constant = "1")]
    version: u8,
    /// Outside the type.
    #[parameter(constant = 256)]
    level: u8,
    /// Beside what narrows.
    #[parameter(constant = 5, minimum = 1, maximum = 9)]
    number: u8,
    /// Beside a list.
    #[parameter(constant = "a", one_of = ["a", "b"])]
    word: String,
    /// Another default.
    #[parameter(constant = "v1", default = "v2")]
    api: String,
    /// The same default.
    #[parameter(constant = true, default = true)]
    agreed: bool,
}

fn main() {}
