//! Ways to talk to a model that differ from its profile, to find out which is best. Use them with the development
//! questions only.

use clap::{Args, ValueEnum};
use examples::assistant;
use llm_runtime::edge::{ChoiceMethod, EdgeModel, FunctionList, ModelProfile};

use crate::Result;
use crate::record::Way;

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

    /// How much it counts how likely the question is of each function
    #[arg(long)]
    channel_weight: Option<f32>,

    /// What stands before an answer in words
    #[arg(long)]
    prose_prefix: Option<String>,

    /// The line above the list of functions
    #[arg(long)]
    functions_header: Option<String>,

    /// Whether texts of arguments have to be spans of what was said
    #[arg(long)]
    copied_texts: Option<bool>,

    /// How much of the adapter, 1 being what it was trained for
    #[arg(long)]
    scale: Option<f32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Choice {
    Likelihood,
    Calibrated,
    Decoded,
    Opening,
    Channel,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum List {
    Compact,
    Json,
}

impl ProfileArgs {
    /// Whether nothing is asked for but what the model's entry says.
    pub(crate) fn is_usual(&self) -> bool {
        let Self { choice, list, no_call_bias, channel_weight, .. } = self;
        let Self { prose_prefix, functions_header, copied_texts, scale, .. } = self;
        choice.is_none()
            && list.is_none()
            && no_call_bias.is_none()
            && channel_weight.is_none()
            && prose_prefix.is_none()
            && functions_header.is_none()
            && copied_texts.is_none()
            && scale.is_none()
    }

    /// The model as it is asked in a way; `None` when it has no adapter and needs one.
    pub(crate) fn model(&self, args: &crate::Args, way: Way) -> Result<Option<EdgeModel>> {
        let model = assistant::model(&args.model)?;
        let model = match (way, &args.adapter) {
            (Way::Plain | Way::Server, _) => model.without_adapter(),
            (Way::Adapter, Some(file)) => model.without_adapter().companion(file, 1.0).merged(true),
            (Way::Adapter, None) if model.adapters().next().is_none() => return Ok(None),
            (Way::Adapter, None) => model,
        };
        let model =
            self.scale.filter(|_| way == Way::Adapter).map_or_else(|| model.clone(), |scale| scaled(&model, scale));
        // The server's users have no other profile than its own.
        let usual = model.how().clone();
        Ok(Some(if way == Way::Server { model } else { model.profile(self.varied(usual)) }))
    }

    fn varied(&self, usual: ModelProfile) -> ModelProfile {
        ModelProfile {
            choice: self.choice.map_or(usual.choice, |choice| match choice {
                Choice::Likelihood => ChoiceMethod::Likelihood,
                Choice::Calibrated => ChoiceMethod::Calibrated,
                Choice::Decoded => ChoiceMethod::Decoded,
                Choice::Opening => ChoiceMethod::Opening,
                Choice::Channel => ChoiceMethod::Channel,
            }),
            function_list: self.list.map_or(usual.function_list, |list| match list {
                List::Compact => FunctionList::Compact,
                List::Json => FunctionList::Json,
            }),
            no_call_bias: self.no_call_bias.unwrap_or(usual.no_call_bias),
            channel_weight: self.channel_weight.unwrap_or(usual.channel_weight),
            prose_prefix: self.prose_prefix.clone().unwrap_or(usual.prose_prefix),
            functions_header: self.functions_header.clone().unwrap_or(usual.functions_header),
            copied_texts: self.copied_texts.unwrap_or(usual.copied_texts),
            ..usual
        }
    }
}

/// The same adapters, more or less of them.
fn scaled(model: &EdgeModel, scale: f32) -> EdgeModel {
    let files: Vec<_> = model.adapters().map(|(file, _)| file.to_owned()).collect();
    files.into_iter().fold(model.clone().without_adapter(), |model, file| model.companion(file, scale).merged(true))
}
