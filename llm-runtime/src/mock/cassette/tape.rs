//! The file that a recorder writes, line by line.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use llm_functions::json::Json;

use super::file::{Line, Opened};
use crate::error::{Error, ErrorKind, Result};

/// The file that is being written.
pub(super) struct Tape {
    pub(super) path: PathBuf,
    state: Mutex<TapeState>,
}

struct TapeState {
    file: File,
    /// The digests of the schemas that are written already.
    schemas: BTreeSet<String>,
    sessions: usize,
    /// Why a line that nobody waited for was not written.
    failed: Option<std::io::Error>,
}

fn unwritable(path: &Path, error: std::io::Error) -> Error {
    Error::with_source(ErrorKind::Store(format!("the cassette {} cannot be written", path.display())), error)
}

impl Tape {
    /// An empty file.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|error| unwritable(path, error))?;
        let state = TapeState { file, schemas: BTreeSet::new(), sessions: 0, failed: None };
        Ok(Self { path: path.to_owned(), state: Mutex::new(state) })
    }

    pub(super) fn write(&self, line: &Line) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = state.failed.take().map_or(Ok(()), Err);
        earlier.and_then(|()| put(&mut state.file, line)).map_err(|error| unwritable(&self.path, error))
    }

    /// For a turn that was dropped, where nobody hears of a failure: the next line fails instead.
    pub(super) fn write_late(&self, line: &Line) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = put(&mut state.file, line).err();
        state.failed = state.failed.take().or(failed);
    }

    /// Notes that a session was opened; its number.
    pub(super) fn open(&self, opened: Opened, schema: Json) -> Result<usize> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let session = state.sessions;
        state.sessions += 1;
        let mut lines = Vec::new();
        if state.schemas.insert(opened.schema.clone()) {
            lines.push(Line::Schema { digest: opened.schema.clone(), schema });
        }
        lines.push(Line::Session(opened));
        lines.iter().try_for_each(|line| put(&mut state.file, line)).map_err(|error| unwritable(&self.path, error))?;
        Ok(session)
    }
}

/// A line at once, so that a program that is killed leaves whole lines.
fn put(file: &mut File, line: &Line) -> std::io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    file.write_all(text.as_bytes())
}
