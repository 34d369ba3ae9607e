//! Whether a decision lets a call run. Everything that a stored or sent approval could be wrong about is looked at here,
//! against the call as it would be executed now.

use llm_functions::{PreparedCall, ToolCall};

use super::decision::Verdict;
use super::{ApprovalDecision, ApprovalDigest, ApprovalRequest, Approvals};

/// A call's request and what was decided about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Decided {
    pub(crate) request: ApprovalRequest,
    pub(crate) decision: ApprovalDecision,
}

impl Decided {
    /// Why the call may not run, in words for the model, as far as that can be known without the ledger; `prepared` is the
    /// stored call, checked again with the functions that are there now.
    pub(crate) fn refusal(
        &self,
        call: &ToolCall,
        prepared: &dyn PreparedCall,
        approvals: &Approvals,
    ) -> Option<String> {
        let Self { request, decision } = self;
        if !decision.is_made_from(request) || request.call_id() != call.id {
            return Some("not executed: the approval is not of this call".to_owned());
        }
        if let Verdict::Refused(reason) = decision.verdict() {
            return Some(not_approved(reason));
        }
        let digest = ApprovalDigest::of(&prepared.view().name, &prepared.arguments().to_string());
        if digest != request.digest() {
            return Some("not executed: what was approved is not what would run now".to_owned());
        }
        if is_late(request, approvals) {
            return Some(TOO_LATE.to_owned());
        }
        None
    }

    /// Uses the approval up, or says why that cannot be. The last check, because it cannot be undone; a ledger may wait for
    /// a disk meanwhile.
    pub(crate) fn used(&self, approvals: &Approvals) -> Option<String> {
        match approvals.ledger.consume(&self.request.id(), self.request.expires_at()) {
            Ok(true) => None,
            Ok(false) => {
                Some("not executed again: its approval was used already, so it may have run before".to_owned())
            }
            Err(error) => {
                tracing::warn!(function = self.request.function(), %error, "the ledger of approvals failed");
                Some(UNKNOWN.to_owned())
            }
        }
    }
}

/// What the model reads when the ledger failed.
pub(crate) const UNKNOWN: &str = "not executed: whether its approval was used already cannot be known";

/// What the model reads when an approval came too late.
pub(crate) const TOO_LATE: &str = "not executed: the approval came too late";

pub(crate) fn is_late(request: &ApprovalRequest, approvals: &Approvals) -> bool {
    (approvals.clock)() >= request.expires_at()
}

/// What the model reads of a refusal.
pub(crate) fn not_approved(reason: &str) -> String {
    match reason {
        "" => "not executed: it was not approved".to_owned(),
        reason => format!("not executed: it was not approved: {reason}"),
    }
}
