use llm_functions::LlmFunction;

/// Look up a record.
#[derive(LlmFunction)]
struct LookUp {
    /// Longer than any match.
    #[parameter(pattern = "^MRN-[0-9]{6}$", min_length = 12)]
    record: String,
    /// Shorter than any match, anywhere in the text.
    #[parameter(pattern = "[A-Z]{2}[0-9]+", max_length = 2)]
    code: String,
    /// There may be something around the match.
    #[parameter(pattern = "[a-z]{3}", min_length = 5)]
    word: String,
}

fn main() {}
