//! Steps, their outcomes, and what is said about them at the end.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::progress::seconds;

/// How a step ended, when it did not fail.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// Why there was nothing to check.
    Skipped(String),
}

/// The steps so far.
#[derive(Debug, Default)]
pub(super) struct Run {
    environment: Vec<(&'static str, OsString)>,
    done: Vec<Done>,
}

#[derive(Debug)]
struct Done {
    name: &'static str,
    took: Duration,
    result: Result<Outcome>,
}

impl Run {
    /// Variables for every command from here on.
    pub(super) fn set_environment(&mut self, environment: Vec<(&'static str, OsString)>) {
        self.environment = environment;
    }

    /// Runs a step; a failure is noted, and the next step follows all the same.
    pub(super) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<Outcome>) {
        eprintln!("\n== {name}");
        let began = Instant::now();
        let result = work();
        let done = Done { name, took: began.elapsed(), result };
        eprintln!("{done}");
        self.done.push(done);
    }

    /// Runs a command as a step.
    pub(super) fn command(&mut self, name: &'static str, command: &mut Command) {
        let environment = self.environment.clone();
        self.step(name, || execute(command.envs(environment)));
    }

    /// Runs commands as one step, all of them.
    pub(super) fn commands(&mut self, name: &'static str, commands: Vec<Command>) {
        let environment = self.environment.clone();
        self.step(name, || {
            let run = |mut command: Command| execute(command.envs(environment.clone())).err();
            let failures: Vec<_> = commands.into_iter().filter_map(run).map(|error| error.to_string()).collect();
            ensure!(failures.is_empty(), "{}", failures.join("; "));
            Ok(Outcome::Passed)
        });
    }

    /// Prints the summary and says how the whole run ended.
    pub(super) fn finish(self) -> ExitCode {
        print!("\n{self}");
        if self.count(Result::is_err) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn count(&self, wanted: impl Fn(&Result<Outcome>) -> bool) -> usize {
        self.done.iter().filter(|done| wanted(&done.result)).count()
    }
}

fn execute(command: &mut Command) -> Result<Outcome> {
    // A program's name reads better than the path of the toolchain that it came from.
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words: Vec<_> = [program].into_iter().chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    let line = words.join(" ");
    eprintln!("$ {line}");
    let status = command.status().with_context(|| format!("could not run `{line}`"))?;
    ensure!(status.success(), "`{line}` ended with {status}");
    Ok(Outcome::Passed)
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, took) = (self.name, seconds(self.took));
        match &self.result {
            Ok(Outcome::Passed) => write!(f, "passed   {name} ({took})"),
            Ok(Outcome::Skipped(why)) => write!(f, "skipped  {name}: {why}"),
            Err(error) => write!(f, "FAILED   {name} ({took}): {error:#}"),
        }
    }
}

/// The summary: a line for each step, and the counts alone on the last line.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for done in &self.done {
            writeln!(f, "{done}")?;
        }
        let failed = self.count(Result::is_err);
        let skipped = self.count(|result| matches!(result, Ok(Outcome::Skipped(_))));
        let passed = self.done.len() - failed - skipped;
        writeln!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_and_every_step_ran() {
        let mut run = Run::default();
        run.step("one", || Ok(Outcome::Passed));
        run.step("two", || anyhow::bail!("as a test"));
        run.step("three", || Ok(Outcome::Skipped("nothing there".to_owned())));
        run.step("four", || Ok(Outcome::Passed));
        let text = run.to_string();
        assert!(text.ends_with("\n2 passed, 1 failed, 1 skipped\n"), "{text}");
        assert!(text.contains("FAILED   two") && text.contains("as a test"), "{text}");
        assert!(text.contains("skipped  three: nothing there"), "{text}");
        assert_eq!(format!("{:?}", run.finish()), format!("{:?}", ExitCode::FAILURE));
    }

    #[test]
    #[cfg(unix)]
    fn commands_fail_by_their_exit_status_and_by_not_existing() {
        let mut run = Run::default();
        run.set_environment(vec![("SAID", "yes".into())]);
        run.command("environment", Command::new("sh").args(["-c", "test $SAID = yes"]));
        run.command("status", Command::new("sh").args(["-c", "exit 3"]));
        run.command("absent", &mut Command::new("no-such-program-anywhere"));
        run.commands("several", vec![Command::new("false"), Command::new("true"), Command::new("false")]);
        let text = run.to_string();
        assert!(text.ends_with("\n1 passed, 3 failed, 0 skipped\n"), "{text}");
        assert!(text.contains("exit status: 3") && text.contains("no-such-program-anywhere"), "{text}");
        assert!(text.contains("`false` ended with exit status: 1; `false`"), "{text}");
    }
}
