//! Clients by others, which the tests of the node start: from the package indexes of Python and JavaScript, in the versions that
//! stand beside the tests.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Error, Result, ensure};

use super::{apt, python_with_pip, search, tools_directory};
use crate::progress::Ticker;
use crate::workspace;

/// The variable by which the tests find them.
const FOUND: &str = "LLM_FUNCTIONS_CLIENTS";
/// The variable that names the Python for which they were installed.
const PYTHON: &str = "LLM_FUNCTIONS_CLIENTS_PYTHON";

/// Finds or installs them. Gives the variables for the tests, and what is not to be had; the tests of that are skipped.
pub(crate) fn clients() -> (Vec<(&'static str, OsString)>, Option<Error>) {
    let home = match tools_directory() {
        Ok(tools) => tools.join("clients"),
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut variables = vec![(FOUND, home.clone().into_os_string())];
    let python = python(&home.join("python"));
    let javascript = javascript(&home.join("javascript"));
    let missing = match python {
        Ok(program) => {
            variables.push((PYTHON, program.into_os_string()));
            javascript.err()
        }
        Err(error) => Some(error),
    };
    (variables, missing)
}

fn python(home: &Path) -> Result<PathBuf> {
    let python = python_with_pip()?;
    install("requirements.txt", home, |partial, list| {
        let mut pip = python.command();
        pip.args(["-m", "pip", "install", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"])
            .args(["--progress-bar=off", "--no-warn-conflicts", "--target"])
            .arg(partial)
            .arg("-r")
            .arg(list)
            .env("PIP_REQUIRE_VIRTUALENV", "0");
        pip
    })?;
    Ok(python.program().to_owned())
}

fn javascript(home: &Path) -> Result<()> {
    if search::program(&["npm"]).is_none() || search::program(&["node"]).is_none() {
        apt::install(&["nodejs", "npm"], anyhow::anyhow!("`node` and `npm` are not on this machine"))?;
    }
    install("package.json", home, |partial, _| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]).current_dir(partial);
        npm
    })
}

/// Installs what a list beside the tests names, unless that was done; beside the final place, so that what is there is whole.
fn install(list: &str, home: &Path, command: impl FnOnce(&Path, &Path) -> Command) -> Result<()> {
    let wanted =
        fs::read(workspace::root().join("fog-node/tests/clients").join(list)).context("the list is missing")?;
    if fs::read(home.join(list)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let partial = home.with_extension(format!("partial-{}", std::process::id()));
    let made = (|| {
        fs::create_dir_all(&partial)?;
        fs::write(partial.join(list), &wanted)?;
        let _ticker = Ticker::start(format!("fetching clients by others ({list})"));
        let output = command(&partial, &partial.join(list)).stdin(Stdio::null()).output();
        let output = output.context("could not be started")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
        // An older set has other versions in it.
        if home.exists() {
            fs::remove_dir_all(home)?;
        }
        fs::rename(&partial, home).context("could not be moved into their place")
    })();
    let _ = fs::remove_dir_all(&partial);
    made.with_context(|| format!("the clients of {list} could not be installed"))
}
