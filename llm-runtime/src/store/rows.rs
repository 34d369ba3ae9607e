//! One conversation, one row.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::database::Database;
use super::key::random;
use super::listed::{Listed, Noted};
use super::seal::{Place, Seal};
use crate::context::{self, Context};
use crate::error::{Error, ErrorKind, Result};

/// What is sealed of a conversation, in the order of the columns.
pub(super) const COLUMNS: [&str; 4] = ["noted", "title", "metadata", "content"];
const CONTENT: usize = 3;

/// A conversation as texts.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) texts: [Zeroizing<Vec<u8>>; 4],
}

/// What stands in the file.
pub(super) struct Written {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) revision: Vec<u8>,
    pub(super) values: Vec<Vec<u8>>,
}

impl Row {
    pub(super) fn of(context: &Context) -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let noted = Noted {
            saved: u64::try_from(now).unwrap_or(u64::MAX),
            messages: context.messages().len() as u64,
            sensitivity: context.sensitivity(),
            suspended: context.suspended().is_some(),
        };
        let texts = [text(&noted)?, text(&context.title())?, text(context.metadata())?, text(context)?];
        Ok(Self { id: context.id().to_owned(), version: context::VERSION.cast_signed(), texts })
    }

    /// Seals the texts for their places and writes them.
    pub(super) fn write(&self, change: &Connection, seal: &Seal) -> Result<rusqlite::Result<usize>> {
        let revision: [u8; 16] = random()?;
        let place = |column| Place { column, id: &self.id, version: self.version, revision: &revision };
        let close = |(column, text): (&&'static str, &Zeroizing<Vec<u8>>)| seal.close(place(column), text);
        let values: Vec<Vec<u8>> = COLUMNS.iter().zip(&self.texts).map(close).collect::<Result<_>>()?;
        let [noted, title, metadata, content] = values.as_slice() else { return Ok(Ok(0)) };
        let sql = "INSERT OR REPLACE INTO conversations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        Ok(change.execute(sql, (&self.id, self.version, &revision, noted, title, metadata, content)))
    }
}

impl Written {
    /// The row with these columns, of which `values` are sealed.
    pub(super) fn read(row: &rusqlite::Row<'_>, values: usize) -> rusqlite::Result<Self> {
        let values = (0..values).map(|column| row.get(3 + column)).collect::<rusqlite::Result<_>>()?;
        Ok(Self { id: row.get(0)?, version: row.get(1)?, revision: row.get(2)?, values })
    }

    /// The text in a column; `columns` says which the values are.
    pub(super) fn open(&self, seal: &Seal, columns: &[&str], number: usize) -> Option<Zeroizing<Vec<u8>>> {
        let column = columns.get(number)?;
        let place = Place { column, id: &self.id, version: self.version, revision: &self.revision };
        seal.open(place, self.values.get(number)?)
    }
}

fn text(value: &impl serde::Serialize) -> Result<Zeroizing<Vec<u8>>> {
    let unwritable = |_| Error::from(ErrorKind::Store("the conversation cannot be written as JSON".into()));
    serde_json::to_vec(value).map(Zeroizing::new).map_err(unwritable)
}

/// The conversation that a text stands for. Its own errors repeat nothing of it.
pub(super) fn context(text: &[u8]) -> Result<Context> {
    serde_json::from_slice(text).map_err(|error| ErrorKind::Store(error.to_string()).into())
}

impl Database {
    pub(super) fn save(&mut self, row: &Row) -> Result<()> {
        self.change(|database, change| {
            let known = database.is_there(change, &row.id)?;
            row.write(change, &database.seal)?.map_err(|error| database.failed(error))?;
            if known {
                return Ok(());
            }
            let count = database.count(change)?.ok_or_else(|| database.altered())?;
            database.set_count(change, count.saturating_add(1))
        })
    }

    pub(super) fn load(&mut self, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.look(|state| {
            let sql = "SELECT id, version, revision, noted, title, metadata, content FROM conversations WHERE id = ?1";
            let found = state.query_row(sql, [id], |row| Written::read(row, COLUMNS.len())).optional();
            match found.map_err(|error| self.failed(error))? {
                Some(row) if row.id == id => {
                    row.open(&self.seal, &COLUMNS, CONTENT).map(Some).ok_or_else(|| self.altered())
                }
                Some(_) => Err(self.altered()),
                None => self.is_missing(state, id).map(|()| None),
            }
        })
    }

    pub(super) fn list(&mut self) -> Result<Vec<Listed>> {
        let mut listed = self.look(|state| {
            let listed = self.listed(state)?;
            let count = self.count(state)?;
            if count == Some(listed.len() as u64) { Ok(listed) } else { Err(self.altered()) }
        })?;
        listed.sort_by(|one, other| (other.noted.saved, &one.id).cmp(&(one.noted.saved, &other.id)));
        Ok(listed)
    }

    fn listed(&self, state: &Connection) -> Result<Vec<Listed>> {
        let columns = &COLUMNS[..CONTENT];
        let sql = "SELECT id, version, revision, noted, title, metadata FROM conversations";
        let mut query = state.prepare(sql).map_err(|error| self.failed(error))?;
        let rows = query.query_map([], |row| Written::read(row, columns.len())).map_err(|error| self.failed(error))?;
        rows.map(|row| {
            let row = row.map_err(|error| self.failed(error))?;
            let text = |number| row.open(&self.seal, columns, number);
            let read = || {
                let noted = serde_json::from_slice(&text(0)?).ok()?;
                let (title, metadata) = (serde_json::from_slice(&text(1)?), serde_json::from_slice(&text(2)?));
                Some(Listed { id: row.id.clone(), title: title.ok()?, metadata: metadata.ok()?, noted })
            };
            read().ok_or_else(|| self.altered())
        })
        .collect()
    }

    pub(super) fn delete(&mut self, id: &str) -> Result<bool> {
        let deleted = self.change(|database, change| {
            let sql = "DELETE FROM conversations WHERE id = ?1";
            let deleted = change.execute(sql, [id]).map_err(|error| database.failed(error))? > 0;
            if !deleted {
                return database.is_missing(change, id).map(|()| false);
            }
            let count = database.count(change)?.ok_or_else(|| database.altered())?;
            database.set_count(change, count.saturating_sub(1)).map(|()| true)
        })?;
        self.cut_log();
        Ok(deleted)
    }

    fn is_there(&self, state: &Connection, id: &str) -> Result<bool> {
        let sql = "SELECT count(*) FROM conversations WHERE id = ?1";
        let count: i64 = state.query_row(sql, [id], |row| row.get(0)).map_err(|error| self.failed(error))?;
        Ok(count > 0)
    }

    /// Makes sure that a conversation that was not found is not there under an identity that was altered: all that are
    /// there are what they say, and as many as there should be.
    fn is_missing(&self, state: &Connection, id: &str) -> Result<()> {
        let listed = self.listed(state)?;
        let complete = self.count(state)? == Some(listed.len() as u64);
        if complete && listed.iter().all(|listed| listed.id != id) { Ok(()) } else { Err(self.altered()) }
    }
}
