//! [`Form`]: how the answer gets the form that is demanded.

use llm_functions::json::Json;

use super::model::Model;
use crate::platform::TurnRequest;
use crate::wire::Codec;

/// How the answer gets the form that is demanded.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// None is demanded, or not in this turn.
    Free,
    /// The dialect has no words for it.
    Unsaid,
    /// By the API's own means, `output_config.format`, which takes what a strict tool takes.
    Format(Json),
    /// As the arguments of a tool that the model has to call, for schemas and servers without those means. What the model
    /// calls it with is its answer.
    Tool { name: String, description: String, schema: Json },
}

impl Form {
    pub(super) fn of(codec: &Codec, turn: &TurnRequest<'_>) -> Self {
        let Some(output) = turn.output.map(|format| codec.functions.output(format)) else { return Self::Free };
        let Some((name, description, schema, strict)) = output.schema() else { return Self::Unsaid };
        if strict && Model::of_name(&codec.target.model).strict {
            return Self::Format(schema.clone());
        }
        if turn.tool_choice.must_call() {
            // A function is to be called first; the answer comes in a later turn.
            return Self::Free;
        }
        let is_taken = |name: &str| codec.functions.lowered().functions.iter().any(|function| function.name == name);
        let mut name = name.to_owned();
        while is_taken(&name) {
            name.push('_');
        }
        Self::Tool { name, description: description.to_owned(), schema: schema.clone() }
    }

    /// The tool that is the answer.
    pub(super) fn tool(&self) -> Option<&str> {
        match self {
            Self::Tool { name, .. } => Some(name),
            _ => None,
        }
    }
}
