use llm_functions::LlmFunction;

/// Send a message.
#[derive(LlmFunction)]
struct SendMessage {
    /// What to say.
    body: &'static str,
    /// Where to.
    to: (String, u32),
    /// When.
    at: Option<Option<String>>,
    /// More.
    more: Vec<&'static [u8]>,
    /// Nothing.
    nothing: (),
    /// Three.
    three: [u8; 3],
}

fn main() {}
