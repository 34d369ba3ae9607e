//! How many tokens a prompt may have where no tokenizer is at hand: from the length of its text.

use llm_functions::{ToolDefinition, json_schema};

use crate::message::{Content, Message};
use crate::platform::{TokenCount, TurnRequest};
use crate::schema::Schema;

/// Providers count an image of moderate size as about this many tokens.
const TOKENS_PER_IMAGE: usize = 1_000;

/// What stands around each message in a chat template, in bytes.
const BYTES_AROUND: usize = 16;

impl TurnRequest<'_> {
    /// An estimate of the tokens of this turn's prompt, for engines that have no tokenizer.
    pub fn estimate(&self, schema: &Schema) -> TokenCount {
        let said: usize = self.messages.iter().map(message).sum();
        let shown: usize = self.messages.iter().map(images).sum();
        let examples: usize = schema.examples().iter().map(example).sum();
        let form = self.output.map_or(0, |output| definition(&json_schema::tool_definition(output.view())));
        let mut count = TokenCount::of_bytes(said + examples + form);
        count.tokens += shown * TOKENS_PER_IMAGE + schema.estimate_functions().tokens;
        count
    }
}

impl Schema {
    /// An estimate of the tokens of the functions' definitions.
    pub fn estimate_functions(&self) -> TokenCount {
        TokenCount::of_bytes(self.definition_bytes().iter().sum())
    }

    /// How long each definition is.
    pub(crate) fn definition_bytes(&self) -> Vec<usize> {
        self.definitions().iter().map(definition).collect()
    }
}

fn definition(definition: &ToolDefinition) -> usize {
    definition.name.len() + definition.description.len() + definition.parameters.to_string().len() + BYTES_AROUND
}

fn message(message: &Message) -> usize {
    BYTES_AROUND
        + match &message.content {
            Content::System { text } | Content::User { text, .. } => text.len(),
            Content::Assistant { text, reasoning, calls } => {
                // Thoughts in words are not sent back; what a platform wants back of them is.
                let state = reasoning.as_ref().and_then(|thought| thought.state.as_ref());
                text.len()
                    + state.map_or(0, |state| state.json.len())
                    + calls.iter().map(|call| call.name.len() + call.arguments.len() + BYTES_AROUND).sum::<usize>()
            }
            Content::Tool { result } => result.output.len(),
        }
}

fn images(message: &Message) -> usize {
    match &message.content {
        Content::User { images, .. } => images.len(),
        _ => 0,
    }
}

fn example(example: &crate::schema::Example) -> usize {
    let call = example.call.as_ref().map_or(0, |(call, result)| call.arguments.len() + call.name.len() + result.len());
    example.question.len() + example.answer.len() + call + 2 * BYTES_AROUND
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::{Sensitivity, ToolCall, ToolResult};

    use super::*;
    use crate::image::Image;
    use crate::message::{Reasoning, ReasoningState};
    use crate::options::{GenerationOptions, ToolChoice};

    /// Ten thousand bytes of anything that is sent are some thousand tokens.
    #[test]
    fn whatever_is_sent_is_counted() {
        let schema = Schema::builder("tiny").build().unwrap();
        let options = GenerationOptions::default();
        let cost = |message: Message| {
            let messages = [message];
            TurnRequest::new(&messages, ToolChoice::Auto, &options).estimate(&schema).tokens
        };
        let long = "x".repeat(10_000);
        let call = ToolCall::new("1", "look", &*long);
        let says = |text: &str, calls| Message::assistant(text, calls, Sensitivity::Sensitive);
        let mut thought = Reasoning::new("");
        assert!(cost(says("", vec![]).reasoning(Some(thought.clone()))) < 100);
        thought.state = Some(ReasoningState::new("test", &*long));
        for message in [
            Message::system(&*long),
            Message::user(&*long),
            says(&long, vec![]),
            says("", vec![call.clone()]),
            says("", vec![]).reasoning(Some(thought)),
            Message::tool(ToolResult::success(&call, &*long, Sensitivity::Sensitive)),
        ] {
            assert!(cost(message.clone()) > 3_000, "{message:?}");
        }
        assert!(cost(Message::user("").image(Image::new("image/png", vec![0; 10]))) >= TOKENS_PER_IMAGE);
    }
}
