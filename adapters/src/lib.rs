//! The adapters that come with the models of `llm-runtime`, as bytes.
//!
//! A crate of their own, because a registry takes ten mebibytes of a crate and no more, and because whoever uses
//! `llm-runtime` without a model of its own should not have to fetch them. They are compiled in rather than fetched, so
//! that the default model is the same one on a machine without a network; the model manager writes them beside the model
//! and checks their digest there.
#![no_std]

/// For `SmolLM2` 135M Instruct: calls functions that it has not seen. How it was trained, and where it fails, is in
/// `training/MODEL_CARD.md` of the repository.
pub const SMOLLM2_135M_FUNCTIONS: &[u8] = include_bytes!("../smollm2-135m-functions.gguf");

/// The digest of [`SMOLLM2_135M_FUNCTIONS`]: SHA-256 in lower-case hexadecimal, written down when the file is replaced.
pub const SMOLLM2_135M_FUNCTIONS_SHA256: &str = include_str!("../smollm2-135m-functions.sha256").trim_ascii();

/// For the encoder all-MiniLM-L6-v2: finds which of some functions a question means, and what
/// it says of their parameters.
pub const ALL_MINILM_L6_V2_FUNCTIONS: &[u8] = include_bytes!("../all-minilm-l6-v2-functions.gguf");

/// The digest of [`ALL_MINILM_L6_V2_FUNCTIONS`]: SHA-256 in lower-case hexadecimal, written down when the file is replaced.
pub const ALL_MINILM_L6_V2_FUNCTIONS_SHA256: &str = include_str!("../all-minilm-l6-v2-functions.sha256").trim_ascii();
