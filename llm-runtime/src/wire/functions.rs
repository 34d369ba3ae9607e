//! [`Functions`]: the schema's functions in a provider's dialect, and calls brought there and back.

use std::borrow::Cow;

use llm_functions::ToolCall;
use llm_functions::dialect::{Dialect, Lowered};
use llm_functions::json::{self, IncrementalReader, Json};

use crate::output::OutputFormat;
use crate::platform::Ignored;
use crate::schema::Schema;

/// The schema's functions in a provider's dialect.
#[derive(Clone, Debug)]
pub(super) struct Functions {
    dialect: Dialect,
    lowered: Lowered,
}

/// The form of an answer in a provider's dialect.
#[derive(Clone, Debug)]
pub(super) struct Output {
    lowered: Lowered,
}

impl Functions {
    pub(super) fn new(dialect: Dialect, schema: &Schema) -> Self {
        Self { dialect, lowered: dialect.lower(schema.functions().views()) }
    }

    /// The functions with their tools, names and reports.
    pub(super) fn lowered(&self) -> &Lowered {
        &self.lowered
    }

    /// A function for which the dialect has no words has no tool.
    pub(super) fn ignored(&self) -> Option<Ignored> {
        let all = self.lowered.report.functions.iter().all(|function| function.available);
        (!all).then(|| Ignored::new("tools", "a function cannot be said in the server's dialect"))
    }

    /// What the model sees for the function of this name. A function that does not exist has a name that a model invented,
    /// and providers refuse a conversation with a call whose name they would not allow.
    pub(super) fn name(&self, function: &str) -> Cow<'_, str> {
        self.lowered.names.lowered(function).map_or_else(|| Cow::Owned(legal(function)), Cow::Borrowed)
    }

    /// The function that the model means by this name; the name itself if there is none.
    pub(super) fn raised_name<'n>(&'n self, tool: &'n str) -> &'n str {
        self.lowered.names.raised(tool).unwrap_or(tool)
    }

    /// Whether the function of this name has a tool.
    pub(super) fn has_tool(&self, function: &str) -> bool {
        self.lowered
            .names
            .lowered(function)
            .is_some_and(|tool| self.lowered.functions.iter().any(|known| known.name == tool))
    }

    /// Whether the calls of a tool are written in the function's own shape.
    pub(super) fn keeps_shape(&self, tool: &str) -> bool {
        self.lowered
            .functions
            .iter()
            .find(|function| function.name == tool)
            .is_none_or(llm_functions::dialect::LoweredFunction::keeps_shape)
    }

    /// Brings a call's arguments back; what cannot be brought back is left for the check of arguments, which says why.
    pub(super) fn raise(&self, tool: &str, arguments: &str) -> String {
        let raised = json::read(arguments).ok().and_then(|json| self.lowered.raise(tool, json).ok());
        raised.map_or_else(|| arguments.to_owned(), |(_, json)| json.to_string())
    }

    /// A call of the conversation as the model would have written it here: name and arguments, which are an object, because
    /// servers hand them to templates that expect one.
    pub(super) fn call(&self, call: &ToolCall) -> (String, Json) {
        let arguments = readable(&call.arguments);
        let lowered = self.lowered.lower(&call.name, &arguments);
        let (name, arguments) = lowered.unwrap_or_else(|| (self.name(&call.name).into_owned(), arguments));
        match arguments {
            Json::Object(_) => (name, arguments),
            other => (name, Json::object([("arguments", other)])),
        }
    }

    /// The form of an answer in the same dialect.
    pub(super) fn output(&self, format: &OutputFormat) -> Output {
        Output { lowered: self.dialect.lower([format.view()]) }
    }
}

/// What every provider allows as a name.
fn legal(name: &str) -> String {
    let letters = name.chars().take(64);
    let legal = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    let name: String = letters.map(legal).collect();
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

/// The arguments of a call that was made, as JSON. Servers refuse a conversation in which a call's arguments are none,
/// so of those that were cut off the members that are whole are sent; the call's answer says that it was cut off.
fn readable(arguments: &str) -> Json {
    if let Ok(json) = json::read(arguments) {
        return json;
    }
    let mut reader = IncrementalReader::new();
    // What was read before the text broke off, or stopped to be JSON, stays in the reader.
    let _ = reader.push(arguments);
    let whole = reader.members().filter(|(_, value)| value.is_complete());
    Json::object(whole.filter_map(|(name, value)| Some((name.to_owned(), value.to_json()?))))
}

impl Output {
    /// Its name, its description, its schema, and whether the server is asked to hold the model to it; `None` when the
    /// dialect has no words for it.
    pub(super) fn schema(&self) -> Option<(&str, &str, &Json, bool)> {
        let form = self.lowered.functions.first()?;
        Some((&form.name, &form.description, &form.parameters, form.strict))
    }

    /// Whether the answer has its own shape, so that it can be told as it is written.
    pub(super) fn keeps_shape(&self) -> bool {
        self.lowered.functions.first().is_none_or(llm_functions::dialect::LoweredFunction::keeps_shape)
    }

    /// Brings an answer back; what cannot be brought back is left for the check of the answer, which says why.
    pub(super) fn raise(&self, answer: &str) -> String {
        let Some(form) = self.lowered.functions.first() else { return answer.to_owned() };
        let raised = json::read(answer).ok().and_then(|json| self.lowered.raise(&form.name, json).ok());
        raised.map_or_else(|| answer.to_owned(), |(_, json)| json.to_string())
    }
}
