//! Opening: what kind of file is it, and does the key fit?

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use super::database::{Database, once};
use super::failure::{because, of_sqlite};
use super::key::{StoreKey, random};
use super::seal::Seal;
use crate::error::Result;

/// Marks a file as one of ours (`SQLite`'s `application_id`): the letters `LLMS`.
const APPLICATION: i64 = 0x4C4C_4D53;

/// The version of the tables. A newer one is refused; there is no older one.
pub(super) const VERSION: i64 = 1;

/// How long a change of another process is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

const TABLES: &str = "
    CREATE TABLE once (name TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, revision BLOB NOT NULL,
        noted BLOB NOT NULL, title BLOB NOT NULL, metadata BLOB NOT NULL, content BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE approvals (request TEXT PRIMARY KEY NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

impl Database {
    /// Opens a store or makes one.
    pub(super) fn open(path: PathBuf, key: Option<&StoreKey>) -> Result<Self> {
        make_private(&path).map_err(|error| because(&path, format!("the file cannot be opened: {error}")))?;
        let mut connection = connect(&path).map_err(|error| of_sqlite(&path, error))?;
        if Kind::now(&connection).map_err(|error| of_sqlite(&path, error))?.is_fresh(&path)? {
            make(&mut connection, &path, key)?;
        }
        write_ahead(&connection).map_err(|error| of_sqlite(&path, error))?;
        let store = once(&connection, "store").map_err(|error| of_sqlite(&path, error))?;
        let encrypted = once(&connection, "encrypted").map_err(|error| of_sqlite(&path, error))?;
        let fits = match (encrypted.as_deref(), key) {
            (Some([1]), None) => Err(because(&path, "it is encrypted; open it with its key")),
            (Some([0]), Some(_)) => {
                Err(because(&path, "it is not encrypted; open it without a key, and encrypt it with `rekey`"))
            }
            _ => Ok(()),
        };
        fits?;
        let store = store.and_then(|store| store.try_into().ok()).unwrap_or_default();
        let database = Self { connection, seal: Seal::new(key, store), path };
        if database.key_fits(&database.connection)? {
            return Ok(database);
        }
        Err(because(
            &database.path,
            "the key does not fit, or the file was altered; open it with the key it was written with",
        ))
    }
}

/// A file that nobody but its owner can read, if there is none.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // No URI, so that a path is a path; no mutex, since we have our own.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch(
        "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
    )?;
    Ok(connection)
}

/// Asked for every time: it is kept in the file, but a file may have been made by a program that ended before this.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    // The switch does not wait for locks by itself.
    let mut left = 100;
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(error) if left > 0 && error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                left -= 1;
                std::thread::sleep(PATIENCE / 1000);
            }
            result => return result,
        }
    }
}

/// What kind of file it is.
struct Kind {
    application: i64,
    version: i64,
    tables: i64,
}

impl Kind {
    /// Looks once, so that what another process makes meanwhile is there as a whole or not at all.
    fn now(connection: &Connection) -> rusqlite::Result<Self> {
        Self::of(&*connection.unchecked_transaction()?)
    }

    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let number = |sql| connection.query_row(sql, [], |row| row.get(0));
        Ok(Self {
            application: number("PRAGMA application_id")?,
            version: number("PRAGMA user_version")?,
            tables: number("SELECT count(*) FROM sqlite_schema")?,
        })
    }

    /// Whether there is nothing in it yet.
    fn is_fresh(&self, path: &Path) -> Result<bool> {
        match (self.application, self.version) {
            (APPLICATION, VERSION) => Ok(false),
            (APPLICATION, newer) if newer > VERSION => Err(because(
                path,
                format!(
                    "it has version {newer}, and this program knows versions up to {VERSION}; open it with a newer one"
                ),
            )),
            (0, 0) if self.tables == 0 => Ok(true),
            (APPLICATION, other) => {
                Err(because(path, format!("it has version {other}, which there never was; it was altered")))
            }
            _ => Err(because(path, "the file is a database, but no store of conversations")),
        }
    }
}

/// Makes the tables, as a whole or not at all. Another process may be doing the same.
fn make(connection: &mut Connection, path: &Path, key: Option<&StoreKey>) -> Result<()> {
    let failed = |error| of_sqlite(path, error);
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    if !Kind::of(&change).map_err(failed)?.is_fresh(path)? {
        return Ok(());
    }
    change.execute_batch(TABLES).map_err(failed)?;
    let seal = Seal::new(key, random()?);
    Database::describe(&change, path, &seal, 0)?;
    change.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    change.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    change.commit().map_err(failed)
}

impl Database {
    /// The version that the file has now.
    pub(super) fn version(connection: &Connection) -> rusqlite::Result<Option<i64>> {
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).optional()
    }
}
