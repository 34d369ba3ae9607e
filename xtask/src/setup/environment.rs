//! The variables under which cargo finds the tools.

use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Directories to put before `PATH`, and variables to set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    path: Vec<PathBuf>,
    set: Vec<(&'static str, String)>,
}

impl Environment {
    pub(super) fn prepend_path(&mut self, directory: PathBuf) {
        self.path.push(directory);
    }

    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.set.push((name, value.into()));
    }

    /// The variables for a command that is started from here.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<_> = self.set.iter().map(|(name, value)| (*name, value.into())).collect();
        let rest = env::var_os("PATH").unwrap_or_default();
        let whole = self.path.iter().cloned().chain(env::split_paths(&rest));
        // A directory with a colon in its name cannot stand in a search path; then the tools must be found without it.
        if let (false, Ok(path)) = (self.path.is_empty(), env::join_paths(whole)) {
            variables.push(("PATH", path));
        }
        variables
    }

    /// The variables as lines for a shell.
    pub(crate) fn exports(&self) -> String {
        let mut lines = String::new();
        for directory in &self.path {
            let _ = writeln!(lines, "export PATH={}:\"$PATH\"", quoted(&directory.to_string_lossy()));
        }
        for (name, value) in &self.set {
            let _ = writeln!(lines, "export {name}={}", quoted(value));
        }
        lines
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_survive_a_shell() {
        let mut environment = Environment::default();
        environment.prepend_path("/a dir/it's".into());
        environment.set("LIBCLANG_PATH", "/lib");
        let expected = "export PATH='/a dir/it'\\''s':\"$PATH\"\nexport LIBCLANG_PATH='/lib'\n";
        assert_eq!(environment.exports(), expected);
    }

    #[test]
    fn the_path_is_left_alone_when_nothing_is_added() {
        let mut environment = Environment::default();
        environment.set("LIBCLANG_PATH", "/lib");
        assert_eq!(environment.variables(), [("LIBCLANG_PATH", "/lib".into())]);
        assert_eq!(Environment::default().exports(), "");
    }

    #[test]
    fn our_directories_come_before_the_rest_of_the_path() {
        let mut environment = Environment::default();
        environment.prepend_path("/tools/bin".into());
        let variables = environment.variables();
        assert_eq!(env::split_paths(&variables[0].1).next(), Some("/tools/bin".into()));
        assert!(env::split_paths(&variables[0].1).count() > 1);
    }
}
