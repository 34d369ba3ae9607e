//! [`SchemaBuilder`]: the parts of a schema, and whether they fit together.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use llm_functions::arguments::Coercions;
use llm_functions::{Registry, Sensitivity};

use super::{Example, Limits, Permissions, Priority, Schema};
use crate::approval::{ApprovalLedger, Approver};
use crate::budget::Budget;
use crate::error::{ErrorKind, Result};
use crate::options::{GenerationOptions, ToolChoice};

/// Enough for a question, several rounds of calls and the answer; a model that goes in circles ends here.
const DEFAULT_MAX_TURNS: NonZeroU32 = NonZeroU32::new(8).unwrap();

/// A model that was told twice what is wrong with its calls seldom gets it right the third time.
const DEFAULT_REPAIR_ATTEMPTS: u32 = 2;

/// More calls than this of one message wait for a place; a model that calls a thousand functions at once is in a loop.
const DEFAULT_CONCURRENT_CALLS: NonZeroU32 = NonZeroU32::new(16).unwrap();

/// A result beyond this would fill the window of most models: 64 KiB are about 20,000 tokens.
const DEFAULT_MAX_OUTPUT: u32 = 64 << 10;

/// A person waits no longer for one function; longer work says so with [`SchemaBuilder::call_timeout`].
const DEFAULT_CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Builds a [`Schema`].
#[derive(Clone)]
#[must_use]
pub struct SchemaBuilder {
    model: String,
    instructions: Option<String>,
    functions: Registry,
    examples: Vec<Example>,
    options: GenerationOptions,
    tool_choice: ToolChoice,
    max_turns: u32,
    concurrent_calls: u32,
    limits: Limits,
    permissions: Permissions,
}

impl SchemaBuilder {
    pub(super) fn new(model: String) -> Self {
        Self {
            model,
            instructions: None,
            functions: Registry::new(),
            examples: Vec::new(),
            options: GenerationOptions::default(),
            tool_choice: ToolChoice::Auto,
            max_turns: DEFAULT_MAX_TURNS.get(),
            concurrent_calls: DEFAULT_CONCURRENT_CALLS.get(),
            limits: Limits {
                max_turns: DEFAULT_MAX_TURNS,
                budget: Budget::new(),
                repair_attempts: DEFAULT_REPAIR_ATTEMPTS,
                parallel_calls: true,
                concurrent_calls: DEFAULT_CONCURRENT_CALLS,
                call_timeout: DEFAULT_CALL_TIMEOUT,
                max_output: DEFAULT_MAX_OUTPUT,
                trim: true,
                priority: Priority::default(),
            },
            permissions: Permissions::default(),
        }
    }

    /// Sets the system text. It is treated as public: write nothing about a person here.
    pub fn instructions(mut self, text: impl Into<String>) -> Self {
        self.instructions = Some(text.into());
        self
    }

    /// Sets the functions that the model may call.
    pub fn functions(mut self, functions: Registry) -> Self {
        self.functions = functions;
        self
    }

    /// Adds worked examples. A platform shows them only to models that need them. They are treated as public.
    pub fn examples(mut self, examples: impl IntoIterator<Item = Example>) -> Self {
        self.examples.extend(examples);
        self
    }

    /// Sets how answers are generated.
    pub fn options(mut self, options: GenerationOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets whether functions may be called in the first turn of an exchange.
    pub fn tool_choice(mut self, choice: ToolChoice) -> Self {
        self.tool_choice = choice;
        self
    }

    /// Sets the most turns of one exchange.
    pub fn max_turns(mut self, turns: u32) -> Self {
        self.max_turns = turns;
        self
    }

    /// Sets how long one call may take, where its function says nothing else. Where a function is declared with `retries`,
    /// its own `timeout` limits each attempt, and all of them together end with the longer of the two.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.limits.call_timeout = limit;
        self
    }

