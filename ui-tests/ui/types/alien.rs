use llm_functions::LlmFunction;

/// Send a message.
#[derive(LlmFunction)]
struct SendMessage {
    /// What to say.
    body: *const u8,
    /// Where to.
    to: fn(u8) -> u8,
    /// When.
    at: Box<dyn Fn() + Send>,
}

fn main() {}
