//! [`ApprovalLedger`]: which approvals were used.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::error::Result;

/// Remembers which approvals were used, so that none is used twice.
///
/// A schema remembers within its process. Where a suspended conversation can be resumed by several processes, they need a
/// ledger that they share, set with [`SchemaBuilder::approval_ledger`](crate::SchemaBuilder::approval_ledger).
pub trait ApprovalLedger: Send + Sync {
    /// Marks an approval as used, for good, before its call runs: `true` for the first caller and for nobody after.
    /// `request` is the request's [`id`](super::ApprovalRequest::id). After `expires_at` it may be forgotten, because an
    /// approval that late is refused anyway. It is called on a thread that may wait for a disk.
    ///
    /// # Errors
    /// When it cannot be known whether the approval was used; the call is then not executed.
    fn consume(&self, request: &str, expires_at: SystemTime) -> Result<bool>;
}

impl<L: ApprovalLedger + ?Sized> ApprovalLedger for Arc<L> {
    fn consume(&self, request: &str, expires_at: SystemTime) -> Result<bool> {
        (**self).consume(request, expires_at)
    }
}

/// What every schema uses that is given no other: one for the process, because two schemas may be made of one program.
pub(super) static OF_THIS_PROCESS: LazyLock<Arc<MemoryLedger>> = LazyLock::new(Arc::default);

/// Remembers as long as the process runs, and of each approval only until it has expired.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use llm_runtime::{ApprovalLedger, MemoryLedger};
///
/// let ledger = MemoryLedger::default();
/// let soon = SystemTime::now() + Duration::from_secs(60);
/// assert!(ledger.consume("f00d", soon)?);
/// assert!(!ledger.consume("f00d", soon)?);
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryLedger {
    used: Mutex<HashMap<String, SystemTime>>,
}

/// Beyond this many, those that have expired are looked for and forgotten.
const TIDY_FROM: usize = 1024;

/// A clock that is set back by less than this makes no approval usable again.
const LEEWAY: Duration = Duration::from_secs(24 * 60 * 60);

impl ApprovalLedger for MemoryLedger {
    fn consume(&self, request: &str, expires_at: SystemTime) -> Result<bool> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        // When the table is full, so that looking costs no more than growing would have.
        if used.len() >= TIDY_FROM && used.len() == used.capacity() {
            let now = SystemTime::now();
            used.retain(|_, expires_at| now.duration_since(*expires_at).unwrap_or_default() < LEEWAY);
        }
        Ok(used.insert(request.to_owned(), expires_at).is_none())
    }
}

#[cfg(test)]
impl MemoryLedger {
    pub(super) fn len(&self) -> usize {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
