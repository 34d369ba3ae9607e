//! The command line.

use clap::Parser;
use clap::builder::PossibleValuesParser;
use examples::catalogue::{self, Group};
use llm_functions::dialect::Dialect;

/// What a model sees of the examples' functions, in the form of each provider.
#[derive(Parser, Debug)]
#[command(
    name = "cargo xtask schemas",
    bin_name = "cargo xtask schemas",
    after_help = "Examples:\n  cargo xtask schemas\n  cargo xtask schemas --dialect openai-strict --functions every-kind\n  \
                  cargo xtask schemas --dialect all --report"
)]
pub(crate) struct Arguments {
    /// The provider's form, or `all`.
    #[arg(long, default_value = "json-schema", value_parser = PossibleValuesParser::new(dialects()))]
    dialect: String,
    /// Which functions, or `all`.
    #[arg(long, default_value = "all", value_parser = PossibleValuesParser::new(functions()))]
    functions: String,
    /// Says how well the form says what the functions demand, instead of printing the tools.
    #[arg(long)]
    pub(crate) report: bool,
}

const ALL: &str = "all";

fn dialects() -> Vec<&'static str> {
    Dialect::ALL.into_iter().map(Dialect::name).chain([ALL]).collect()
}

fn functions() -> Vec<&'static str> {
    catalogue::groups().iter().map(|group| group.name).chain([ALL]).collect()
}

impl Arguments {
    pub(crate) fn dialects(&self) -> Vec<Dialect> {
        match Dialect::of_name(&self.dialect) {
            Some(dialect) => vec![dialect],
            None => Dialect::ALL.to_vec(),
        }
    }

    pub(crate) fn groups(&self) -> Vec<Group> {
        let wanted = |group: &Group| self.functions == ALL || self.functions == group.name;
        catalogue::groups().into_iter().filter(wanted).collect()
    }
}
