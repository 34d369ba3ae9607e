use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Look-ahead.
    #[parameter(pattern = r"^(?=.*\d).{8,}$")]
    password: String,
    /// Back-reference.
    #[parameter(pattern = r"(a|b)\1")]
    twice: String,
    /// Not closed.
    #[parameter(pattern = "(ab")]
    open: String,
    /// An intersection in one engine, a union in another.
    #[parameter(pattern = "[a-z&&[^aeiou]]")]
    consonant: String,
    /// Upside down.
    #[parameter(pattern = "[z-a]{3,2}")]
    order: String,
    /// The end of a text in Rust, a letter elsewhere.
    #[parameter(items(pattern = r"\Aab\z"))]
    list: Vec<String>,
}

fn main() {}
