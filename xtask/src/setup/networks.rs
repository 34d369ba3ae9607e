//! What the tests of the fog need to make networks of their own, and other people's DNS-SD on them.

use std::env;
use std::ffi::OsString;

use anyhow::{Error, Result};

use super::package::Package;
use super::{apt, search};

/// python-zeroconf and what it rests on.
const ZEROCONF: [Package; 2] = [
    Package { name: "zeroconf", version: "0.154.0", proof: "zeroconf/__init__.py" },
    Package { name: "ifaddr", version: "0.2.0", proof: "ifaddr/__init__.py" },
];

/// The variable by which the tests find it.
const FOUND: &str = "LLM_FUNCTIONS_ZEROCONF";

/// Programs, each with the Debian package that has it.
const PROGRAMS: [(&str, &str); 7] = [
    ("ip", "iproute2"),
    ("unshare", "util-linux"),
    ("nft", "nftables"),
    ("iptables", "iptables"),
    ("dbus-daemon", "dbus"),
    ("avahi-daemon", "avahi-daemon"),
    ("avahi-browse", "avahi-utils"),
];

/// Finds or installs all of it. Gives the variables for the tests, and what is not to be had; what needs that is skipped.
pub(crate) fn networks() -> (Vec<(&'static str, OsString)>, Option<Error>) {
    let programs = programs();
    match zeroconf() {
        Ok(folders) => (vec![(FOUND, folders)], programs.err()),
        Err(error) => (Vec::new(), Some(programs.err().unwrap_or(error))),
    }
}

fn programs() -> Result<()> {
    let is_missing = |(program, _): &&(&str, &str)| search::program(&[program]).is_none();
    let missing: Vec<_> = PROGRAMS.iter().filter(is_missing).collect();
    let Some((first, _)) = missing.first() else { return Ok(()) };
    let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
    apt::install(&packages, anyhow::anyhow!("`{first}` is not on this machine"))
}

fn zeroconf() -> Result<OsString> {
    let folders = ZEROCONF.iter().map(Package::install).collect::<Result<Vec<_>>>()?;
    Ok(env::join_paths(folders)?)
}
