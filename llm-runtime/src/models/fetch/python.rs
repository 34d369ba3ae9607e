//! Finding a Python whose `pip` can be asked.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::ModelError;

/// The variable that names the interpreter to use.
const VARIABLE: &str = "LLM_FUNCTIONS_PYTHON";

/// A Python interpreter, as the carrier of `pip`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Python {
    program: PathBuf,
}

impl Python {
    /// The interpreter at that path, unseen.
    pub fn at(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into() }
    }

    /// The first interpreter that has `pip`: the one that `LLM_FUNCTIONS_PYTHON` names, else those on `PATH`.
    pub fn find() -> Result<Self, ModelError> {
        let candidates = Self::candidates();
        let tried = candidates.iter().map(|python| python.program.display().to_string()).collect::<Vec<_>>();
        candidates.into_iter().find(|python| python.has_module("pip")).ok_or_else(|| ModelError::NoPip {
            tried: if tried.is_empty() { "no `python3` or `python` on PATH".to_owned() } else { tried.join(", ") },
        })
    }

    /// The interpreters to choose from, best first.
    pub fn candidates() -> Vec<Self> {
        match env::var_os(VARIABLE).filter(|program| !program.is_empty()) {
            Some(program) => vec![Self::at(program)],
            None => Self::on_path(&env::var_os("PATH").unwrap_or_default()),
        }
    }

    /// The interpreters in the directories of a search path, in its order.
    pub fn on_path(path: &OsStr) -> Vec<Self> {
        let directories = env::split_paths(path).filter(|directory| directory.is_absolute());
        let programs = directories.flat_map(|directory| ["python3", "python"].map(|name| directory.join(name)));
        programs
            .map(|program| program.with_extension(env::consts::EXE_EXTENSION))
            .filter(|p| p.is_file())
            .map(Self::at)
            .collect()
    }

    /// Whether it runs at all and can import that module.
    pub fn has_module(&self, module: &str) -> bool {
        let probe = format!("import importlib.util as u, sys; sys.exit(u.find_spec('{module}') is None)");
        let status = self.command().args(["-c", &probe]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }

    /// The path of the interpreter.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// A command that runs it, detached from the terminal's input.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.stdin(Stdio::null());
        command
    }
}
