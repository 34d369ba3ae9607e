//! What a question says of a function's parameters: the encoder reads the two together, and the result is compared with a
//! text that nothing was said and with one for each value, or one that something was.

use llama_cpp_2::token::LlamaToken;
use llm_functions::json::Json;

use super::kept::Place;
use super::literal::standing;
use super::odds::{log_softmax, log_sum, odds};
use super::parameter::Parameter;
use super::words::{Near, Words};
use crate::edge::evidence::ParameterEvidence;
use crate::edge::profile::EncoderProfile;
use crate::edge::worker::normalized;
use crate::error::Result;

/// The texts that the words of a question are compared with.
pub(super) const ENDS: [&str; 2] = ["first word", "last word"];

/// What a question says of a parameter.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) required: bool,
    /// The logarithm of the probability that it says nothing.
    pub(crate) unsaid: f32,
    /// Of each value that may be chosen, with what it says; nothing where the value is copied.
    pub(crate) values: Vec<(Json, f32)>,
    /// The words that the value was copied from, if it was said, with the logarithm of their odds.
    pub(crate) copied: Option<(String, f32)>,
}

/// What was read of a question and a parameter.
#[derive(Clone)]
pub(super) struct Read<'r> {
    pub(super) words: &'r Words<'r>,
    /// The tokens of the question with the parameter, and the vector of each.
    pub(super) tokens: &'r [LlamaToken],
    pub(super) vectors: &'r [Vec<f32>],
}

impl Said {
    /// Compares what was read of a question and a parameter with the parameter's labels.
    pub(super) async fn new(
        parameter: &Parameter,
        labels: &[Place],
        ends: &[Place],
        read: &Read<'_>,
        profile: &EncoderProfile,
    ) -> Result<Self> {
        let whole = read.whole();
        let mut logits = Vec::with_capacity(labels.len());
        for label in labels {
            logits.push(profile.said_scale * label.cosine(&whole).await?);
        }
        let standing = standing(read.words.question(), &parameter.values);
        if let Some(logit) = standing.and_then(|place| logits.get_mut(1 + place)) {
            *logit += profile.literal;
        }
        let logs = log_softmax(&logits);
        let values = parameter.values.iter().cloned().zip(logs.iter().skip(1).copied()).collect();
        let unsaid = logs.first().copied().unwrap_or(0.0);
        let copied =
            if parameter.values.is_empty() { read.copied(parameter.spoken, ends, profile).await? } else { None };
        Ok(Self { name: parameter.name.clone(), required: parameter.required, unsaid, values, copied })
    }

    /// The logarithm of the odds that something was said.
    pub(crate) fn of_something(&self) -> f32 {
        -odds(self.unsaid)
    }

    /// How much speaks for its words being its value, beside other parameters that claim the same.
    pub(crate) fn claim(&self) -> f32 {
        let most = |odds: f32| odds.min(10.0);
        most(self.of_something()) + self.copied.as_ref().map_or(0.0, |(_, odds)| most(*odds))
    }

    pub(crate) fn evidence(&self) -> ParameterEvidence {
        let Self { name, required, unsaid, values, copied } = self.clone();
        ParameterEvidence { name, required, unsaid, values, copied }
    }

    /// The value that it most likely says, with the logarithm of its odds; among the values alone where one has to be there.
    pub(crate) fn likeliest(&self) -> Option<(&Json, f32)> {
        let best = self.values.iter().max_by(|one, other| one.1.total_cmp(&other.1));
        let all = if self.required { log_sum(self.values.iter().map(|(_, log)| *log)) } else { 0.0 };
        best.map(|(value, log)| (value, odds(log - all)))
    }
}

impl Read<'_> {
    /// The vector of all of it, of length 1: the mean of its tokens, as the adapter was trained.
    fn whole(&self) -> Vec<f32> {
        let width = self.vectors.first().map_or(0, Vec::len);
        let sum = |column: usize| self.vectors.iter().filter_map(|vector| vector.get(column)).sum();
        normalized(&(0..width).map(sum).collect::<Vec<f32>>())
    }

    /// The words that a value was copied from.
    async fn copied(
        &self,
        spoken: Option<fn(&str) -> Option<String>>,
        ends: &[Place],
        profile: &EncoderProfile,
    ) -> Result<Option<(String, f32)>> {
        let [first, last] = ends else { return Ok(None) };
        let mut near = Vec::new();
        for (begin, end) in self.words.places(self.tokens) {
            let (Some(begin), Some(end)) = (self.vectors.get(begin), self.vectors.get(end)) else { return Ok(None) };
            let first = profile.copied_scale * first.cosine(&normalized(begin)).await?;
            let last = profile.copied_scale * last.cosine(&normalized(end)).await?;
            near.push(Near { first, last });
        }
        let likeliest = match spoken {
            Some(value) => self.words.likeliest_of(&near, value),
            None => self.words.likeliest(&near),
        };
        Ok(likeliest.map(|(text, odds)| (text.to_owned(), odds)))
    }
}

/// The logarithm of the odds that all of these were said which have to be; infinite where none has to.
pub(crate) fn of_all_required(said: &[Said]) -> f32 {
    let all: f32 =
        said.iter().filter(|one| one.required).map(|one| (-one.unsaid.exp_m1()).max(f32::MIN_POSITIVE).ln()).sum();
    if said.iter().any(|one| one.required) { odds(all) } else { f32::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(unsaid: f32, required: bool) -> Said {
        Said { name: "x".into(), required, unsaid: unsaid.ln(), values: Vec::new(), copied: None }
    }

    #[test]
    fn everything_required_was_said_if_each_was() {
        let all = of_all_required(&[said(0.1, true), said(0.5, true), said(0.9, false)]);
        assert!((all - (0.45_f32 / 0.55).ln()).abs() < 1e-4, "{all}");
        assert!(of_all_required(&[said(0.9, false)]).is_infinite());
        assert!(of_all_required(&[said(1.0, true)]) < -20.0, "finite: {}", of_all_required(&[said(1.0, true)]));
        assert!((said(0.2, true).of_something() - 4_f32.ln()).abs() < 1e-4);
    }
}
