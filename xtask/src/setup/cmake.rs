//! cmake configures llama.cpp's build.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::package::Package;
use super::{Environment, apt, search};

/// The package holds the program itself, so Python is needed to install it and not to run it.
const PACKAGE: Package = Package { name: "cmake", version: "4.4.4", proof: "cmake/data/bin/cmake" };
/// What llama.cpp asks for.
const OLDEST: (u32, u32) = (3, 14);

pub(super) fn provide(environment: &mut Environment) -> Result<()> {
    if PACKAGE.installed()?.is_none() && of_the_machine() {
        return Ok(());
    }
    match PACKAGE.install() {
        Ok(root) => environment.prepend_path(root.join("cmake/data/bin")),
        Err(error) => {
            apt::install(&["cmake"], error)?;
            ensure!(
                of_the_machine(),
                "apt-get installed a cmake that is too old or not on PATH; llama.cpp asks for 3.14"
            );
        }
    }
    Ok(())
}

fn of_the_machine() -> bool {
    search::program(&["cmake"]).is_some_and(|cmake| is_recent(&cmake))
}

fn is_recent(cmake: &Path) -> bool {
    let Ok(output) = Command::new(cmake).arg("--version").output() else { return false };
    output.status.success() && version(&String::from_utf8_lossy(&output.stdout)).is_some_and(|found| found >= OLDEST)
}

/// Reads `cmake version 3.25.1`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.split_whitespace().nth(2)?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared_as_numbers() {
        assert_eq!(version("cmake version 3.25.1\n\nCMake suite"), Some((3, 25)));
        assert!(version("cmake version 3.9.6") < Some(OLDEST));
        assert!(version("cmake version 4.0.0-rc1") > Some(OLDEST));
        assert_eq!(version("command not found"), None);
    }
}
