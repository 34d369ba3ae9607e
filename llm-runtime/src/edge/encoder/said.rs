//! What a question says of a function's parameters: the encoder reads the two together, and the result is compared with a
//! text that nothing was said and with one for each value, or one that something was.

use llama_cpp_2::token::LlamaToken;
use llm_functions::json::Json;

use super::kept::Place;
use super::literal::standing;
use super::odds::{log_softmax, log_sum, odds};
use super::parameter::Parameter;
use super::share::{Share, Wish, shares};
use super::words::{Near, Stretch, Words};
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

/// What a question says of a parameter, while it is not settled which words say what.
pub(super) struct Claim<'q> {
    said: Said,
    /// The words that a value may be copied from.
    likely: Vec<Stretch<'q>>,
}

/// What was read of a question and a parameter.
#[derive(Clone)]
pub(super) struct Read<'r> {
    pub(super) words: &'r Words<'r>,
    /// The tokens of the question with the parameter, and the vector of each.
    pub(super) tokens: &'r [LlamaToken],
    pub(super) vectors: &'r [Vec<f32>],
}

impl<'q> Claim<'q> {
    /// Compares what was read of a question and a parameter with the parameter's labels.
    pub(super) async fn new(
        parameter: &Parameter,
        labels: &[Place],
        ends: &[Place],
        read: &Read<'q>,
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
        let copies = parameter.values.is_empty();
        let near = if copies { read.near(ends, profile).await? } else { Vec::new() };
        let likely = match parameter.spoken {
            Some(value) => read.words.likely_of(&near, value),
            None => read.words.likely(&near),
        };
        let (name, required) = (parameter.name.clone(), parameter.required);
        Ok(Self { said: Said { name, required, unsaid, values, copied: None }, likely })
    }

    fn wish(&self) -> Wish<'_> {
        Wish { required: self.said.required, unsaid: self.said.unsaid, likely: &self.likely }
    }
}

/// Settles which words say what.
pub(super) fn settled(words: &Words<'_>, claims: Vec<Claim<'_>>) -> Vec<Said> {
    let shares = shares(&claims.iter().map(Claim::wish).collect::<Vec<_>>(), |text| words.range(text));
    let settled = |(claim, share): (Claim<'_>, Share)| {
        let found = share.words.and_then(|(place, odds)| Some((claim.likely.get(place)?.text, odds)));
        let copied = found.filter(|(text, _)| !words.cuts_a_number(text)).map(|(text, odds)| (text.to_owned(), odds));
        Said { unsaid: share.unsaid, copied, ..claim.said }
    };
    claims.into_iter().zip(shares).map(settled).collect()
}

impl Said {
    /// The logarithm of the odds that something was said.
    pub(crate) fn of_something(&self) -> f32 {
        -odds(self.unsaid)
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

    /// How near each word is to the beginning and the end of what was said; nothing where the question is too long to be read.
    async fn near(&self, ends: &[Place], profile: &EncoderProfile) -> Result<Vec<Near>> {
        let [first, last] = ends else { return Ok(Vec::new()) };
        let mut near = Vec::new();
        for (begin, end) in self.words.places(self.tokens) {
            let (Some(begin), Some(end)) = (self.vectors.get(begin), self.vectors.get(end)) else {
                return Ok(Vec::new());
            };
            let first = profile.copied_scale * first.cosine(&normalized(begin)).await?;
            let last = profile.copied_scale * last.cosine(&normalized(end)).await?;
            near.push(Near { first, last });
        }
        Ok(near)
    }
}

/// The logarithm of the odds that all of these were said which have to be; infinite where none has to.
pub(crate) fn of_all_required(said: &[Said]) -> f32 {
    if said.iter().any(|one| one.required) { odds(all_required(said)) } else { f32::INFINITY }
}

/// The logarithm of the probability that all of these were said which have to be.
pub(super) fn all_required(said: &[Said]) -> f32 {
    let required = said.iter().filter(|one| one.required);
    required.map(|one| (-one.unsaid.exp_m1()).max(f32::MIN_POSITIVE).ln()).sum()
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

    #[test]
    fn a_part_of_a_number_says_nothing() {
        let question = "pay 1,250 now";
        let words = Words::new(question, |text| vec![LlamaToken(i32::try_from(text.len()).unwrap_or(0))]);
        let copied = |range: std::ops::Range<usize>| {
            let likely = vec![Stretch { text: &question[range], log: -0.1 }];
            settled(&words, vec![Claim { said: said(0.1, true), likely }]).remove(0).copied.map(|(text, _)| text)
        };
        assert_eq!(copied(6..9), None);
        assert_eq!(copied(4..9).as_deref(), Some("1,250"));
    }
}
