//! [`Schema`]: which model, with which instructions, functions and options. Immutable, shared by sessions.

mod builder;
mod example;
mod priority;

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use llm_functions::{Registry, Sensitivity, ToolDefinition};

pub use builder::SchemaBuilder;
pub use example::Example;
pub use priority::Priority;

use crate::approval::Approvals;
use crate::budget::Budget;
use crate::options::{GenerationOptions, ToolChoice};

/// What a session runs: a model's name with everything that is the same for each of its turns.
///
/// ```
/// use llm_runtime::Schema;
/// let schema = Schema::builder("smollm2-135m-instruct").instructions("Answer briefly.").build()?;
/// assert_eq!(schema.model(), "smollm2-135m-instruct");
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Schema {
    model: String,
    instructions: Option<String>,
    functions: Registry,
    definitions: Vec<ToolDefinition>,
    examples: Vec<Example>,
    options: GenerationOptions,
    tool_choice: ToolChoice,
    limits: Limits,
    permissions: Permissions,
}

/// Who agrees to calls, and how private data may be that functions send somewhere.
#[derive(Clone, Default)]
struct Permissions {
    approvals: Approvals,
    egress: HashMap<String, Sensitivity>,
}

/// How far an exchange may go, and how its calls run.
#[derive(Clone, Debug)]
struct Limits {
    max_turns: NonZeroU32,
    budget: Budget,
    repair_attempts: u32,
    parallel_calls: bool,
    concurrent_calls: NonZeroU32,
    call_timeout: Duration,
    max_output: u32,
    trim: bool,
    priority: Priority,
}

impl Schema {
    /// Starts a schema for a model.
    pub fn builder(model: impl Into<String>) -> SchemaBuilder {
        SchemaBuilder::new(model.into())
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The system text.
    pub fn instructions(&self) -> Option<&str> {
        self.instructions.as_deref()
    }

    /// The functions that the model may call.
    pub fn functions(&self) -> &Registry {
        &self.functions
    }

    /// The functions as the model sees them, in declaration order.
    pub fn definitions(&self) -> &[ToolDefinition] {
        &self.definitions
    }

    /// Worked examples, public like the instructions.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// How answers are generated.
    pub fn options(&self) -> &GenerationOptions {
        &self.options
    }

    /// Whether functions may be called in the first turn of an exchange. Later turns are [`ToolChoice::Auto`], so that a
    /// required call can be answered, unless nothing may be called at all. It is held to even where an engine is not: a
    /// call that may not be made is answered without running, and [`TurnReport::ignored`](crate::TurnReport) says so.
    pub fn tool_choice(&self) -> &ToolChoice {
        &self.tool_choice
    }

    /// The most turns of one exchange.
    pub fn max_turns(&self) -> NonZeroU32 {
        self.limits.max_turns
    }

    /// How much model a session may use.
    pub fn budget(&self) -> Budget {
        self.limits.budget
    }

    /// In how many turns of an exchange the model may make calls that do not fit their functions; the next such turn ends
    /// the exchange.
    pub fn repair_attempts(&self) -> u32 {
        self.limits.repair_attempts
    }

    /// Whether the model may make several calls in one message.
    pub fn parallel_calls(&self) -> bool {
        self.limits.parallel_calls
    }

    /// The most calls of one message that run at once; the others wait for a place.
    pub fn concurrent_calls(&self) -> NonZeroU32 {
        self.limits.concurrent_calls
    }

    /// How many bytes of a result the model is given, where its function says nothing else.
    pub fn max_output(&self) -> u32 {
        self.limits.max_output
    }

    /// Whether old exchanges are left out of what the model reads when all of it would not fit.
    pub fn trim(&self) -> bool {
        self.limits.trim
    }

    /// How long one call may take before it is answered with a time-out, where its function says nothing else.
    pub fn call_timeout(&self) -> Duration {
        self.limits.call_timeout
    }

    /// How urgent its turns are, where they share a model with others.
    pub fn priority(&self) -> Priority {
        self.limits.priority
    }

    pub(crate) fn approvals(&self) -> &Approvals {
        &self.permissions.approvals
    }

    /// How private data may be that functions send to this destination: public, unless the schema says otherwise.
    pub fn egress_ceiling(&self, destination: &str) -> Sensitivity {
        self.permissions.egress.get(destination).copied().unwrap_or(Sensitivity::Public)
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Schema")
            .field("model", &self.model)
            .field("instructions", &self.instructions)
            .field("functions", &self.functions)
            .field("options", &self.options)
            .field("tool_choice", &self.tool_choice)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
