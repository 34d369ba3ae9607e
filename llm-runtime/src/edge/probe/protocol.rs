//! What the two processes say to each other: a line of JSON each way for every file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Tells a program that it is to try files.
pub(super) const VARIABLE: &str = "LLM_FUNCTIONS_PROBE";
/// Begins every line that is meant: a test program, or llama.cpp, may write others.
pub(super) const MARK: &str = "llm-functions-probe ";
/// The first line that is meant.
pub(super) const READY: &str = "ready 1";

/// What the second process is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    Try(Trial),
    Quantize(Job),
}

/// A model that is to be quantized.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) input: PathBuf,
    pub(crate) output: PathBuf,
    /// llama.cpp's number for the mixture of types.
    pub(crate) mixture: u32,
    pub(crate) requantize: bool,
}

/// What is to be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct Trial {
    pub(super) model: PathBuf,
    pub(super) adapter: Option<PathBuf>,
    pub(super) memory: u64,
}

impl Trial {
    /// A model.
    pub fn model(path: &Path) -> Self {
        Self { model: path.to_owned(), adapter: None, memory: u64::MAX }
    }

    /// An adapter upon its model. It is read by llama.cpp as it is, so it should be one that
    /// [`adapter::prepare`](crate::edge::adapter::prepare) made.
    pub fn adapter(mut self, path: &Path) -> Self {
        self.adapter = Some(path.to_owned());
        self
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Answer {
    Fit,
    Unfit(String),
}
