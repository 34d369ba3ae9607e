//! A program that prints a token.

use std::process::Stdio;

use tokio::io::AsyncReadExt;

use super::secret::Secret;
use super::source::unavailable;
use crate::error::{Error, ErrorKind, Result};

/// Longer than any token; a program that prints more prints something else.
const LONGEST_TOKEN: u64 = 64 << 10;

/// The variable of a program's environment that says how many seconds the clock of those who check tokens is ahead of this
/// machine's, as far as that is known: 0 at first, below 0 where it is behind.
pub const CLOCK_AHEAD: &str = "LLM_RUNTIME_CLOCK_AHEAD";

pub(super) struct Command {
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
}

impl Command {
    /// Runs the program; it is killed when nobody waits any more. It is told how far the clock of those who check tokens is
    /// ahead of this machine's.
    pub(super) async fn run(&self, ahead: i64) -> Result<Secret> {
        let mut command = tokio::process::Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.env(CLOCK_AHEAD, ahead.to_string());
        let mut child = command.kill_on_drop(true).spawn().map_err(|error| self.failed("cannot be run", error))?;
        let mut printed = Vec::new();
        if let Some(output) = child.stdout.take() {
            let read = output.take(LONGEST_TOKEN + 1).read_to_end(&mut printed).await;
            read.map_err(|error| self.failed("cannot be read", error))?;
        }
        if printed.len() as u64 > LONGEST_TOKEN {
            return Err(unavailable(format!("`{}` printed more than a token", self.program)));
        }
        let status = child.wait().await.map_err(|error| self.failed("cannot be waited for", error))?;
        if !status.success() {
            return Err(unavailable(format!(
                "`{}` ended with {status}; run it by hand to see what it says",
                self.program
            )));
        }
        // The error would repeat the bytes.
        let text = String::from_utf8(printed)
            .map_err(|_| unavailable(format!("`{}` printed something that is not UTF-8", self.program)))?;
        Ok(Secret::new(text))
    }

    fn failed(&self, what: &str, error: std::io::Error) -> Error {
        Error::with_source(ErrorKind::AuthToken(format!("`{}` {what}", self.program)), error)
    }
}
