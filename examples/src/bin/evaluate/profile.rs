//! Ways to talk to a model that differ from its profile, to find out which is best. Use them with the development
//! questions only.

use clap::{Args, ValueEnum};
use llm_runtime::edge::{ChoiceMethod, EdgeModel, FunctionList, ModelProfile};

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// How a function is chosen
    #[arg(long)]
    choice: Option<Choice>,

    /// How functions are listed in the prompt
    #[arg(long)]
    list: Option<List>,

    /// Added to the log-likelihood of answering without a call
    #[arg(long, allow_negative_numbers = true)]
    no_call_bias: Option<f32>,

    /// What stands before an answer in words
    #[arg(long)]
    prose_prefix: Option<String>,

    /// The line above the list of functions
    #[arg(long)]
    functions_header: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Choice {
    Likelihood,
    Calibrated,
    Decoded,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum List {
    Compact,
    Json,
}

impl ProfileArgs {
    /// The model with what was asked for instead of its profile's values.
    pub(crate) fn apply(&self, model: EdgeModel) -> EdgeModel {
        let usual = ModelProfile::for_model(model.name());
        let profile = ModelProfile {
            choice: self.choice.map_or(usual.choice, |choice| match choice {
                Choice::Likelihood => ChoiceMethod::Likelihood,
                Choice::Calibrated => ChoiceMethod::Calibrated,
                Choice::Decoded => ChoiceMethod::Decoded,
            }),
            function_list: self.list.map_or(usual.function_list, |list| match list {
                List::Compact => FunctionList::Compact,
                List::Json => FunctionList::Json,
            }),
            no_call_bias: self.no_call_bias.unwrap_or(usual.no_call_bias),
            prose_prefix: self.prose_prefix.clone().unwrap_or(usual.prose_prefix),
            functions_header: self.functions_header.clone().unwrap_or(usual.functions_header),
            ..usual
        };
        model.profile(profile)
    }
}
