//! [`ModelProfile`]: how one model is talked to. Every value is a finding about a model, so each can be varied and
//! measured.

mod encoder;

pub use encoder::EncoderProfile;

use super::syntax::CallSyntax;
use crate::options::GenerationOptions;

/// How a model is prompted and how it chooses functions.
///
/// Start from the one that fits the model and change what an evaluation shows to be better:
///
/// ```
/// use llm_runtime::edge::ModelProfile;
/// let profile = ModelProfile { no_call_bias: 1.0, ..ModelProfile::for_model("smollm2-135m-instruct") };
/// assert_eq!(profile.max_call_rounds, 1);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "an evaluation varies every field")]
pub struct ModelProfile {
    /// A chat template in Jinja, for a model whose file has none or a wrong one.
    pub template: Option<String>,
    /// How the functions are listed in the system text.
    pub function_list: FunctionList,
    /// The line above the list of functions.
    pub functions_header: String,
    /// What the system text begins with when the application gives no instructions.
    pub default_instructions: String,
    /// Stands before a function's result in the user's turn that brings it.
    pub result_prefix: String,
    /// Stands before an answer in words to a question, in the examples and when the model answers. A marker such as
    /// `{"name": "none"}` makes "no call" a choice like any other; empty means that any beginning other than a call's is
    /// an answer. It is not part of the answer that the caller gets.
    pub prose_prefix: String,
    /// Stands before the form that an answer must have, at the end of what the model reads.
    pub form_header: String,
    /// How a function is chosen.
    pub choice: ChoiceMethod,
    /// How the model writes calls; `None` as its template has it, and plain JSON where the template knows no functions.
    pub syntax: Option<CallSyntax>,
    /// Whether a text among a call's arguments has to be a span of what was said, where nothing about the parameter says that
    /// it is anything else: a small model garbles what it copies.
    pub copied_texts: bool,
    /// Added to the log-likelihood of answering without a call: positive values make calls rarer.
    pub no_call_bias: f32,
    /// How what an encoder says is weighed, for [`ChoiceMethod::Encoder`].
    pub encoder: EncoderProfile,
    /// With which words a question back begins, the likeliest of them to the model, where its encoder finds that a function
    /// is meant and that something was not said which the function needs: of a conversation's first question, where nothing
    /// is called. Without any, what it says then is left to the model.
    pub question_openings: Vec<String>,
    /// The question whose answer says how likely the model finds each choice anyway, for
    /// [`ChoiceMethod::Calibrated`].
    pub null_question: String,
    /// How many times the model may call functions before it has to answer in words.
    pub max_call_rounds: u32,
    /// Sampling when the options of the schema leave it open.
    pub sampling: GenerationOptions,
    /// Sampling of a call's arguments; the most likely ones by default.
    pub call_sampling: GenerationOptions,
    /// Texts that end an answer, beside those of the options: for models that go on speaking for the user.
    pub stop: Vec<String>,
    /// Bounds for what a function's own constraints leave open.
    pub limits: CallLimits,
}

/// How functions are written down for the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FunctionList {
    /// `name(parameter: type, optional?: a|b) - description`, one a line. Short, and small models choose best by it.
    Compact,
    /// Name, description and JSON Schema, one a line.
    Json,
}

/// How a function is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChoiceMethod {
    /// The call that the model finds likeliest as a whole name, compared with no call.
    Likelihood,
    /// The same, less what the model finds likely whatever is asked.
    Calibrated,
    /// The model writes freely, and what it begins as a call is held to the functions from there on. Functions are shown by
    /// its own template where that knows them.
    Decoded,
    /// By what the model writes as well, but whether it calls at all is decided before: if it finds the beginning of a call
    /// likelier than everything else together. Of words no single one is likely, so that the likeliest token alone would
    /// be a call too often.
    Opening,
    /// By the model's [encoder](super::EdgeModel::encoder) and what the model would write, both before anything is written.
    /// To the encoder, a function is as likely as its text is like the last message, where that is a question. Whether it
    /// calls at all, and which function first, is decided by the sums of logarithms from both, weighed by
    /// [`ModelProfile::encoder`]; and where the encoder is certain of what the question says of a parameter, the call is held
    /// to it. A model that writes word by word says little about which function a question means, and makes up what was not
    /// said; one that was made to compare texts does neither. As [`Decoded`](Self::Decoded) for a model without an encoder,
    /// and after a function's result.
    Encoder,
    /// [`Decoded`](Self::Decoded) where the model's template knows functions, else [`Likelihood`](Self::Likelihood).
    AsTemplate,
}

impl ChoiceMethod {
    /// Whether the model writes the name itself, or what it would write decides.
    pub(crate) fn is_written(self) -> bool {
        matches!(self, Self::Decoded | Self::Opening | Self::Encoder)
    }
}

