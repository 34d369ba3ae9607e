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
            Content::Assistant { text, calls, .. } => {
                text.len()
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
