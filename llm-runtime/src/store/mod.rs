//! [`Store`]: conversations in one file, by `SQLite`.
//!
//! # What holds
//!
//! *A crash loses nothing that was saved.* The file is written ahead (WAL) and flushed with every change
//! (`synchronous = FULL`), so that after a crash at any byte it holds each change whole or not at all.
//!
//! *With a key, nothing but identities is readable.* Title, metadata, content and what is noted about them are sealed
//! with XChaCha20-Poly1305, each for its place: store, conversation, version, column and the change by which it was
//! written. A value that was altered, that stands where another belongs, or that is of an earlier change than its
//! neighbours cannot be opened, and neither can a store from which conversations were taken. What a cipher cannot see is
//! a whole file, or a whole conversation in it, that was put back to an earlier state, and how long things are.
//!
//! *Without a key* each value has a SHA-256 digest of the same, so that damage is seen; who alters a file on purpose can
//! make digests too.
//!
//! *What is deleted is gone* from the file: pages are overwritten (`secure_delete`) and the log is cut as soon as no other
//! process reads it. What a disk keeps beneath a file system is not in our hands; a key that is thrown away is.
//!
//! `SQLite` waits for disks and locks, so it runs on threads that may wait, behind an interface that is asynchronous.

mod database;
mod failure;
mod key;
mod ledger;
mod listed;
mod open;
mod rekey;
mod rows;
mod seal;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

pub use key::StoreKey;
pub use listed::Listed;

use crate::context::Context;
use crate::error::{ErrorKind, Result};
use database::Database;
use rows::Row;

/// Conversations in a file. Cheap to clone; clones share one connection. Several processes may have the same file open.
///
/// Whatever is asked of a store goes on to its end when the future is dropped.
///
/// ```
/// # #[cfg(feature = "mock")] {
/// use llm_runtime::store::{Store, StoreKey};
/// use llm_runtime::{Runner, Schema, mock::MockPlatform};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("conversations.db");
/// // Kept where the system keeps secrets, and never beside the store.
/// let key = StoreKey::random()?;
/// let store = Store::at(path).key(key).open().await?;
///
/// let runner = Runner::builder().platform(MockPlatform::new("tiny").says("Seven hours.").says("Well.")).build()?;
/// let schema = Schema::builder("tiny").build()?;
/// let mut session = runner.session(schema.clone()).await?;
/// session.set_title("Sleep").await;
/// session.generate_text("How long did I sleep?").await?;
/// store.save(&session.context().await).await?;
///
/// // Later, perhaps in another process:
/// let newest = store.list().await?.remove(0);
/// assert_eq!(newest.title(), Some("Sleep"));
/// let context = store.load(newest.id()).await?.ok_or("deleted meanwhile")?;
/// let mut session = runner.resume(schema, context).await?;
/// assert_eq!(session.generate_text("And how?").await?, "Well.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// # }
/// ```
#[derive(Clone)]
pub struct Store {
    database: Arc<Mutex<Database>>,
}

/// Opens a [`Store`].
#[derive(Debug)]
#[must_use]
pub struct StoreBuilder {
    path: PathBuf,
    key: Option<StoreKey>,
}

impl StoreBuilder {
    /// Sets the key with which everything but identities is encrypted.
    pub fn key(mut self, key: StoreKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Opens the store, or makes it where there is no file; one that is made can be read by its owner alone.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when the file cannot be used: it is no store, of a newer version, damaged, encrypted with another
    /// key or with one where none was given, or not encrypted where one was.
    ///
    /// # Panics
    /// Outside a tokio runtime, as everything that a store does.
    pub async fn open(self) -> Result<Store> {
        let database = blocking(move || Database::open(self.path, self.key.as_ref())).await?;
        Ok(Store { database: Arc::new(Mutex::new(database)) })
    }
}

impl Store {
    /// Starts to open the store in this file.
    pub fn at(path: impl Into<PathBuf>) -> StoreBuilder {
        StoreBuilder { path: path.into(), key: None }
    }

    /// Saves a conversation in place of what is there under its identity. When it returns, the conversation is on the disk.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when it could not be saved; the store is then as it was.
    pub async fn save(&self, context: &Context) -> Result<()> {
        let row = Row::of(context)?;
        self.with(move |database| database.save(&row)).await
    }

    /// The conversation with this identity; `None` when there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when it cannot be read, or when it cannot be known whether it is there.
    pub async fn load(&self, id: &str) -> Result<Option<Context>> {
        let id = id.to_owned();
        let text: Option<Zeroizing<Vec<u8>>> = self.with(move |database| database.load(&id)).await?;
        text.map(|text| rows::context(&text)).transpose()
    }

    /// All conversations, without their messages, the one that was saved last first.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when one of them cannot be read, or when some are missing.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        self.with(Database::list).await
    }

    /// Deletes a conversation; whether it was there.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when it could not be deleted; the store is then as it was.
    pub async fn delete(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.with(move |database| database.delete(&id)).await
    }

    /// Encrypts everything with another key, or nothing any more. It is done as a whole or not at all; other processes that
    /// have the store open with the old key get errors from then on.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when it could not be done; the store is then as it was.
    pub async fn rekey(&self, key: Option<StoreKey>) -> Result<()> {
        self.with(move |database| database.rekey(key.as_ref())).await
    }

    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shared = Arc::clone(&self.database);
        // A change that panicked was never committed, so the connection is in order.
        blocking(move || work(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

/// On a thread that may wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let stopped = |_| ErrorKind::Store("the program ended before the store had done its work".into());
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Store").finish_non_exhaustive()
    }
}
