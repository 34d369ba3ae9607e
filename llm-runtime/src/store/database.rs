//! [`Database`]: the connection, and what is there once.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::failure::{ALTERED, because, of_sqlite};
use super::open::VERSION;
use super::seal::{Place, Seal};
use crate::error::{Error, Result};

pub(super) struct Database {
    pub(super) connection: Connection,
    pub(super) seal: Seal,
    pub(super) path: PathBuf,
}

/// Where the number of conversations stands, which proves as well that the key fits.
const COUNT: Place<'static> = Place { column: "conversations", id: "", version: VERSION, revision: &[] };

impl Database {
    /// Makes a change as a whole or not at all. One that would be sealed with a key that is not the store's any more is not
    /// made.
    pub(super) fn change<T>(&mut self, work: impl FnOnce(&Self, &Transaction<'_>) -> Result<T>) -> Result<T> {
        let change = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let change = change.map_err(|error| self.failed(error))?;
        if !self.key_fits(&change)? {
            return Err(self.altered());
        }
        let done = work(self, &change)?;
        change.commit().map_err(|error| self.failed(error))?;
        Ok(done)
    }

    /// Looks at one state of the store.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let state = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred);
        look(&state.map_err(|error| self.failed(error))?)
    }

    /// Whether the store is of the version that we know, and sealed as we seal.
    pub(super) fn key_fits(&self, connection: &Connection) -> Result<bool> {
        let version = Self::version(connection).map_err(|error| self.failed(error))?;
        Ok(version == Some(VERSION) && self.count(connection)?.is_some())
    }

    /// How many conversations there are; `None` when that cannot be opened.
    pub(super) fn count(&self, connection: &Connection) -> Result<Option<u64>> {
        let written = once(connection, "conversations").map_err(|error| self.failed(error))?;
        let count = written.and_then(|written| self.seal.open(COUNT, &written));
        Ok(count.and_then(|count| Some(u64::from_le_bytes(count.as_slice().try_into().ok()?))))
    }

    pub(super) fn set_count(&self, change: &Connection, count: u64) -> Result<()> {
        write_count(change, &self.path, &self.seal, count)
    }

    /// Writes down how the store is sealed, and how many conversations it has.
    pub(super) fn describe(change: &Connection, path: &Path, seal: &Seal, count: u64) -> Result<()> {
        let failed = |error| of_sqlite(path, error);
        set_once(change, "store", &seal.store()).map_err(failed)?;
        set_once(change, "encrypted", &[u8::from(seal.is_encrypted())]).map_err(failed)?;
        write_count(change, path, seal, count)
    }

    /// Brings what is in the log into the file and cuts the log, so that nothing old is left in it. The change that came
    /// before is made, whatever happens here: somebody who reads meanwhile may need the log, or the disk fails; then it is
    /// cut another time.
    pub(super) fn cut_log(&self) {
        if let Err(error) = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
            tracing::warn!(error = %self.failed(error), "what was deleted or encrypted anew may still stand in the store's log");
        }
    }

    pub(super) fn failed(&self, error: rusqlite::Error) -> Error {
        of_sqlite(&self.path, error)
    }

    pub(super) fn altered(&self) -> Error {
        because(&self.path, ALTERED)
    }
}

fn write_count(change: &Connection, path: &Path, seal: &Seal, count: u64) -> Result<()> {
    let written = seal.close(COUNT, &count.to_le_bytes())?;
    set_once(change, "conversations", &written).map_err(|error| of_sqlite(path, error))
}

/// A value that the store has once.
pub(super) fn once(connection: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    connection.query_row("SELECT value FROM once WHERE name = ?1", [name], |row| row.get(0)).optional()
}

fn set_once(change: &Connection, name: &str, value: &[u8]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO once VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    change.execute(sql, (name, value)).map(drop)
}
