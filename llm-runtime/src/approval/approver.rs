//! [`Approver`]: decides while the exchange waits.

use std::future::Future;

use llm_functions::BoxFuture;

use super::ApprovalRequest;

/// Decides about calls of functions that are declared with `requires_approval`. Any
/// `Fn(ApprovalRequest) -> impl Future<Output = Approval>` is one.
///
/// ```
/// use llm_runtime::{Approval, ApprovalRequest, Schema};
///
/// let schema = Schema::builder("tiny")
///     .approver(|request: ApprovalRequest| async move {
///         match request.function() {
///             "send_reminder" => Approval::Granted,
///             "delete_record" => Approval::Deferred,
///             _ => Approval::Refused("not today".into()),
///         }
///     })
///     .build()?;
/// # Ok::<(), llm_runtime::Error>(())
/// ```
pub trait Approver: Send + Sync {
    /// Whether this call may run. The future is dropped when the exchange is cancelled or the request has expired, which
    /// refuses the call as a panic does.
    fn decide(&self, request: ApprovalRequest) -> BoxFuture<'_, Approval>;
}

impl<F, Deciding> Approver for F
where
    F: Fn(ApprovalRequest) -> Deciding + Send + Sync,
    Deciding: Future<Output = Approval> + Send + 'static,
{
    fn decide(&self, request: ApprovalRequest) -> BoxFuture<'_, Approval> {
        Box::pin(self(request))
    }
}

/// What an [`Approver`] says.
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a call runs, it does not, or it waits")]
pub enum Approval {
    /// The call runs, with exactly these arguments.
    Granted,
    /// It does not; the model reads why.
    Refused(String),
    /// Nobody can say now. The exchange is suspended until the request is decided, see
    /// [`ApprovalRequest::grant`] and [`ApprovalRequest::refuse`].
    Deferred,
}

/// Without the reason, which may repeat what the call is about.
impl std::fmt::Debug for Approval {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Granted => "Granted",
            Self::Refused(_) => "Refused([redacted])",
            Self::Deferred => "Deferred",
        })
    }
}
