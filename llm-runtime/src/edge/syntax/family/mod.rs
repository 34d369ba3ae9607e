//! The families, one file each. [`ALL`] is in the order in which they are tried: what is told by more comes first.

mod cohere;
mod deepseek;
mod functionary;
mod gemma;
mod glm;
mod harmony;
mod hermes;
mod kimi;
mod lists;
mod llama;
mod minicpm;
mod minimax;
mod mistral;
mod plain;
mod pythonic;
mod qwen_coder;

use super::{Body, Members, Syntax};

pub(crate) use cohere::COHERE;
pub(crate) use deepseek::{DEEPSEEK, DEEPSEEK_MARKUP, DEEPSEEK_R1};
pub(crate) use functionary::FUNCTIONARY;
pub(crate) use gemma::{FUNCTION_GEMMA, GEMMA};
pub(crate) use glm::GLM;
pub(crate) use harmony::HARMONY;
pub(crate) use hermes::HERMES;
pub(crate) use kimi::KIMI;
pub(crate) use lists::{APERTUS, FIREFUNCTION, GIGACHAT, GRANITE, NEMOTRON, PHI, TOOL_CALLS};
pub(crate) use llama::LLAMA;
pub(crate) use minicpm::MINICPM;
pub(crate) use minimax::MINIMAX;
pub(crate) use mistral::MISTRAL;
pub(crate) use plain::PLAIN;
pub(crate) use pythonic::{LFM, PYTHONIC};
pub(crate) use qwen_coder::QWEN_CODER;

/// Every syntax that is known.
pub(crate) const ALL: &[&Syntax] = &[
    &HARMONY,
    &KIMI,
    &DEEPSEEK,
    &DEEPSEEK_R1,
    &DEEPSEEK_MARKUP,
    &MINIMAX,
    &FUNCTION_GEMMA,
    &GEMMA,
    &COHERE,
    &APERTUS,
    &NEMOTRON,
    &PHI,
    &GRANITE,
    &FIREFUNCTION,
    &GIGACHAT,
    &MINICPM,
    &MISTRAL,
    &FUNCTIONARY,
    &QWEN_CODER,
    &GLM,
    &HERMES,
    &TOOL_CALLS,
    &LFM,
    &PYTHONIC,
    &LLAMA,
    &PLAIN,
];

/// `{"name": …, "arguments": …}`.
const NAME_AND_ARGUMENTS: Body = Body::Object(Members { number: None, name: "name", arguments: "arguments", id: None });
