//! [`Approver`]: somebody who has to agree before a function with `requires_approval` runs.

use std::fmt;
use std::future::Future;

use llm_functions::arguments::Coercion;
use llm_functions::json::Json;
use llm_functions::{BoxFuture, PreparedCall, ToolCall};

/// Decides about calls of functions that are declared with `requires_approval`. Any
/// `Fn(ApprovalRequest) -> impl Future<Output = Approval>` is one.
///
/// ```
/// use llm_runtime::{Approval, ApprovalRequest, Schema};
///
/// let schema = Schema::builder("tiny")
///     .approver(|request: ApprovalRequest| async move {
///         if request.function() == "send_reminder" { Approval::Granted } else { Approval::Refused("not today".into()) }
///     })
///     .build()?;
/// # Ok::<(), llm_runtime::Error>(())
/// ```
pub trait Approver: Send + Sync {
    /// Whether this call may run. The future is dropped when the exchange is cancelled.
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

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a call runs or it does not")]
pub enum Approval {
    /// The call runs, with exactly these arguments.
    Granted,
    /// It does not; the model reads why.
    Refused(String),
}

/// A call that waits for a decision. Its arguments were checked, so nobody is asked about a call that could not run.
#[derive(Clone, PartialEq)]
pub struct ApprovalRequest {
    call_id: String,
    function: String,
    arguments: Json,
    shown: Json,
    coercions: Vec<Coercion>,
}

impl ApprovalRequest {
    pub(crate) fn new(call: &ToolCall, prepared: &dyn PreparedCall) -> Self {
        Self {
            call_id: call.id.clone(),
            function: prepared.view().name.clone().into_owned(),
            arguments: prepared.arguments().clone(),
            shown: prepared.view().redacted(prepared.arguments()),
            coercions: prepared.coercions().to_vec(),
        }
    }

    /// The call's identity.
    pub fn call_id(&self) -> &str {
        &self.call_id
    }

    /// The function that would run.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The arguments it would get: checked, in declaration order, defaults filled in.
    pub fn arguments(&self) -> &Json {
        &self.arguments
    }

    /// The same for a screen: without the values of parameters that are declared `sensitive`.
    pub fn shown(&self) -> &Json {
        &self.shown
    }
}

impl ApprovalRequest {
    /// What was done to what the model sent so that it became these arguments.
    pub fn coercions(&self) -> &[Coercion] {
        &self.coercions
    }
}

/// Without the arguments, which may be health data.
impl fmt::Debug for ApprovalRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (call_id, function) = (&self.call_id, &self.function);
        out.debug_struct("ApprovalRequest")
            .field("call_id", call_id)
            .field("function", function)
            .finish_non_exhaustive()
    }
}
