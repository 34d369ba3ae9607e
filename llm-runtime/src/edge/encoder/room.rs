//! How much of a text an encoder reads at once.

use llama_cpp_2::token::LlamaToken;

use crate::edge::model::LoadedModel;
use crate::edge::worker::MOST_EMBEDDED;

/// The tokens of a text, as many of them as the encoder reads at once. The last one marks the end of the text.
pub(super) fn readable(encoder: &LoadedModel, text: &str) -> Vec<LlamaToken> {
    cut(encoder.vocab.text(text), most(encoder))
}

/// The tokens of a question and of what is read behind it; of what is too long the beginning, and half of the room for each.
pub(super) fn together(encoder: &LoadedModel, question: &str, behind: &str) -> Vec<LlamaToken> {
    let (most, tokens) = (most(encoder), |text: &str| encoder.vocab.text(text));
    let whole = tokens(&format!("{question} | {behind}"));
    if whole.len() <= most {
        return whole;
    }
    let count = |text: &str| tokens(text).len();
    let behind = beginning(behind, most / 2, count);
    // Beginning and end are counted twice, the bar not at all.
    let question = beginning(question, (most + 1).saturating_sub(count(behind)), count);
    cut(tokens(&format!("{question} | {behind}")), most)
}

/// As much of a text as has so many tokens.
pub(super) fn beginning(text: &str, most: usize, tokens: impl Fn(&str) -> usize) -> &str {
    let mut text = text;
    loop {
        let count = tokens(text);
        if count <= most || text.is_empty() {
            return text;
        }
        let end = (0..=text.len() * most / count).rev().find(|end| text.is_char_boundary(*end));
        text = &text[..end.unwrap_or(0)];
    }
}

/// How many tokens an encoder reads at once.
pub(super) fn most(encoder: &LoadedModel) -> usize {
    encoder.context.min(MOST_EMBEDDED as usize)
}

fn cut(mut tokens: Vec<LlamaToken>, most: usize) -> Vec<LlamaToken> {
    if let Some(end) = tokens.last().copied().filter(|_| tokens.len() > most) {
        tokens.truncate(most.saturating_sub(1));
        tokens.push(end);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_far_as_there_is_room() {
        let count = |text: &str| 2 + text.chars().count();
        assert_eq!(beginning("Grüße", 7, count), "Grüße");
        assert_eq!(beginning("Grüße", 5, count), "Grü");
        assert_eq!(beginning("Grüße", 2, count), "");
        assert_eq!(beginning("Grüße", 0, count), "");
    }

    #[test]
    fn what_is_too_long_is_cut_before_its_end() {
        let tokens = |ids: &[i32]| ids.iter().copied().map(LlamaToken).collect::<Vec<_>>();
        assert_eq!(cut(tokens(&[1, 5, 6, 7, 2]), 4), tokens(&[1, 5, 6, 2]));
        assert_eq!(cut(tokens(&[1, 5, 6, 2]), 4), tokens(&[1, 5, 6, 2]));
        assert_eq!(cut(tokens(&[]), 4), tokens(&[]));
    }
}
