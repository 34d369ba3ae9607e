use llm_functions::LlmFunction;

const OTHER: &str = "other";
const SEVEN: u8 = 7;
const HALF: f64 = 0.5;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// A named text.
    #[parameter(one_of = ["celsius", "kelvin"], default = OTHER)]
    named: String,
    /// A named number.
    #[parameter(one_of = [1, 2, 3], default = SEVEN)]
    number: u8,
    /// A named float that is one of them.
    #[parameter(one_of = [0.5, 1], default = HALF)]
    float: f64,
    /// A named example.
    #[parameter(maximum = 5, example = 5, example = SEVEN)]
    example: Option<u8>,
}

fn main() {}
