//! What a model sees and says: [`ToolDefinition`], [`ToolCall`], [`ToolResult`]. No provider's format.

use serde::{Deserialize, Serialize};

use crate::Sensitivity;
use crate::json::Json;

/// A function as the model sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ToolDefinition {
    /// The name by which the model calls it.
    pub name: String,
    /// When to call it.
    pub description: String,
    /// JSON Schema (2020-12) of the arguments object, in declaration order.
    pub parameters: Json,
}

impl ToolDefinition {
    /// A definition from its parts.
    pub fn new(name: impl Into<String>, description: impl Into<String>, parameters: Json) -> Self {
        Self { name: name.into(), description: description.into(), parameters }
    }
}

/// One call as the model made it: nothing in it has been checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolCall {
    /// Identifies the call within its conversation; its result carries the same.
    pub id: String,
    /// The function the model named, which need not exist.
    pub name: String,
    /// The arguments as JSON text, as they were written.
    pub arguments: String,
}

impl ToolCall {
    /// A call from its parts.
    pub fn new(id: impl Into<String>, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), arguments: arguments.into() }
    }
}

/// The answer to one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolResult {
    /// The call that this answers.
    pub call_id: String,
    /// The name that was called.
    pub name: String,
    /// What the model reads: the function's output, or what went wrong in words it can act on.
    pub output: String,
    /// Whether the call failed.
    pub is_error: bool,
    /// How private the output is.
    pub sensitivity: Sensitivity,
}

impl ToolResult {
    /// The result of a call that went well.
    pub fn success(call: &ToolCall, output: impl Into<String>, sensitivity: Sensitivity) -> Self {
        Self { call_id: call.id.clone(), name: call.name.clone(), output: output.into(), is_error: false, sensitivity }
    }

    /// The result of a call that failed.
    pub fn failure(call: &ToolCall, message: impl Into<String>, sensitivity: Sensitivity) -> Self {
        Self { is_error: true, ..Self::success(call, message, sensitivity) }
    }
}
