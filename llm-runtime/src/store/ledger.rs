//! A store remembers which approvals were used, for all processes that have it open.

use std::sync::PoisonError;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Store;
use super::database::Database;
use crate::approval::ApprovalLedger;
use crate::error::Result;

/// A clock that is set back by less than this makes no approval usable again.
const LEEWAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Requests have random identities, which are all that is kept of them, and only until they have expired.
impl ApprovalLedger for Store {
    fn consume(&self, request: &str, expires_at: SystemTime) -> Result<bool> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner).consume(request, expires_at, SystemTime::now())
    }
}

impl Database {
    pub(super) fn consume(&mut self, request: &str, expires_at: SystemTime, now: SystemTime) -> Result<bool> {
        let forgotten = seconds(now.checked_sub(LEEWAY).unwrap_or(UNIX_EPOCH));
        self.change(|database, change| {
            let failed = |error| database.failed(error);
            change.execute("DELETE FROM approvals WHERE expires_at < ?1", [forgotten]).map_err(failed)?;
            let sql = "INSERT OR IGNORE INTO approvals VALUES (?1, ?2)";
            Ok(change.execute(sql, (request, seconds(expires_at))).map_err(failed)? == 1)
        })
    }
}

/// A time before the epoch is the epoch.
fn seconds(time: SystemTime) -> i64 {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
