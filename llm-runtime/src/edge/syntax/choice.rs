//! [`CallSyntax`]: the syntaxes by name, for profiles.

use super::{Syntax, Used, family};

/// How a family of models writes calls.
///
/// A model's template tells which; a profile names one for a model whose template does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallSyntax {
    /// `{"name": …, "arguments": …}`, one a line.
    Plain,
    /// Hermes, Qwen 2.5 and 3: `<tool_call>` around an object.
    Hermes,
    /// Llama 3: a bare object with `parameters`.
    Llama,
    /// Mistral: `[TOOL_CALLS]` and a list of objects, or name and arguments.
    Mistral,
    /// `FunctionGemma`: `<start_function_call>call:name{…}`.
    FunctionGemma,
    /// Gemma 4: `<|tool_call>call:name{…}`.
    Gemma,
    /// gpt-oss: messages with channels.
    Harmony,
    /// Qwen 3 Coder: `<function=name>` with a tag for each argument.
    QwenCoder,
    /// GLM 4.5 and later: `<arg_key>` and `<arg_value>`.
    Glm,
    /// `MiniMax` M2: `<invoke name="…">`.
    MiniMax,
    /// `DeepSeek` V3.1.
    DeepSeek,
    /// `DeepSeek` R1 and V3: arguments in a block of code.
    DeepSeekR1,
    /// `DeepSeek` V3.2 and later.
    DeepSeekMarkup,
    /// Kimi K2.
    Kimi,
    /// Functionary 3.1: `<function=name>{…}</function>`.
    Functionary,
    /// Granite 3: `<|tool_call|>` and a list.
    Granite,
    /// Phi 4 mini: the same with an end.
    Phi,
    /// Nemotron Nano 2: `<TOOLCALL>` around a list.
    Nemotron,
    /// Apriel and `MiniMax` M1: `<tool_calls>` around all calls.
    ToolCalls,
    /// Apertus: `{"name": arguments}` in a list.
    Apertus,
    /// Cohere Command R7B and later.
    Cohere,
    /// Firefunction 2: `functools` and a list.
    Firefunction,
    /// `GigaChat` 3: `<|function_call|>` and an object.
    GigaChat,
    /// `MiniCPM` 5: `<function name="…">` with a tag for each argument.
    MiniCpm,
    /// Llama 4 and the adapter of our default model: `[name(key="value")]`, as Python has it.
    Pythonic,
    /// LFM 2: the same between two tokens.
    Lfm,
}

impl CallSyntax {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Plain,
        Self::Hermes,
        Self::Llama,
        Self::Mistral,
        Self::FunctionGemma,
        Self::Gemma,
        Self::Harmony,
        Self::QwenCoder,
        Self::Glm,
        Self::MiniMax,
        Self::DeepSeek,
        Self::DeepSeekR1,
        Self::DeepSeekMarkup,
        Self::Kimi,
        Self::Functionary,
        Self::Granite,
        Self::Phi,
        Self::Nemotron,
        Self::ToolCalls,
        Self::Apertus,
        Self::Cohere,
        Self::Firefunction,
        Self::GigaChat,
        Self::MiniCpm,
        Self::Pythonic,
        Self::Lfm,
    ];

    pub(crate) fn used(self) -> Used {
        let syntax: &'static Syntax = match self {
            Self::Plain => &family::PLAIN,
            Self::Hermes => &family::HERMES,
            Self::Llama => &family::LLAMA,
            Self::Mistral => &family::MISTRAL,
            Self::FunctionGemma => &family::FUNCTION_GEMMA,
            Self::Gemma => &family::GEMMA,
            Self::Harmony => &family::HARMONY,
            Self::QwenCoder => &family::QWEN_CODER,
            Self::Glm => &family::GLM,
            Self::MiniMax => &family::MINIMAX,
            Self::DeepSeek => &family::DEEPSEEK,
            Self::DeepSeekR1 => &family::DEEPSEEK_R1,
            Self::DeepSeekMarkup => &family::DEEPSEEK_MARKUP,
            Self::Kimi => &family::KIMI,
            Self::Functionary => &family::FUNCTIONARY,
            Self::Granite => &family::GRANITE,
            Self::Phi => &family::PHI,
            Self::Nemotron => &family::NEMOTRON,
            Self::ToolCalls => &family::TOOL_CALLS,
            Self::Apertus => &family::APERTUS,
            Self::Cohere => &family::COHERE,
            Self::Firefunction => &family::FIREFUNCTION,
            Self::GigaChat => &family::GIGACHAT,
            Self::MiniCpm => &family::MINICPM,
            Self::Pythonic => &family::PYTHONIC,
            Self::Lfm => &family::LFM,
        };
        syntax.into()
    }
}
