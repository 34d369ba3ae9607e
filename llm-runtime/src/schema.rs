//! [`Schema`]: which model, with which instructions, functions and options. Immutable, shared by sessions.

use std::num::NonZeroU32;
use std::time::Duration;

use llm_functions::{Registry, ToolCall, ToolDefinition};

use crate::error::{ErrorKind, Result};
use crate::options::{GenerationOptions, ToolChoice};

/// What a session runs: a model's name with everything that is the same for each of its turns.
///
/// ```
/// use llm_runtime::Schema;
/// let schema = Schema::builder("smollm2-135m-instruct").instructions("Answer briefly.").build()?;
/// assert_eq!(schema.model(), "smollm2-135m-instruct");
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    model: String,
    instructions: Option<String>,
    functions: Registry,
    definitions: Vec<ToolDefinition>,
    examples: Vec<Example>,
    options: GenerationOptions,
    tool_choice: ToolChoice,
    max_turns: NonZeroU32,
    call_timeout: Duration,
}

/// A worked example for models that were never taught to call functions: a question, the call that is right for it (or
/// none), what the function returned, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// What a person asks.
    pub question: String,
    /// The right call with its result, or nothing when no function should be called.
    pub call: Option<(ToolCall, String)>,
    /// The right answer.
    pub answer: String,
}

impl Example {
    /// A question that is answered without a call.
    pub fn answer(question: impl Into<String>, answer: impl Into<String>) -> Self {
        Self { question: question.into(), call: None, answer: answer.into() }
    }

    /// A question that is answered from what a call returned.
    ///
    /// ```
    /// use llm_runtime::Example;
    /// let example = Example::call(
    ///     "Is it cold in Oslo?",
    ///     "get_weather",
    ///     r#"{"place": "Oslo"}"#,
    ///     r#"{"celsius": -3}"#,
    ///     "Yes, it is -3 degrees Celsius in Oslo.",
    /// );
    /// assert!(example.call.is_some());
    /// ```
    pub fn call(
        question: impl Into<String>,
        function: impl Into<String>,
        arguments: impl Into<String>,
        result: impl Into<String>,
        answer: impl Into<String>,
    ) -> Self {
        let call = ToolCall::new("example", function, arguments);
        Self { question: question.into(), call: Some((call, result.into())), answer: answer.into() }
    }
}

/// Enough for a question, several rounds of calls and the answer; a model that goes in circles ends here.
const DEFAULT_MAX_TURNS: NonZeroU32 = NonZeroU32::new(8).unwrap();

/// A person waits no longer for one function; longer work says so with [`SchemaBuilder::call_timeout`].
const DEFAULT_CALL_TIMEOUT: Duration = Duration::from_secs(60);

impl Schema {
    /// Starts a schema for a model.
    pub fn builder(model: impl Into<String>) -> SchemaBuilder {
        SchemaBuilder {
            model: model.into(),
            instructions: None,
            functions: Registry::new(),
            examples: Vec::new(),
            options: GenerationOptions::default(),
            tool_choice: ToolChoice::Auto,
            max_turns: DEFAULT_MAX_TURNS.get(),
            call_timeout: DEFAULT_CALL_TIMEOUT,
        }
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

    /// Whether functions may be called in the first turn of an exchange; later turns are always
    /// [`ToolChoice::Auto`], so that a required call can be answered.
    pub fn tool_choice(&self) -> &ToolChoice {
        &self.tool_choice
    }

    /// The most turns of one exchange.
    pub fn max_turns(&self) -> NonZeroU32 {
        self.max_turns
    }

    /// How long one call may take before it is answered with a time-out.
    pub fn call_timeout(&self) -> Duration {
        self.call_timeout
    }
}

/// Builds a [`Schema`].
#[derive(Clone, Debug)]
#[must_use]
pub struct SchemaBuilder {
    model: String,
    instructions: Option<String>,
    functions: Registry,
    examples: Vec<Example>,
    options: GenerationOptions,
    tool_choice: ToolChoice,
    max_turns: u32,
    call_timeout: Duration,
}

impl SchemaBuilder {
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

    /// Sets how long one call may take.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = limit;
        self
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    /// When the model has no name, `max_turns` is 0, `tool_choice` asks for a function that is not there,
    /// or an example calls a function in a way that does not fit.
    pub fn build(self) -> Result<Schema> {
        let wrong = |message: String| Err(ErrorKind::Configuration(message).into());
        if self.model.is_empty() {
            return wrong("a schema needs the name of a model".into());
        }
        let Some(max_turns) = NonZeroU32::new(self.max_turns) else {
            return wrong("max_turns is 0, and an exchange needs at least one turn".into());
        };
        self.functions.check().map_err(|error| ErrorKind::Configuration(error.to_string()))?;
        match &self.tool_choice {
            ToolChoice::Function(name) if self.functions.get(name).is_none() => {
                return wrong(format!("tool_choice asks for `{name}`, which is not among the functions"));
            }
            ToolChoice::Required if self.functions.is_empty() => {
                return wrong("tool_choice requires a call, and there are no functions".into());
            }
            _ => {}
        }
        for example in &self.examples {
            if let Some((call, _)) = &example.call {
                self.functions.prepare(call).map_err(|error| {
                    ErrorKind::Configuration(format!("the example of `{}` does not fit: {error}", call.name))
                })?;
            }
        }
        Ok(Schema {
            definitions: self.functions.definitions(),
            model: self.model,
            instructions: self.instructions,
            functions: self.functions,
            examples: self.examples,
            options: self.options,
            tool_choice: self.tool_choice,
            max_turns,
            call_timeout: self.call_timeout,
        })
    }
}
