//! What a model sees and says: [`ToolDefinition`], [`ToolCall`], [`ToolResult`]. No provider's format.

use std::fmt;

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

/// One call as the model made it: nothing in it has been checked. `Debug` does not show the arguments.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// The answer to one call. `Debug` shows the output only if it is public.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// Without the arguments, which may be health data.
impl fmt::Debug for ToolCall {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments = format_args!("[{} bytes]", self.arguments.len());
        let mut shown = out.debug_struct("ToolCall");
        shown.field("id", &self.id).field("name", &self.name).field("arguments", &arguments).finish()
    }
}

/// Without the output, which may be health data, unless it is public.
impl fmt::Debug for ToolResult {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("ToolResult");
        shown.field("call_id", &self.call_id).field("name", &self.name);
        match self.sensitivity {
            Sensitivity::Public => shown.field("output", &self.output),
            _ => shown.field("output", &format_args!("[{} bytes]", self.output.len())),
        };
        shown.field("is_error", &self.is_error).field("sensitivity", &self.sensitivity).finish()
    }
}
