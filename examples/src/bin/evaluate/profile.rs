//! Ways to talk to a model that differ from its profile, to find out which is best. Use them with the development
//! questions only.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use examples::assistant;
use llm_runtime::edge::{ChoiceMethod, EdgeModel, EncoderProfile, FunctionList, ModelProfile};

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

    /// The encoder's file instead of the model's own
    #[arg(long)]
    encoder: Option<PathBuf>,

    /// An adapter's file for that encoder
    #[arg(long, requires = "encoder")]
    encoder_adapter: Option<PathBuf>,

    /// Of how many functions the encoder reads the question together with each
    #[arg(long)]
    nearest: Option<usize>,

    /// A number by which what the encoder says is weighed: `missing_weight=1`, named as in `EncoderProfile`
    #[arg(long = "weigh", value_parser = weight)]
    weights: Vec<Weight>,

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

/// A number of the encoder's profile, and where it belongs.
#[derive(Debug, Clone, Copy)]
struct Weight {
    place: fn(&mut EncoderProfile) -> &mut f32,
    value: f32,
}

fn weight(text: &str) -> std::result::Result<Weight, String> {
    let (name, value) = text.split_once('=').ok_or("a name, `=` and a number are wanted")?;
    let place: fn(&mut EncoderProfile) -> &mut f32 = match name {
        "scale" => |profile| &mut profile.scale,
        "none" => |profile| &mut profile.none,
        "together_scale" => |profile| &mut profile.together_scale,
        "weight" => |profile| &mut profile.weight,
        "margin" => |profile| &mut profile.margin,
        "next_margin" => |profile| &mut profile.next_margin,
        "again_until" => |profile| &mut profile.again_until,
        "call_weight" => |profile| &mut profile.call_weight,
        "said_scale" => |profile| &mut profile.said_scale,
        "literal" => |profile| &mut profile.literal,
        "missing_weight" => |profile| &mut profile.missing_weight,
        "said_from" => |profile| &mut profile.said_from,
        "needed_from" => |profile| &mut profile.needed_from,
        "parted_scale" => |profile| &mut profile.parted_scale,
        "parted_from" => |profile| &mut profile.parted_from,
        "copied_scale" => |profile| &mut profile.copied_scale,
        "copied_from" => |profile| &mut profile.copied_from,
        "unsaid_from" => |profile| &mut profile.unsaid_from,
        _ => return Err(format!("`{name}` is no number of `EncoderProfile`")),
    };
    Ok(Weight { place, value: value.parse().map_err(|_| format!("`{value}` is no number"))? })
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Choice {
    Likelihood,
    Calibrated,
    Decoded,
    Opening,
    Encoder,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum List {
    Compact,
    Json,
}

impl ProfileArgs {
    /// Whether nothing is asked for but what the model's entry says.
    pub(crate) fn is_usual(&self) -> bool {
        let Self { choice, list, no_call_bias, prose_prefix, functions_header, copied_texts, scale, .. } = self;
        let Self { encoder, encoder_adapter, nearest, .. } = self;
        choice.is_none()
            && list.is_none()
            && no_call_bias.is_none()
            && prose_prefix.is_none()
            && functions_header.is_none()
            && copied_texts.is_none()
            && scale.is_none()
            && encoder.is_none()
            && encoder_adapter.is_none()
            && nearest.is_none()
            && self.weights.is_empty()
    }

    /// The model as it is asked in a way; `None` when it has no adapter and needs one.
    pub(crate) fn model(&self, args: &crate::Args, way: Way) -> Result<Option<EdgeModel>> {
        let model = assistant::model(&args.model)?;
        let model = match (way, &args.adapter) {
            (Way::Plain | Way::Server, _) => model.without_adapter(),
            (Way::Adapter, Some(file)) => with_adapters(&model, [(file.clone(), 1.0)]),
            (Way::Adapter, None) if model.adapters().next().is_none() => return Ok(None),
            (Way::Adapter, None) => model,
        };
        let model = if way == Way::Adapter { self.encoded(self.scaled(model)) } else { model };
        // The server's users have no other profile than its own.
        let usual = model.how().clone();
        Ok(Some(if way == Way::Server { model } else { model.profile(self.varied(usual)) }))
    }

    /// More or less of its adapters.
    fn scaled(&self, model: EdgeModel) -> EdgeModel {
        let Some(scale) = self.scale else { return model };
        let files: Vec<_> = model.adapters().map(|(file, _)| (file.to_owned(), scale)).collect();
        with_adapters(&model, files)
    }

    /// With the encoder that was named.
    fn encoded(&self, model: EdgeModel) -> EdgeModel {
        let Some(file) = &self.encoder else { return model };
        let encoder = EdgeModel::new("encoder", file);
        model.encoder(self.encoder_adapter.iter().fold(encoder, |encoder, adapter| encoder.adapter(adapter, 1.0)))
    }

    fn varied(&self, usual: ModelProfile) -> ModelProfile {
        ModelProfile {
            choice: self.choice.map_or(usual.choice, |choice| match choice {
                Choice::Likelihood => ChoiceMethod::Likelihood,
                Choice::Calibrated => ChoiceMethod::Calibrated,
                Choice::Decoded => ChoiceMethod::Decoded,
                Choice::Opening => ChoiceMethod::Opening,
                Choice::Encoder => ChoiceMethod::Encoder,
            }),
            function_list: self.list.map_or(usual.function_list, |list| match list {
                List::Compact => FunctionList::Compact,
                List::Json => FunctionList::Json,
            }),
            no_call_bias: self.no_call_bias.unwrap_or(usual.no_call_bias),
            encoder: self.weighed(usual.encoder),
            prose_prefix: self.prose_prefix.clone().unwrap_or(usual.prose_prefix),
            functions_header: self.functions_header.clone().unwrap_or(usual.functions_header),
            copied_texts: self.copied_texts.unwrap_or(usual.copied_texts),
            ..usual
        }
    }

    fn weighed(&self, mut encoder: EncoderProfile) -> EncoderProfile {
        encoder.nearest = self.nearest.unwrap_or(encoder.nearest);
        for weight in &self.weights {
            *(weight.place)(&mut encoder) = weight.value;
        }
        encoder
    }
}

/// The model with these adapters instead of its own, and its encoder.
fn with_adapters(model: &EdgeModel, files: impl IntoIterator<Item = (PathBuf, f32)>) -> EdgeModel {
    let bare = model.clone().without_adapter();
    let bare = model.its_encoder().into_iter().fold(bare, |bare, encoder| bare.encoder(encoder.clone()));
    files.into_iter().fold(bare, |model, (file, scale)| model.companion(file, scale).merged(true))
}
