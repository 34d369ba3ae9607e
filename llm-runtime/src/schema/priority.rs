//! [`Priority`]: whose turn comes first.

/// How urgent a session's turns are, where several share a model. A model in this process gives the more urgent ones its
/// attention first and never forgets the others; providers have no such thing.
///
/// ```
/// use llm_runtime::{Priority, Schema};
/// let schema = Schema::builder("smollm2-135m-instruct").priority(Priority::Background).build()?;
/// assert!(schema.priority() < Priority::default());
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Priority {
    /// Nobody waits for it: summaries, evaluations.
    Background,
    /// Somebody reads along.
    #[default]
    Normal,
    /// Somebody cannot go on without it.
    Urgent,
}
