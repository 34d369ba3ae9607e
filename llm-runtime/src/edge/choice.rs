//! Which function, or none: by comparing how likely the model finds each beginning of its answer.

use llama_cpp_2::token::LlamaToken;
use llm_functions::ToolDefinition;

use super::model::vocab::Vocab;
use super::profile::ModelProfile;
use super::worker::Choosing;

/// What the model does in a turn.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It answers in words.
    Prose,
    /// It calls one of these functions, by place in the schema.
    Call(Vec<usize>),
}

/// The beginnings that are compared.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// One for each function, then the token that begins any call, then the marker of an answer in words if there is one.
    pub(crate) tokens: Vec<Vec<LlamaToken>>,
    functions: usize,
}

impl Candidates {
    /// Each call up to the end of the function's name, since what follows a name is the same for all.
    pub(crate) fn new(vocab: &Vocab, profile: &ModelProfile, functions: &[ToolDefinition]) -> Self {
        let mut tokens: Vec<Vec<LlamaToken>> = functions
            .iter()
            .map(|function| {
                let head = format!("{{\"name\": \"{}\"", function.name);
                covering(vocab, vocab.plain(&format!("{head}, \"arguments\": {{")), head.len())
            })
            .collect();
        let functions = tokens.len();
        tokens.push(tokens.first().and_then(|first| first.first()).copied().into_iter().collect());
        if !profile.prose_prefix.is_empty() {
            let end = profile.prose_prefix.rfind('"').map_or(profile.prose_prefix.trim_end().len(), |quote| quote + 1);
            tokens.push(covering(vocab, vocab.plain(&profile.prose_prefix), end));
        }
        Self { tokens, functions }
    }

    /// What begins with these tokens: one of the calls, or words. `None` when they may still become several calls.
    pub(crate) fn begun_by(&self, tokens: &[LlamaToken]) -> Option<Choice> {
        let agrees = |candidate: &&Vec<LlamaToken>| candidate.iter().zip(tokens).all(|(one, other)| one == other);
        let calls: Vec<usize> =
            (0..self.functions).filter(|place| self.tokens.get(*place).as_ref().is_some_and(agrees)).collect();
        match calls.len() {
            0 => Some(Choice::Prose),
            1 => Some(Choice::Call(calls)),
            _ => None,
        }
    }

    /// The token with which every call begins.
    pub(crate) fn opening(&self) -> Option<LlamaToken> {
        self.tokens.get(self.functions).and_then(|opening| opening.first()).copied()
    }

    /// What is to be chosen among. A prior is what the scores are for a question that asks for nothing; when a call is
    /// required, words are not among the choices.
    pub(crate) fn choosing(&self, profile: &ModelProfile, prior: Option<&[f32]>, required: bool) -> Choosing {
        let less = |index: usize| prior.and_then(|prior| prior.get(index)).copied().unwrap_or(0.0);
        let mut choosing = Choosing {
            candidates: self.tokens[..self.functions].to_vec(),
            offsets: (0..self.functions).map(|index| -less(index)).collect(),
            none: None,
        };
        let marker = self.tokens.get(self.functions + 1);
        if let Some(marker) = marker.filter(|_| !required) {
            choosing.candidates.push(marker.clone());
            choosing.offsets.push(profile.no_call_bias - less(self.functions + 1));
        } else if !required {
            let unlikely = prior.map_or(0.0, |_| complement(less(self.functions)));
            choosing.none = Some(profile.no_call_bias - unlikely);
        }
        choosing
    }

    /// Any call, or words: for a model that writes the name itself.
    pub(crate) fn beginnings(&self, profile: &ModelProfile) -> Choosing {
        let marker = self.tokens.get(self.functions + 1);
        Choosing {
            candidates: self.tokens.get(self.functions).into_iter().chain(marker).cloned().collect(),
            offsets: std::iter::once(0.0).chain(marker.map(|_| profile.no_call_bias)).collect(),
            none: marker.is_none().then_some(profile.no_call_bias),
        }
    }

    /// What was chosen.
    pub(crate) fn chosen(&self, place: Option<usize>) -> Choice {
        place.filter(|place| *place < self.functions).map_or(Choice::Prose, |place| Choice::Call(vec![place]))
    }
}

/// Of a text's tokens those up to the one that holds its byte `end - 1`.
pub(crate) fn covering(vocab: &Vocab, mut tokens: Vec<LlamaToken>, end: usize) -> Vec<LlamaToken> {
    let pieces = vocab.model();
    let mut length = 0;
    let needed = tokens.iter().position(|token| {
        length += pieces.vocab().token_to_piece(*token, true, None).len();
        length >= end
    });
    tokens.truncate(needed.map_or(tokens.len(), |last| last + 1));
    tokens
}

/// log(1 - p) from log(p).
pub(crate) fn complement(log_probability: f32) -> f32 {
    let rest = 1.0 - f64::from(log_probability).exp();
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a probability needs no more digits")]
    let logarithm = rest.max(1e-12).ln() as f32;
    logarithm
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(marker: bool) -> Candidates {
        let tokens = (0..3 + i32::from(marker)).map(|token| vec![LlamaToken(token)]).collect();
        Candidates { tokens, functions: 2 }
    }

    fn biased() -> ModelProfile {
        ModelProfile { no_call_bias: 3.0, ..ModelProfile::default() }
    }

    #[test]
    fn words_are_the_marker_where_there_is_one_and_anything_but_a_call_where_there_is_none() {
        let marked = candidates(true).choosing(&biased(), None, false);
        assert_eq!((marked.candidates.len(), marked.offsets, marked.none), (3, vec![0.0, 0.0, 3.0], None));
        let unmarked = candidates(false).choosing(&biased(), None, false);
        assert_eq!((unmarked.candidates.len(), unmarked.none), (2, Some(3.0)));
        let required = candidates(true).choosing(&biased(), None, true);
        assert_eq!((required.candidates.len(), required.none), (2, None));
    }

    #[test]
    fn a_prior_takes_away_what_is_likely_anyway() {
        let prior = [-1.0, -5.0, -0.1, -2.0];
        assert_eq!(candidates(true).choosing(&biased(), Some(&prior), false).offsets, [1.0, 5.0, 5.0]);
        let none = candidates(false).choosing(&biased(), Some(&prior[..3]), false).none;
        assert_eq!(none, Some(3.0 - complement(-0.1)));
    }

    #[test]
    fn what_is_no_function_is_words() {
        assert_eq!(candidates(true).chosen(Some(1)), Choice::Call(vec![1]));
        assert_eq!(candidates(true).chosen(Some(2)), Choice::Prose);
        assert_eq!(candidates(false).chosen(None), Choice::Prose);
    }

    #[test]
    fn a_turn_that_is_resumed_goes_on_with_what_it_began() {
        let tokens = |ids: &[i32]| ids.iter().copied().map(LlamaToken).collect::<Vec<_>>();
        let candidates =
            Candidates { tokens: vec![tokens(&[1, 2, 3]), tokens(&[1, 2, 4]), tokens(&[1])], functions: 2 };
        assert_eq!(candidates.begun_by(&tokens(&[1, 2, 4, 9])), Some(Choice::Call(vec![1])));
        assert_eq!(candidates.begun_by(&tokens(&[7])), Some(Choice::Prose));
        assert_eq!(candidates.begun_by(&tokens(&[1, 2])), None);
    }
}
