//! [`Report`]: what came of exercising functions.

use std::fmt;

use crate::labelled::Labelled;

/// What came of the calls, in the order in which they were made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The calls.
    pub runs: Vec<Run>,
}

/// One call and what came of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Run {
    /// The function.
    pub function: String,
    /// Its arguments as JSON text; fabricated, so they are nobody's data.
    pub arguments: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The function ran and returned a result.
    Executed,
    /// The function ran and returned an error, which the model reads; it is as private as the function's results.
    Failed(Labelled<String>),
    /// The function did not run: its arguments were refused, for this reason.
    Refused(String),
    /// The function panicked.
    Panicked,
    /// The function did not end in time.
    TimedOut,
    /// No arguments could be fabricated, or the session failed.
    NotCalled(String),
}

impl Outcome {
    fn word(&self) -> &'static str {
        match self {
            Self::Executed => "executed",
            Self::Failed(_) => "failed",
            Self::Refused(_) => "refused",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed out",
            Self::NotCalled(_) => "not called",
        }
    }
}

impl Report {
    /// The calls of one function.
    pub fn of<'r>(&'r self, function: &'r str) -> impl Iterator<Item = &'r Run> {
        self.runs.iter().filter(move |run| run.function == function)
    }

    /// Asserts that no call was refused, panicked or took too long. A function may return errors: whether there is a
    /// record of a fabricated name is not for its declaration to say.
    ///
    /// # Panics
    /// When one was, did or took; tells which, with the arguments.
    #[track_caller]
    pub fn assert_sound(&self) {
        self.assert_all("sound", |outcome| matches!(outcome, Outcome::Executed | Outcome::Failed(_)));
    }

    /// Asserts that every call returned a result.
    ///
    /// # Panics
    /// When one did not; tells which, with the arguments.
    #[track_caller]
    pub fn assert_executed(&self) {
        self.assert_all("executed", |outcome| matches!(outcome, Outcome::Executed));
    }

    /// Asserts that no function ran.
    ///
    /// # Panics
    /// When one did; tells which, with the arguments.
    #[track_caller]
    pub fn assert_refused(&self) {
        self.assert_all("refused", |outcome| matches!(outcome, Outcome::Refused(_)));
    }

    #[track_caller]
    fn assert_all(&self, expected: &str, wanted: impl Fn(&Outcome) -> bool) {
        let others = self.runs.iter().filter(|run| !wanted(&run.outcome));
        let others: Vec<String> = others.map(|run| format!("\n  {run}")).collect();
        assert!(
            others.is_empty(),
            "{} of {} calls were not {expected}:{}",
            others.len(),
            self.runs.len(),
            others.concat()
        );
    }
}

/// A line for each call, without what a function returned.
impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.runs.iter().try_for_each(|run| writeln!(out, "{run}"))
    }
}

/// Without what the function returned.
impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} {}", self.function, self.arguments, self.outcome.word())?;
        match &self.outcome {
            Outcome::Refused(reason) | Outcome::NotCalled(reason) => write!(out, ": {reason}"),
            _ => Ok(()),
        }
    }
}
