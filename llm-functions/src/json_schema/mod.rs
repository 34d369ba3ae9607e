//! Views as JSON Schema (draft 2020-12), in declaration order, which is the order of the prompt and of its cache; and JSON
//! Schema from elsewhere as views.

mod parse;
mod render;

pub use parse::{Draft, Parser, SchemaError, parse, python_types};

use crate::json::Json;
use crate::tool::ToolDefinition;
use crate::view::{FunctionView, Node};

/// The function as a model sees it.
///
/// ```
/// use llm_functions::{json_schema, view::FunctionView, LlmFunction};
///
/// /// Look up a word.
/// #[derive(LlmFunction)]
/// struct Define {
///     /// The word.
///     word: String,
/// }
///
/// let tool = json_schema::tool_definition(&FunctionView::of::<Define>());
/// assert_eq!(
///     tool.parameters.to_string(),
///     r#"{"type":"object","properties":{"word":{"description":"The word.","type":"string"}},"required":["word"],"additionalProperties":false}"#
/// );
/// ```
pub fn tool_definition(view: &FunctionView) -> ToolDefinition {
    ToolDefinition::new(view.name.as_ref(), view.description.as_ref(), of_arguments(view))
}

/// JSON Schema of a function's arguments object. A type that contains itself is put under `$defs`; every other type is
/// written in place, which every provider understands.
pub fn of_arguments(view: &FunctionView) -> Json {
    render::arguments(view)
}

/// JSON Schema of one node, for somebody to read: what contains itself is put under `$defs`.
pub(crate) fn of_node(view: &FunctionView, node: &Node) -> Json {
    render::node(view, node)
}
