//! What a caller learns while a model is fetched.

use std::fmt;

/// What the manager is doing at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Another process works on the same model; this one waits for it.
    Waiting,
    /// Bytes arrive from the source.
    Fetching,
    /// The model's file is put together from what arrived.
    Unpacking,
    /// Weights that arrived in another format are written as a model's file.
    Converting,
    /// A file that is already here is compared with its digest.
    Checking,
}

/// How far a model has come; its [`Display`](fmt::Display) is one line to show to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The model's name in the catalogue.
    pub model: &'a str,
    /// What happens at the moment.
    pub phase: Phase,
    /// Bytes done in this phase.
    pub done: u64,
    /// Bytes that this phase has to do; 0 while nobody knows.
    pub total: u64,
}

impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.phase {
            Phase::Waiting => return write!(f, "waiting for another process that fetches {}", self.model),
            Phase::Fetching => "fetching",
            Phase::Unpacking => "unpacking",
            Phase::Converting => "converting",
            Phase::Checking => "checking",
        };
        write!(f, "{verb} {}: {} of {} MB", self.model, megabytes(self.done), megabytes(self.total))
    }
}

/// Whole megabytes, rounded up, so that a small remainder never reads as nothing.
pub(super) fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}

/// Reports on one phase: binds what stays the same, so that workers pass on nothing but bytes.
pub(super) struct Reporter<'a> {
    pub(super) model: &'a str,
    pub(super) report: &'a mut dyn FnMut(Progress<'_>),
}

impl Reporter<'_> {
    pub(super) fn tell(&mut self, phase: Phase, done: u64, total: u64) {
        (self.report)(Progress { model: self.model, phase, done: done.min(total), total });
    }
}
