use llm_functions::{LlmFunction, ParameterType};

/// Send a message.
#[derive(LlmFunction)]
struct SendMessage {
    /// Who to send it to.
    #[parameter(name = "body")]
    to: String,
    /// What to say.
    body: String,
}

#[derive(ParameterType)]
struct Place {
    r#type: String,
    #[parameter(name = "type")]
    kind: String,
}

fn main() {}
