//! What a question says of a function's parameters: the encoder reads the two together, and the result is compared with a
//! text that nothing was said and with one for each value, or one that something was.

use std::ops::Range;

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
    /// Whether the words that looked most like it say something else.
    pub(crate) displaced: bool,
}

/// What a question says of a parameter, while it is not settled which words say what.
pub(super) struct Claim {
    said: Said,
    near: Vec<Near>,
    spoken: Option<fn(&str) -> Option<String>>,
}

/// What was read of a question and a parameter.
#[derive(Clone)]
pub(super) struct Read<'r> {
    pub(super) words: &'r Words<'r>,
    /// The tokens of the question with the parameter, and the vector of each.
    pub(super) tokens: &'r [LlamaToken],
    pub(super) vectors: &'r [Vec<f32>],
}

impl Claim {
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
        let copies = parameter.values.is_empty();
        let near = if copies { read.near(ends, profile).await? } else { Vec::new() };
        let (name, required, spoken) = (parameter.name.clone(), parameter.required, parameter.spoken);
        let mut claim =
            Claim { said: Said { name, required, unsaid, values, copied: None, displaced: false }, near, spoken };
        claim.point(read.words, &[]);
        Ok(claim)
    }
}

impl Claim {
    /// Finds the likeliest words outside of those that are taken.
    fn point(&mut self, words: &Words<'_>, taken: &[Range<usize>]) -> Option<Range<usize>> {
        let found = match self.spoken {
            Some(value) => words.likeliest_of(&self.near, value, taken),
            None => words.likeliest(&self.near, taken),
        };
        self.said.copied = found.map(|(text, odds)| (text.to_owned(), odds));
        found.map(|(text, _)| words.range(text))
    }
}

/// Settles which words say what: no word says two things, so that who claims words with less reason has to look elsewhere.
pub(super) fn settled(words: &Words<'_>, mut claims: Vec<Claim>, profile: &EncoderProfile) -> Vec<Said> {
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<usize> = (0..claims.len()).collect();
    while let Some((at, place)) = open
        .iter()
        .copied()
        .enumerate()
        .max_by(|(_, one), (_, other)| claims[*one].said.claim().total_cmp(&claims[*other].said.claim()))
    {
        let claim = &mut claims[place];
        let before = claim.said.copied.take().map(|(text, _)| text);
        let found = claim.point(words, &taken);
        if claim.said.copied.as_ref().map(|(text, _)| text) != before.as_ref() {
            claim.said.displaced = true;
            continue;
        }
        open.swap_remove(at);
        let certain = claim.said.copied.as_ref().is_some_and(|(_, odds)| *odds >= profile.copied_from);
        taken.extend(found.filter(|_| certain));
    }
    claims.into_iter().map(|claim| claim.said).collect()
}

impl Said {
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
        let Self { name, required, unsaid, values, copied, .. } = self.clone();
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
        Said { name: "x".into(), required, unsaid: unsaid.ln(), values: Vec::new(), copied: None, displaced: false }
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
    fn no_word_says_two_things() {
        let words =
            Words::new("Seat Emma at 6F please", |text| vec![LlamaToken(i32::try_from(text.len()).unwrap_or(0))]);
        let claim = |unsaid: f32, logits: [f32; 5]| {
            let near = logits.into_iter().map(|logit| Near { first: logit, last: logit }).collect();
            let mut claim = Claim { said: said(unsaid, true), near, spoken: None };
            claim.point(&words, &[]);
            claim
        };
        let profile = EncoderProfile { copied_from: 0.5, ..EncoderProfile::default() };
        let copied = |claims| {
            let all = settled(&words, claims, &profile).into_iter();
            all.map(|said| (said.copied.unwrap_or_default().0, said.displaced)).collect::<Vec<_>>()
        };
        let (sure, second) = ([0.0, 9.0, 0.0, 0.0, 0.0], [0.0, 6.0, 0.0, 5.0, 0.0]);
        let found = copied(vec![claim(0.3, second), claim(0.1, sure)]);
        assert_eq!(found, [("6F".to_owned(), true), ("Emma".to_owned(), false)]);
        // What is not certain takes nothing away.
        let found = copied(vec![claim(0.01, [0.0, 1.0, 0.0, 0.0, 0.0]), claim(0.999, sure)]);
        assert_eq!(found, [("Emma".to_owned(), false), ("Emma".to_owned(), false)]);
        let alone = Words::new("6F", |_| vec![LlamaToken(1)]);
        assert_eq!(settled(&alone, Vec::new(), &profile).len(), 0);
    }
}
