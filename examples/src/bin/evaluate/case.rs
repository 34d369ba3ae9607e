//! A question, and what would be right.

use std::fmt;

use clap::ValueEnum;
use llm_functions::json::Json;

/// The questions of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    /// One call of a function that nobody trained on.
    Unseen,
    /// The same in domains that are far from every day, in other words than the function's.
    Foreign,
    /// Nothing is to be called.
    None,
    /// Two calls.
    Two,
    /// Something that the function needs was not said.
    Missing,
    /// The answer in words after a function's result.
    Answers,
    /// The Berkeley leaderboard: one function, one call.
    BfclSimple,
    /// The same with several functions.
    BfclMultiple,
    /// The same with several calls of one function.
    BfclParallel,
    /// The same with a function that does not help.
    BfclIrrelevance,
    /// All of the leaderboard.
    Bfcl,
    /// The functions of the examples, with their instructions and examples.
    Health,
    /// How likely the model finds ordinary prose.
    Conversation,
}

impl Set {
    pub(crate) const ALL: [Self; 8] = [
        Self::Unseen,
        Self::Foreign,
        Self::None,
        Self::Two,
        Self::Missing,
        Self::Answers,
        Self::Conversation,
        Self::Bfcl,
    ];

    /// The sets of the leaderboard.
    pub(crate) const LEADERBOARD: [Self; 4] =
        [Self::BfclSimple, Self::BfclMultiple, Self::BfclParallel, Self::BfclIrrelevance];

    /// Whether every question names its functions.
    pub(crate) fn brings_functions(self) -> bool {
        self == Self::Health || Self::LEADERBOARD.contains(&self)
    }

    /// Its name in files and figures.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::Foreign => "foreign",
            Self::None => "none",
            Self::Two => "two",
            Self::Missing => "missing",
            Self::Answers => "answers",
            Self::BfclSimple => "bfcl-simple",
            Self::BfclMultiple => "bfcl-multiple",
            Self::BfclParallel => "bfcl-parallel",
            Self::BfclIrrelevance => "bfcl-irrelevance",
            Self::Bfcl => "bfcl",
            Self::Health => "health",
            Self::Conversation => "conversation",
        }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A function that a model is shown.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) set: String,
    pub(crate) description: String,
    pub(crate) parameters: Json,
}

/// What the right answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// These calls and no others, in any order; none are words.
    Calls,
    /// A question back.
    Asks,
    /// Words with these facts, each of which may be said in several ways.
    Says(Vec<Vec<String>>),
}

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// As `evaluation/README.md` says.
    Exact,
    /// As the leaderboard does: without white space and most punctuation.
    Leaderboard,
    /// One text may contain the other.
    Containing,
}

/// A call that would be right: for each argument all values that are.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) arguments: Vec<(String, Vec<Json>)>,
    /// Arguments that may be left out.
    pub(crate) optional: Vec<String>,
}

/// A question and what would be right.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) set: Set,
    pub(crate) question: String,
    pub(crate) calls: Vec<Wanted>,
    pub(crate) right: Right,
    pub(crate) comparison: Comparison,
    /// The functions and the domains that have to be among those shown.
    pub(crate) about: Vec<String>,
    pub(crate) domain: Option<String>,
    /// The call that was made and what it returned, where an answer in words is asked for.
    pub(crate) result: Option<(String, String, String)>,
    /// The functions that are shown, where the question brings them.
    pub(crate) functions: Vec<Function>,
}
