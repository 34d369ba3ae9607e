//! What can go wrong with the file, in words that say what to do.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{Error, ErrorKind};

pub(super) const ALTERED: &str =
    "it was damaged or altered, or is used with another key meanwhile; open it again, or restore it from a backup";

/// A reason of our own.
pub(super) fn because(path: &Path, reason: impl std::fmt::Display) -> Error {
    ErrorKind::Store(format!("the store {}: {reason}", path.display())).into()
}

/// A reason of `SQLite`'s. Its own words name tables and results, never what is in them.
pub(super) fn of_sqlite(path: &Path, error: rusqlite::Error) -> Error {
    let reason = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program has kept it locked; try again when that is done"
        }
        Some(ErrorCode::NotADatabase) => "the file is no store, or its beginning was damaged",
        Some(ErrorCode::CannotOpen) => "the file cannot be opened; its folder must exist and be writable",
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => "the file cannot be written by this user",
        Some(ErrorCode::DiskFull) => "the disk is full; nothing was changed",
        Some(ErrorCode::TooBig) => "a conversation is longer than SQLite takes; nothing was changed",
        Some(ErrorCode::SystemIoFailure) => "the disk failed to read or write",
        _ => ALTERED,
    };
    Error::with_source(because(path, reason).kind().clone(), error)
}
