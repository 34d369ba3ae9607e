//! The last resort: the system's package manager, on a machine that is ours to change.

use std::process::{Command, Stdio};

use anyhow::{Context, Error, Result, bail};

use super::search;
use crate::progress::Ticker;

/// Installs Debian packages if we may; else the error that led here stands, with the command to type.
pub(super) fn install(packages: &[&str], led_here: Error) -> Result<()> {
    let Some(apt) = search::program(&["apt-get"]).filter(|_| is_root()) else {
        let way_out = format!("install {0}, for example `sudo apt-get install {0}`", packages.join(" "));
        return Err(led_here.context(way_out));
    };
    let _ticker = Ticker::start(format!("installing {} with apt-get", packages.join(" ")));
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&apt);
        command.args(["-qq", "-y"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command.stdin(Stdio::null()).stdout(Stdio::null()).status().context("could not run apt-get")
    };
    // The lists may be missing altogether; if they cannot be had, the install says so better.
    run(&["update"])?;
    let status = run(&[&["install", "--no-install-recommends"], packages].concat())?;
    if !status.success() {
        bail!("apt-get could not install {} ({status}); before that: {led_here:#}", packages.join(" "));
    }
    Ok(())
}

fn is_root() -> bool {
    let output = search::program(&["id"]).and_then(|id| Command::new(id).arg("-u").output().ok());
    output.is_some_and(|output| output.stdout.trim_ascii() == b"0")
}
