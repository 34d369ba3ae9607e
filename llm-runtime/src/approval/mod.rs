//! Approval: somebody has to agree before a function with `requires_approval` runs, at once or later, here or elsewhere.
//!
//! A call becomes an [`ApprovalRequest`]. An [`Approver`] decides about it at once, or it is kept: the exchange is
//! suspended, the request goes as JSON to whoever decides, and an [`ApprovalDecision`] comes back, perhaps to another
//! process. What was agreed to is a function with its arguments, so a decision holds for these alone, once, and for a
//! while; `check` is where all of that is looked at.

mod approver;
mod bytes;
mod check;
mod decision;
mod digest;
mod ledger;
mod parts;
mod request;
mod suspended;
#[cfg(test)]
mod tests;
mod time;
mod version;

pub use approver::{Approval, Approver};
pub(crate) use check::{Decided, TOO_LATE, UNKNOWN, is_late, not_approved};
pub use decision::ApprovalDecision;
pub use digest::ApprovalDigest;
pub use ledger::{ApprovalLedger, MemoryLedger};
pub use request::ApprovalRequest;
pub use suspended::{CallState, Suspended, SuspendedCall};

use ledger::OF_THIS_PROCESS;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Time enough for somebody who is asked on a screen and has gone to fetch advice.
const DEFAULT_TTL: Duration = Duration::from_secs(60 * 60);

/// How a schema has its calls approved.
#[derive(Clone)]
pub(crate) struct Approvals {
    pub(crate) approver: Option<Arc<dyn Approver>>,
    /// Whether a call may wait where no approver decides at once.
    pub(crate) deferred: bool,
    pub(crate) ttl: Duration,
    pub(crate) ledger: Arc<dyn ApprovalLedger>,
    pub(crate) clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl Default for Approvals {
    fn default() -> Self {
        Self {
            approver: None,
            deferred: false,
            ttl: DEFAULT_TTL,
            ledger: Arc::clone(&OF_THIS_PROCESS) as _,
            clock: Arc::new(SystemTime::now),
        }
    }
}

impl fmt::Debug for Approvals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Approvals").field("deferred", &self.deferred).field("ttl", &self.ttl).finish_non_exhaustive()
    }
}
