//! The interfaces of this machine, as far as the system tells of them (Linux does).

use std::path::Path;

use anyhow::{Result, ensure};
use llm_runtime::fog::Interface;

/// What stands here is of the network that this process is in, also where it has one of its own.
const LIST: &str = "/proc/self/net/dev";

/// And here whether one is up.
const FOLDER: &str = "/sys/class/net";

#[allow(clippy::unnecessary_wraps, reason = "the form that the parser of arguments wants")]
pub(super) fn named(name: &str) -> Result<Interface, String> {
    Ok(if name == "lo" { Interface::Loopback } else { Interface::Named(name.to_owned()) })
}

/// The names of all; empty where the system does not tell.
pub(super) fn all() -> Vec<String> {
    let list = std::fs::read_to_string(LIST).unwrap_or_default();
    let mut names: Vec<String> =
        list.lines().filter_map(|line| Some(line.split_once(':')?.0.trim().to_owned())).collect();
    names.sort();
    names
}

/// Those that are not among these.
pub(super) fn others(than: &[Interface]) -> Vec<Interface> {
    let all = all().into_iter().filter_map(|name| named(&name).ok());
    all.filter(|interface| !than.contains(interface)).collect()
}

/// How it is called on the command line.
pub(super) fn name(interface: &Interface) -> &str {
    match interface {
        Interface::Named(name) => name,
        _ => "lo",
    }
}

/// Whether there is one of this name, and it is up.
pub(super) fn check(interface: &Interface) -> Result<()> {
    let (name, all) = (name(interface), all());
    if all.is_empty() {
        return Ok(());
    }
    ensure!(
        all.iter().any(|one| one == name),
        "there is no interface `{name}` on this machine; there are {}",
        all.join(", ")
    );
    let state = std::fs::read_to_string(Path::new(FOLDER).join(name).join("operstate")).unwrap_or_default();
    ensure!(state.trim() != "down", "the interface `{name}` is down: no cable or no network");
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_interface_that_is_not_there_is_named_with_those_that_are() {
        check(&Interface::Loopback).unwrap();
        let error = check(&Interface::Named("no-such-0".into())).unwrap_err().to_string();
        assert!(error.contains("no-such-0") && error.contains("lo"), "{error}");
        assert!(!others(&[Interface::Loopback]).contains(&Interface::Loopback));
    }
}
