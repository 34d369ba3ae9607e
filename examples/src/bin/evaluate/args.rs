//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::case::Set;
use crate::profile::ProfileArgs;
use crate::record::Way;

/// Count how often a model on this machine calls the right function with the right arguments.
#[derive(Debug, Parser)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Args {
    /// The model, by its name in the catalogue
    #[arg(long, default_value = "smollm2-135m-instruct")]
    pub(crate) model: String,

    /// An adapter's file instead of the model's own companion
    #[arg(long, conflicts_with = "no_adapter")]
    pub(crate) adapter: Option<PathBuf>,

    /// Only without an adapter
    #[arg(long)]
    no_adapter: bool,

    /// Only with the adapter
    #[arg(long, conflicts_with = "no_adapter")]
    only_adapter: bool,

    /// Ask llama-server as well, which the variable `LLAMA_SERVER` names, and with --only-server nobody else
    #[arg(long)]
    server: bool,

    /// Ask llama-server alone
    #[arg(long)]
    only_server: bool,

    /// How many functions the model sees
    #[arg(long, value_delimiter = ',', default_values_t = [6, 12])]
    functions: Vec<usize>,

    /// Which questions; all sets unless said
    #[arg(long = "set", value_enum, value_delimiter = ',')]
    sets: Vec<Set>,

    /// The most questions of each set, taken from all over it
    #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
    pub(crate) limit: usize,

    /// The questions for choosing prompts and methods, never reported, instead of those for the figures
    #[arg(long)]
    pub(crate) dev: bool,

    /// Write every wrong case into this file: what was asked, wanted and made
    #[arg(long)]
    pub(crate) wrong: Option<PathBuf>,

    /// Instead of asking, write into this file what speaks for each function that is shown with a question, one a line: for
    /// finding the encoder's weights
    #[arg(long)]
    pub(crate) scores: Option<PathBuf>,

    /// A folder of other questions than those of evaluation/, never reported
    #[arg(long)]
    questions: Option<PathBuf>,

    /// Where the answers are kept, so that nothing is asked twice
    #[arg(long)]
    records: Option<PathBuf>,

    /// Forget what was asked before
    #[arg(long)]
    pub(crate) fresh: bool,

    /// Print the figures and leave docs/edge-accuracy.md as it is
    #[arg(long)]
    print_only: bool,

    /// Threads that compute; by default one for each core
    #[arg(long)]
    pub(crate) threads: Option<u32>,

    #[command(flatten)]
    pub(crate) profile: ProfileArgs,
}

impl Args {
    pub(crate) fn ways(&self) -> Vec<Way> {
        let (own, server) = (!self.only_server, self.server || self.only_server);
        let mut ways = Vec::new();
        ways.extend((own && !self.no_adapter).then_some(Way::Adapter));
        ways.extend((own && !self.only_adapter).then_some(Way::Plain));
        ways.extend(server.then_some(Way::Server));
        ways
    }

    pub(crate) fn sets(&self) -> Vec<Set> {
        let wanted = if self.sets.is_empty() { &Set::ALL[..] } else { &self.sets };
        let each = |set: &Set| if *set == Set::Bfcl { Set::LEADERBOARD.to_vec() } else { vec![*set] };
        wanted.iter().flat_map(each).collect()
    }

    /// How many functions are shown; sets that bring their own are asked once.
    pub(crate) fn counts(&self, set: Set) -> Vec<usize> {
        if set.brings_functions() { vec![0] } else { self.functions.clone() }
    }

    /// Where the questions lie.
    pub(crate) fn folder(&self) -> PathBuf {
        let usual = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../evaluation"));
        let folder = self.questions.clone().unwrap_or_else(usual);
        if self.dev { folder.join("dev") } else { folder }
    }

    /// The questions that are reported have records of their own.
    pub(crate) fn records(&self) -> PathBuf {
        let name = match (&self.questions, self.dev) {
            (Some(_), _) => "evaluation-other.jsonl",
            (None, true) => "evaluation-dev.jsonl",
            (None, false) => "evaluation.jsonl",
        };
        let usual = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")).join(name);
        self.records.clone().unwrap_or_else(usual)
    }

    /// Figures are those of the questions for reporting, by the model's own profile.
    pub(crate) fn writes_figures(&self) -> bool {
        self.questions.is_none() && !self.dev && !self.print_only && self.scores.is_none() && self.profile.is_usual()
    }
}
