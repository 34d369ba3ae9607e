//! Which function, or none: by comparing how likely the model finds each beginning of its answer.

use llama_cpp_2::token::LlamaToken;
use llm_functions::ToolDefinition;

use super::model::vocab::Vocab;
use super::profile::{ChoiceMethod, ModelProfile};

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
                covering(vocab, &format!("{head}, \"arguments\": {{"), head.len())
            })
            .collect();
        let functions = tokens.len();
        tokens.push(tokens.first().and_then(|first| first.first()).copied().into_iter().collect());
        if !profile.prose_prefix.is_empty() {
            let end = profile.prose_prefix.rfind('"').map_or(profile.prose_prefix.trim_end().len(), |quote| quote + 1);
            tokens.push(covering(vocab, &profile.prose_prefix, end));
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

    /// Weighs the scores. A prior is what the scores are for a question that asks for nothing.
    pub(crate) fn decide(
        &self,
        profile: &ModelProfile,
        scores: &[f32],
        prior: Option<&[f32]>,
        required: bool,
    ) -> Choice {
        let all = || Choice::Call((0..self.functions).collect());
        let (Some(functions), Some(opening)) = (scores.get(..self.functions), scores.get(self.functions)) else {
            return if required { all() } else { Choice::Prose };
        };
        let no_call = |scores: &[f32], opening: f32| {
            scores.get(self.functions + 1).copied().unwrap_or_else(|| complement(opening))
        };
        let less = |index: usize| prior.and_then(|prior| prior.get(index)).copied().unwrap_or(0.0);
        let less_no_call =
            prior.map_or(0.0, |prior| no_call(prior, prior.get(self.functions).copied().unwrap_or(f32::NEG_INFINITY)));
        let words = no_call(scores, *opening) - less_no_call + profile.no_call_bias;
        if profile.choice == ChoiceMethod::Decoded {
            return if required || *opening > words { all() } else { Choice::Prose };
        }
        let weighed = functions.iter().enumerate().map(|(index, score)| (index, score - less(index)));
        match weighed.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0))) {
            Some((best, score)) if required || score > words => Choice::Call(vec![best]),
            Some(_) | None => Choice::Prose,
        }
    }
}

/// The tokens of a text up to the one that holds its byte `end - 1`.
fn covering(vocab: &Vocab, text: &str, end: usize) -> Vec<LlamaToken> {
    let mut tokens = vocab.plain(text);
    let pieces = vocab.model();
    let mut length = 0;
    let needed = tokens.iter().position(|token| {
        length += pieces.vocab().token_to_piece(*token, false, None).len();
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

    fn candidates(functions: usize, marker: bool) -> Candidates {
        let count = functions + 1 + usize::from(marker);
        Candidates { tokens: vec![vec![LlamaToken(1)]; count], functions }
    }

    fn profile(choice: ChoiceMethod) -> ModelProfile {
        ModelProfile { choice, ..ModelProfile::default() }
    }

    #[test]
    fn the_likeliest_function_is_called_unless_words_are_likelier() {
        let profile = profile(ChoiceMethod::Likelihood);
        let decide = |scores: &[f32], required| candidates(2, false).decide(&profile, scores, None, required);
        assert_eq!(decide(&[-1.0, -0.5, -0.1], false), Choice::Call(vec![1]));
        assert_eq!(decide(&[-9.0, -8.0, -6.0], false), Choice::Prose);
        assert_eq!(decide(&[-9.0, -8.0, -6.0], true), Choice::Call(vec![1]));
    }

    #[test]
    fn a_prior_takes_away_what_is_likely_anyway() {
        let profile = profile(ChoiceMethod::Calibrated);
        let prior = [-1.0, -5.0, -0.1, -3.0];
        let choice = candidates(2, true).decide(&profile, &[-1.5, -2.0, -0.1, -3.0], Some(&prior), false);
        assert_eq!(choice, Choice::Call(vec![1]));
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

    #[test]
    fn a_bias_makes_calls_rarer() {
        let mut profile = profile(ChoiceMethod::Likelihood);
        profile.no_call_bias = 3.0;
        assert_eq!(candidates(1, true).decide(&profile, &[-1.0, -0.1, -3.0], None, false), Choice::Prose);
    }
}
