//! A model file that nobody vouches for is tried in a process of its own first.
//!
//! The check in [`gguf`](super::gguf) knows some architectures by heart; of the others, and of faults in llama.cpp itself,
//! it knows nothing. What kills a process there should kill one that nobody needs. So a program lends itself: it calls
//! [`run_if_asked`] before anything else, and a [`Probe`] starts it a second time, hands it the file, and waits. The second
//! process loads the file as the first one would, but for a GPU, reads its vocabulary, computes some tokens, and says so. If it dies,
//! takes too long or too much memory, the file is refused and the first process lives.
//!
//! ```no_run
//! use llm_runtime::edge::probe::{self, Probe};
//! use llm_runtime::edge::{EdgeConfig, EdgeModel};
//!
//! fn main() -> llm_runtime::Result<()> {
//!     probe::run_if_asked();
//!     let config = EdgeConfig::new()
//!         .probe(Probe::this_program()?)
//!         .model(EdgeModel::new("downloaded", "downloaded.gguf").untrusted());
//!     // ... the file is tried when the first session asks for the model.
//!     Ok(())
//! }
//! ```
//!
//! A file that passed is remembered by its place, length and times, together with the build of llama.cpp, so that it is not
//! tried at every start.

mod child;
mod examiner;
mod protocol;
mod seen;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use child::run_if_asked;
pub use examiner::{Examiner, Verdict};
pub use protocol::Trial;
pub(crate) use protocol::{Answer, Job};

use super::model::gguf::{Depth, refused};
use crate::error::{Error, ErrorKind, Result};

/// How a file is tried in a process of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Probe {
    program: PathBuf,
    arguments: Vec<OsString>,
    time: Duration,
    memory: u64,
    notes: Option<PathBuf>,
}

impl Probe {
    /// Tries files in a second process of the running program, whose `main` calls [`run_if_asked`] before anything else.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the system does not say where the program is.
    pub fn this_program() -> Result<Self> {
        let program = std::env::current_exe().map_err(|error| {
            let reason = "the system does not say where it is; name a program with Probe::program".to_owned();
            Error::with_source(ErrorKind::Model { model: "the running program".to_owned(), reason }, error)
        })?;
        Ok(Self::program(program))
    }

    /// Tries files in another program, whose `main` calls [`run_if_asked`] before anything else.
    pub fn program(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            time: Duration::from_secs(60),
            memory: 4 << 30,
            notes: None,
        }
    }

    /// Appends an argument for the program.
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Sets how long one file may take; a minute unless set.
    pub fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Sets how many bytes of memory may be used besides the file itself, where the system can hold a process to it (it
    /// counts addresses, not what is really used) and no GPU is compiled in; 4 GiB unless set.
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// Sets the directory of the notes about files that passed; `probed` in the
    /// [cache directory](crate::models::cache_directory) unless set.
    pub fn notes(mut self, directory: impl Into<PathBuf>) -> Self {
        self.notes = Some(directory.into());
        self
    }

    /// Starts a process that tries files, as many as are given to it.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the program cannot be started, or does not call [`run_if_asked`].
    pub fn start(&self) -> Result<Examiner> {
        Examiner::start(self)
            .map_err(|reason| ErrorKind::Model { model: self.program.display().to_string(), reason }.into())
    }

    /// Tries a model, unless it was tried before and is the same file still.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] that says how the process ended if the file is not fit for use, or that it could not be
    /// started.
    pub fn try_model(&self, path: &Path) -> Result<()> {
        let note = seen::place(path, self.notes.as_deref());
        if note.as_deref().is_some_and(|note| seen::is_remembered(path, note)) {
            return Ok(());
        }
        match self.start()?.examine(&Trial::model(path)) {
            Verdict::Fit => {
                if let Some(note) = note {
                    seen::remember(path, &note);
                }
                Ok(())
            }
            Verdict::Unfit(reason) => Err(refused(path, &reason)),
            Verdict::Died(how) => Err(refused(path, &format!("a process that tried it {how}, as this one would have"))),
        }
    }
}

/// What a model's file is loaded on: its owner's word, or a trial.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    pub(crate) untrusted: bool,
    pub(crate) probe: Option<Probe>,
}

impl Trust {
    /// Tries the file if nobody vouches for it, or if it could not be checked as a whole and there is a probe.
    pub(crate) fn before(&self, path: &Path, depth: Depth) -> Result<()> {
        match &self.probe {
            Some(probe) if self.untrusted || depth == Depth::Common => probe.try_model(path),
            None if self.untrusted => Err(ErrorKind::Model {
                model: path.display().to_string(),
                reason: "nobody vouches for it, and nothing is set to try it with; set EdgeConfig::probe".to_owned(),
            }
            .into()),
            _ => Ok(()),
        }
    }
}