/// Bounds for what a function's own constraints leave open, so that every call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "an evaluation varies every field")]
pub struct CallLimits {
    /// The most characters of a string.
    pub max_string: u32,
    /// The most items of an array.
    pub max_items: u32,
    /// How deep a type that contains itself may go.
    pub max_depth: u32,
    /// The most tokens of a call.
    pub max_tokens: u32,
    /// How often a call that the function refuses is decoded again.
    pub retries: u32,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self { max_string: 200, max_items: 16, max_depth: 3, max_tokens: 512, retries: 2 }
    }
}

impl Default for ModelProfile {
    /// For an instruction-tuned model about which nothing is known.
    fn default() -> Self {
        Self {
            template: None,
            function_list: FunctionList::Compact,
            functions_header:
                "To call a function, answer with one line of JSON: {\"name\": ..., \"arguments\": {...}}. Functions:"
                    .into(),
            default_instructions: String::new(),
            result_prefix: "Result: ".into(),
            prose_prefix: String::new(),
            form_header: "Answer with one JSON object of this form: ".into(),
            choice: ChoiceMethod::AsTemplate,
            syntax: None,
            copied_texts: false,
            no_call_bias: 0.0,
            encoder: EncoderProfile::default(),
            question_openings: Vec::new(),
            null_question: "N/A".into(),
            max_call_rounds: 4,
            sampling: GenerationOptions {
                max_output_tokens: Some(512),
                temperature: Some(0.0),
                ..GenerationOptions::default()
            },
            call_sampling: GenerationOptions::greedy(),
            stop: Vec::new(),
            limits: CallLimits::default(),
        }
    }
}

impl ModelProfile {
    /// The profile for a model of this name; [`ModelProfile::default`] when the name says nothing.
    pub fn for_model(name: &str) -> Self {
        let name = name.to_lowercase();
        if name.contains("smollm2") && name.contains("functions") {
            Self::smollm2_functions()
        } else if name.contains("smollm2") {
            Self::smollm2()
        } else if name.contains("gemma") && !name.contains("-it") {
            Self::base()
        } else {
            Self::default()
        }
    }

    /// For `SmolLM2` with 135 million parameters: it was never taught functions, and after a result it calls again for
    /// ever unless told to answer. It finds some names likely whatever is asked, so the choice is calibrated; the header,
    /// the marker and the bias are the best of those tried on the development questions of the health examples.
    pub fn smollm2() -> Self {
        let sampling =
            GenerationOptions { max_output_tokens: Some(256), temperature: Some(0.0), ..GenerationOptions::default() };
        Self {
            functions_header:
                "Answer with one JSON call: {\"name\": ..., \"arguments\": {...}}. If no function fits, use the \
                               name \"none\".\nFunctions:"
                    .into(),
            prose_prefix: "{\"name\": \"none\"}\n".into(),
            choice: ChoiceMethod::Calibrated,
            no_call_bias: 3.0,
            max_call_rounds: 1,
            default_instructions: "You are a helpful assistant.".into(),
            sampling,
            ..Self::default()
        }
    }

    /// For the same model with its adapter, which was trained on exactly this: the list of functions under one word, calls
    /// as Python writes them or words, told apart by the first token and by an encoder where there is one; results as a turn
    /// of the user's; an answer after them. What was measured for it, and what else was tried, is in `docs/edge-accuracy.md`.
    pub fn smollm2_functions() -> Self {
        Self {
            functions_header: "Functions:".into(),
            prose_prefix: String::new(),
            choice: ChoiceMethod::Encoder,
            encoder: EncoderProfile::all_minilm_l6_v2_functions(),
            question_openings: OPENINGS.map(str::to_owned).to_vec(),
            syntax: Some(CallSyntax::Pythonic),
            no_call_bias: 0.0,
            ..Self::smollm2()
        }
    }

    /// A model that continues text and knows no chat: turns are written as a transcript.
    pub fn base() -> Self {
        Self {
            template: Some(TRANSCRIPT.into()),
            no_call_bias: 0.0,
            stop: vec!["\n\n".into(), "\nUser:".into()],
            ..Self::smollm2()
        }
    }
}

/// The beginnings of five in six questions back in the training files; most others begin like an answer as well.
const OPENINGS: [&str; 21] = [
    "Which",
    "What",
    "Who",
    "Whose",
    "Whom",
    "Where",
    "When",
    "How",
    "For which",
    "For what",
    "For whom",
    "On which",
    "Of which",
    "Of what",
    "In which",
    "To which",
    "To whom",
    "At which",
    "At what",
    "From which",
    "With which",
];

const TRANSCRIPT: &str = "{{ bos_token }}{% for message in messages %}{% if message.role == 'system' %}{{ message.content + '\\n\\n' }}{% elif message.role == 'user' %}{{ 'User:\\n' + message.content + '\\n\\n' }}{% else %}{{ 'Assistant:\\n' + message.content + '\\n\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:\\n' }}{% endif %}";
