use llm_functions::LlmFunction;

const NAME: &str = "größer";
const MOST: u32 = 5;

/// Set the name.
#[derive(LlmFunction)]
struct SetName {
    /// Six characters in eight bytes.
    #[parameter(max_length = 6, min_length = 6, default = NAME)]
    fits: String,
    /// Too long.
    #[parameter(max_length = MOST, default = NAME)]
    long: String,
    /// Too short.
    #[parameter(min_length = 7, default = NAME)]
    short: String,
}

fn main() {}
