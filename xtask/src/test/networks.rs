//! Whether tests can make networks of their own, with hosts in namespaces that have names.

use std::process::{Command, Stdio};

use anyhow::{Error, anyhow};

/// Why none can be made here, if none can: it takes a user with all rights, and a kernel that has them.
pub(super) fn cannot_be_made() -> Option<Error> {
    let name = format!("xtask-{}", std::process::id());
    let ip = |what: &str| Command::new("ip").args(["netns", what, &name]).stdin(Stdio::null()).output();
    match ip("add") {
        Ok(made) if made.status.success() => {
            let _ = ip("del");
            None
        }
        Ok(made) => {
            Some(anyhow!("the tests that make networks are skipped: {}", String::from_utf8_lossy(&made.stderr).trim()))
        }
        Err(error) => Some(anyhow!("the tests that make networks are skipped: `ip` cannot be run: {error}")),
    }
}