    /// Limits how much model a session may use.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.limits.budget = budget;
        self
    }

    /// Sets in how many turns of an exchange the model may make calls that do not fit their functions.
    pub fn repair_attempts(mut self, attempts: u32) -> Self {
        self.limits.repair_attempts = attempts;
        self
    }

    /// Sets whether the model may make several calls in one message. Where the platform cannot hold it to one, the others
    /// are answered with the request to make them one after the other.
    pub fn parallel_calls(mut self, allowed: bool) -> Self {
        self.limits.parallel_calls = allowed;
        self
    }

    /// Sets how urgent its turns are, where they share a model with others.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.limits.priority = priority;
        self
    }

    /// Sets the most calls of one message that run at once.
    pub fn concurrent_calls(mut self, most: u32) -> Self {
        self.concurrent_calls = most;
        self
    }

    /// Sets how many bytes of a result the model is given, where its function says nothing else.
    pub fn max_output(mut self, bytes: u32) -> Self {
        self.limits.max_output = bytes;
        self
    }

    /// Sets whether old exchanges are left out of what the model reads when all of it would not fit; they are, unless this
    /// says otherwise. The conversation itself keeps everything.
    ///
    /// Instructions always stay, and so does the newest exchange: the last question with everything after it. Older ones,
    /// each a question with everything up to the next, are left out whole and oldest first, as few as possible, until the
    /// prompt and an answer of `max_output_tokens` fit the window; without `max_output_tokens`, room is kept for 256 tokens
    /// or an eighth of the window, whichever is less. [`Event::Trimmed`](crate::Event::Trimmed) tells. What does not fit
    /// even then, or at all with `trim(false)`, is [`ErrorKind::ContextWindow`] before anything is sent. Where a platform
    /// does not know its model's window, everything is sent.
    pub fn trim(mut self, trim: bool) -> Self {
        self.limits.trim = trim;
        self
    }

    /// Sets who agrees to calls of functions that are declared with `requires_approval`.
    pub fn approver(mut self, approver: impl Approver + 'static) -> Self {
        self.permissions.approvals.approver = Some(Arc::new(approver));
        self
    }

    /// Lets calls wait for an approval that is given later, perhaps in another process. Where there is no
    /// [`approver`](Self::approver), or it answers [`Approval::Deferred`](crate::Approval::Deferred), the exchange is
    /// suspended and the conversation can be stored. A decision that comes after `ttl` (whole seconds; an hour without
    /// this, a century at most) is too late.
    pub fn defer_approvals(mut self, ttl: Duration) -> Self {
        self.permissions.approvals.deferred = true;
        self.permissions.approvals.ttl = ttl;
        self
    }

    /// Sets who remembers which approvals were used. Without it the process does, which is enough where a suspended
    /// conversation is resumed by one process at a time and never twice from one copy.
    pub fn approval_ledger(mut self, ledger: impl ApprovalLedger + 'static) -> Self {
        self.permissions.approvals.ledger = Arc::new(ledger);
        self
    }

    /// Sets what time it is for approvals, which expire; the system's clock without it.
    pub fn approval_clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.permissions.approvals.clock = Arc::new(clock);
        self
    }

    /// Lets functions that are declared with `egress = "destination"` send data of this sensitivity there. Without it they
    /// run only in conversations that are public; what carries no label is sensitive.
    pub fn egress(mut self, destination: impl Into<String>, ceiling: Sensitivity) -> Self {
        self.permissions.egress.insert(destination.into(), ceiling);
        self
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    /// When the model has no name, `max_turns` or `concurrent_calls` is 0, a function's declaration contradicts itself or needs an approver that
    /// is not there, `tool_choice` asks for a function that is not there, or an example calls a function in a way that does
    /// not fit.
    pub fn build(self) -> Result<Schema> {
        if self.model.is_empty() {
            return wrong("a schema needs the name of a model");
        }
        let Some(max_turns) = NonZeroU32::new(self.max_turns) else {
            return wrong("max_turns is 0, and an exchange needs at least one turn");
        };
        let Some(concurrent_calls) = NonZeroU32::new(self.concurrent_calls) else {
            return wrong("concurrent_calls is 0, and no call could ever run");
        };
        self.check_functions()?;
        self.check_choice()?;
        self.check_examples()?;
        Ok(Schema {
            definitions: self.functions.definitions(),
            model: self.model,
            instructions: self.instructions,
            functions: self.functions,
            examples: self.examples,
            options: self.options,
            tool_choice: self.tool_choice,
            limits: Limits { max_turns, concurrent_calls, ..self.limits },
            permissions: self.permissions,
        })
    }

    fn check_functions(&self) -> Result<()> {
        if let Err(error) = self.functions.check() {
            return wrong(error.to_string());
        }
        let mut unapproved = self.functions.views().filter(|view| view.behavior.requires_approval);
        let approvals = &self.permissions.approvals;
        match unapproved.next().filter(|_| approvals.approver.is_none() && !approvals.deferred) {
            Some(view) => wrong(format!(
                "`{}` requires approval; set who gives it with `approver`, or let it be given later with `defer_approvals`",
                view.name
            )),
            None => Ok(()),
        }
    }

    fn check_choice(&self) -> Result<()> {
        match &self.tool_choice {
            ToolChoice::Function(name) if self.functions.get(name).is_none() => {
                wrong(format!("tool_choice asks for `{name}`, which is not among the functions"))
            }
            ToolChoice::Required if self.functions.is_empty() => {
                wrong("tool_choice requires a call, and there are no functions")
            }
            _ => Ok(()),
        }
    }

    /// A model learns from the examples as they stand, so nothing in them is coerced.
    fn check_examples(&self) -> Result<()> {
        let functions = self.functions.clone().coercions(Coercions::NONE);
        for (call, _) in self.examples.iter().filter_map(|example| example.call.as_ref()) {
            if let Err(error) = functions.prepare(call) {
                return wrong(format!("the example of `{}` does not fit: {error}", call.name));
            }
        }
        Ok(())
    }
}

fn wrong<T>(message: impl Into<String>) -> Result<T> {
    Err(ErrorKind::Configuration(message.into()).into())
}

impl fmt::Debug for SchemaBuilder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SchemaBuilder")
            .field("model", &self.model)
            .field("functions", &self.functions)
            .finish_non_exhaustive()
    }
}
