//! How likely a token was, and what else might have stood in its place.

use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::LlamaVocab;

use super::sampler::Probabilities;
use crate::platform::TokenLogprob;

/// The model's own probabilities, before any bias, penalty or cut.
pub(super) fn of(token: LlamaToken, logits: &[f32], alternatives: u8, vocab: &LlamaVocab<'_>) -> TokenLogprob {
    let probabilities = Probabilities::new(logits);
    let sum = probabilities.sum();
    let text = |token: LlamaToken| String::from_utf8_lossy(&vocab.token_to_piece(token, true, None)).into_owned();
    let top = likeliest(logits, usize::from(alternatives)).into_iter().map(|(token, logit)| (text(token), logit - sum));
    TokenLogprob::new(text(token), probabilities.log(token), top.collect())
}

fn likeliest(logits: &[f32], count: usize) -> Vec<(LlamaToken, f32)> {
    let mut all: Vec<(usize, f32)> = logits.iter().copied().enumerate().filter(|(_, logit)| !logit.is_nan()).collect();
    let descending = |one: &(usize, f32), other: &(usize, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    if count < all.len() {
        all.select_nth_unstable_by(count, descending);
        all.truncate(count);
    }
    all.sort_unstable_by(descending);
    all.into_iter().map(|(index, logit)| (LlamaToken(i32::try_from(index).unwrap_or(i32::MAX)), logit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_come_in_order() {
        let likeliest = likeliest(&[0.5, f32::NAN, 2.0, 1.0], 2);
        assert_eq!(likeliest, [(LlamaToken(2), 2.0), (LlamaToken(3), 1.0)]);
    }
}
