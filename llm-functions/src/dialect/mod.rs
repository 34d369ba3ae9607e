//! What providers understand of JSON Schema differs, and so do their tools. A [`Dialect`] brings functions into the form
//! of one provider, says how well that form says what each function demands, and brings calls back.
//!
//! Every dialect takes the same steps over a view; what each step does is in a table, one for each provider, in a file of
//! its name. A kind of value that a provider has no words for gets another shape where the provider holds a model to the
//! schema, and [`Lowered::raise`] changes a call back: a map is a list of entries, a set of names an object of booleans,
//! a value of any kind JSON text, and a parameter that may be absent is `null`.
//!
//! ```
//! use llm_functions::dialect::Dialect;
//! use llm_functions::{LlmFunction, json, view::FunctionView};
//!
//! /// Set an alarm.
//! #[derive(LlmFunction)]
//! struct SetAlarm {
//!     /// Hour of the day.
//!     #[parameter(maximum = 23)]
//!     hour: u8,
//!     /// What to say.
//!     #[parameter(max_length = 20)]
//!     label: Option<String>,
//!     /// Minute of the hour.
//!     #[parameter(maximum = 59, default = 30)]
//!     minute: u8,
//! }
//!
//! let lowered = Dialect::OpenAiStrict.lower([&*FunctionView::of::<SetAlarm>()]);
//! assert_eq!(
//!     lowered.tools[0].get("function").unwrap().get("parameters").unwrap().get("required").unwrap().to_string(),
//!     r#"["hour","label","minute"]"#
//! );
//! // OpenAI has no keyword for the length of a string: the description says it, and the check of arguments holds to it.
//! assert!(!lowered.report.function("set_alarm").unwrap().is_exact());
//!
//! let call = json::read(r#"{"hour": 7, "label": null, "minute": null}"#)?;
//! let (name, arguments) = lowered.raise("set_alarm", call)?;
//! assert_eq!((&*name, &*arguments.to_string()), ("set_alarm", r#"{"hour":7,"label":null}"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anthropic;
mod back;
mod decoder;
mod gemini;
mod limits;
mod lowered;
mod mcp;
mod names;
mod ollama;
mod open_ai;
mod plain;
mod report;
mod rules;
mod walk;

use std::fmt;

pub use back::RaiseError;
pub use lowered::{Lowered, LoweredFunction};
pub use names::Names;
pub use report::{Change, EnforcedBy, Fitness, FunctionReport, PlaceReport, Report};

use crate::json::Json;
use crate::view::FunctionView;
use rules::Rules;

/// A provider's form of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// JSON Schema, draft 2020-12, and nothing around it.
    JsonSchema202012,
    /// `OpenAI`, with `"strict": true`: the model is held to the schema. A function that cannot be said so is in the
    /// form of [`OpenAi`](Self::OpenAi), and the report says why.
    OpenAiStrict,
    /// `OpenAI`, and what speaks its language.
    OpenAi,
    /// Anthropic, with `"strict": true`; where that cannot be, without.
    AnthropicStrict,
    /// Anthropic.
    Anthropic,
    /// Gemini's `parameters`: a subset of `OpenAPI` 3.0.
    Gemini,
    /// Gemini's `parametersJsonSchema`.
    GeminiJsonSchema,
    /// Ollama, whose schemas reach the prompt and nothing else.
    Ollama,
    /// The Model Context Protocol.
    Mcp,
    /// A decoder that holds a model to a JSON Schema token by token, and has to come to an end.
    ConstrainedDecoder(Bounds),
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 10] = [
        Self::JsonSchema202012,
        Self::OpenAiStrict,
        Self::OpenAi,
        Self::AnthropicStrict,
        Self::Anthropic,
        Self::Gemini,
        Self::GeminiJsonSchema,
        Self::Ollama,
        Self::Mcp,
        Self::ConstrainedDecoder(Bounds::DEFAULT),
    ];

    /// Its name on a command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonSchema202012 => "json-schema",
            Self::OpenAiStrict => "openai-strict",
            Self::OpenAi => "openai",
            Self::AnthropicStrict => "anthropic-strict",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::GeminiJsonSchema => "gemini-json-schema",
            Self::Ollama => "ollama",
            Self::Mcp => "mcp",
            Self::ConstrainedDecoder(_) => "constrained-decoder",
        }
    }

    /// The dialect of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// The keywords of JSON Schema that are kept in this dialect; what any other says is said in another way.
    pub fn keywords(self) -> &'static [&'static str] {
        self.rules().keywords
    }

    /// Brings functions into this dialect.
    ///
    /// No function is left out in silence: one that cannot be said has no tool, and the report says why.
    pub fn lower<'v>(self, views: impl IntoIterator<Item = &'v FunctionView>) -> Lowered {
        lowered::lower(self, views.into_iter().collect::<Vec<_>>().as_slice())
    }

    const fn rules(self) -> &'static Rules {
        match self {
            Self::JsonSchema202012 => &plain::RULES,
            Self::OpenAiStrict => &open_ai::STRICT,
            Self::OpenAi => &open_ai::RULES,
            Self::AnthropicStrict => &anthropic::STRICT,
            Self::Anthropic => &anthropic::RULES,
            Self::Gemini => &gemini::PARAMETERS,
            Self::GeminiJsonSchema => &gemini::JSON_SCHEMA,
            Self::Ollama => &ollama::RULES,
            Self::Mcp => &mcp::RULES,
            Self::ConstrainedDecoder(_) => &decoder::RULES,
        }
    }

    const fn bounds(self) -> Option<Bounds> {
        match self {
            Self::ConstrainedDecoder(bounds) => Some(bounds),
            _ => None,
        }
    }

    /// What is tried when something cannot be said.
    const fn fallback(self) -> Option<Self> {
        match self {
            Self::OpenAiStrict => Some(Self::OpenAi),
            Self::AnthropicStrict => Some(Self::Anthropic),
            _ => None,
        }
    }

    fn tools(self, functions: &[LoweredFunction]) -> Vec<Json> {
        let tool: fn(&LoweredFunction) -> Json = match self {
            Self::JsonSchema202012 => plain::tool,
            Self::OpenAiStrict | Self::OpenAi => open_ai::tool,
            Self::AnthropicStrict | Self::Anthropic => anthropic::tool,
            Self::Gemini => return gemini::tools(functions, "parameters"),
            Self::GeminiJsonSchema => return gemini::tools(functions, "parametersJsonSchema"),
            Self::Ollama => ollama::tool,
            Self::Mcp => mcp::tool,
            Self::ConstrainedDecoder(_) => decoder::tool,
        };
        functions.iter().map(tool).collect()
    }
}

/// Its name on a command line.
impl fmt::Display for Dialect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Bounds for what a function leaves open, so that a decoder that is held to a schema comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "whoever decodes chooses each")]
pub struct Bounds {
    /// The most characters of a string.
    pub max_string: u32,
    /// The most items of a list.
    pub max_items: u32,
    /// How deep a type that contains itself may go.
    pub max_depth: u32,
}

impl Bounds {
    /// Room for a short paragraph in every string, and for no more than a person would read.
    pub const DEFAULT: Self = Self { max_string: 200, max_items: 16, max_depth: 3 };
}

impl Default for Bounds {
    fn default() -> Self {
        Self::DEFAULT
    }
}
