//! The words of a question, and those of them that a parameter's value was copied from.
//!
//! An encoder with a vector for each token finds in a question what a text that may be anything consists of, as question
//! answering by such models does (Devlin et al. 2018, section 4.2): its first and its last word.

use std::ops::Range;

use llama_cpp_2::token::LlamaToken;

use super::odds::{log_softmax, odds};

/// No date or time of day has more words than that.
const LONGEST_VALUE: usize = 8;

/// A question, cut into words: runs of letters and digits, and each other character by itself.
#[derive(Clone, Debug)]
pub(super) struct Words<'q> {
    question: &'q str,
    all: Vec<Word>,
    tokens: Vec<LlamaToken>,
}

#[derive(Clone, Debug)]
struct Word {
    text: Range<usize>,
    tokens: Range<usize>,
}

/// How near the first and the last token of a word are to the beginning and the end of what was said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) first: f32,
    pub(super) last: f32,
}

impl<'q> Words<'q> {
    /// With the encoder's way of cutting words into tokens.
    pub(super) fn new(question: &'q str, tokens: impl Fn(&str) -> Vec<LlamaToken>) -> Self {
        let mut cut = Self { question, all: Vec::new(), tokens: Vec::new() };
        for chunk in question.split_whitespace() {
            let start = chunk.as_ptr().addr() - question.as_ptr().addr();
            let parts: Vec<(Range<usize>, Vec<LlamaToken>)> =
                parts(chunk).map(|part| (start + part.start..start + part.end, tokens(&chunk[part]))).collect();
            let whole = tokens(chunk);
            if parts.iter().flat_map(|(_, tokens)| tokens).eq(&whole) {
                for (text, tokens) in parts {
                    cut.push(text, tokens);
                }
            } else {
                cut.push(start..start + chunk.len(), whole);
            }
        }
        cut
    }

    fn push(&mut self, text: Range<usize>, tokens: Vec<LlamaToken>) {
        let start = self.tokens.len();
        self.tokens.extend(tokens);
        if start < self.tokens.len() {
            self.all.push(Word { text, tokens: start..self.tokens.len() });
        }
    }

    pub(super) fn question(&self) -> &'q str {
        self.question
    }

    /// The places of each word's first and last token in a text that holds the question; nothing if it does not.
    pub(super) fn places(&self, text: &[LlamaToken]) -> Vec<(usize, usize)> {
        let windows = || text.windows(self.tokens.len().max(1));
        let Some(start) = windows().position(|window| window == self.tokens) else { return Vec::new() };
        self.all.iter().map(|word| (start + word.tokens.start, start + word.tokens.end - 1)).collect()
    }

    /// The same of those stretches alone that stand for a value: of stretches for the same value the likeliest counts.
    pub(super) fn likeliest_of(&self, near: &[Near], value: fn(&str) -> Option<String>) -> Option<(&'q str, f32)> {
        let mut found: Vec<(String, &str, f32)> = Vec::new();
        for (start, first) in near.iter().enumerate() {
            for (end, last) in near.iter().enumerate().skip(start).take(LONGEST_VALUE) {
                let Some((text, value)) = self.stretch(start, end).and_then(|text| Some((text, value(text)?))) else {
                    continue;
                };
                let logit = first.first + last.last;
                match found.iter_mut().find(|(known, ..)| *known == value) {
                    Some(known) if known.2 >= logit => {}
                    Some(known) => *known = (value, text, logit),
                    None => found.push((value, text, logit)),
                }
            }
        }
        let logs = log_softmax(&found.iter().map(|(.., logit)| *logit).collect::<Vec<_>>());
        let best = found.iter().zip(logs).max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        Some((best.0.1, odds(best.1)))
    }

    fn stretch(&self, start: usize, end: usize) -> Option<&'q str> {
        self.question.get(self.all.get(start)?.text.start..self.all.get(end)?.text.end)
    }

    /// The stretch of words that was most likely said, from the logits of each word, with the logarithm of its odds.
    pub(super) fn likeliest(&self, near: &[Near]) -> Option<(&'q str, f32)> {
        near.first()?;
        let logs = |of: fn(&Near) -> f32| log_softmax(&near.iter().map(of).collect::<Vec<_>>());
        let (firsts, lasts) = (logs(|near| near.first), logs(|near| near.last));
        let mut begin = (0, f32::NEG_INFINITY);
        let mut best = (0..0, f32::NEG_INFINITY);
        for (place, (first, last)) in firsts.into_iter().zip(lasts).enumerate() {
            if first > begin.1 {
                begin = (place, first);
            }
            if begin.1 + last > best.1 {
                best = (begin.0..place, begin.1 + last);
            }
        }
        let (Range { start, end }, log) = best;
        Some((self.stretch(start, end)?, odds(log)))
    }
}

/// The words of a text without white space.
fn parts(chunk: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let text = &chunk[rest..];
        let run = text.find(|character: char| !character.is_alphanumeric()).unwrap_or(text.len());
        let length = if run > 0 { run } else { text.chars().next()?.len_utf8() };
        rest += length;
        Some(rest - length..rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::spoken::{date, time};

    /// A token for each letter or digit, those of a word's beginning being others; a symbol belongs to the word before it.
    fn tokens(text: &str) -> Vec<LlamaToken> {
        let mut within = false;
        let mut of = |character: char| {
            let joins = character.is_alphanumeric() || character == '€';
            let begins = !(within && joins);
            within = joins;
            LlamaToken(i32::try_from(u32::from(character)).unwrap_or(0) + i32::from(begins) * 0x10_0000)
        };
        text.chars().map(&mut of).collect()
    }

    fn words(question: &str) -> Vec<&str> {
        let cut = Words::new(question, tokens);
        cut.all.iter().map(|word| &question[word.text.clone()]).collect()
    }

    #[test]
    fn a_question_is_cut_into_words_and_signs() {
        assert_eq!(words("Pay 4.50 for \"Emma\"!"), ["Pay", "4", ".", "50", "for", "\"", "Emma", "\"", "!"]);
        assert_eq!(words("  über\tR-5512 "), ["über", "R", "-", "5512"]);
        assert_eq!(words(""), [""; 0]);
        // Where the parts have other tokens than the whole, the whole is one word.
        assert_eq!(words("it costs 5€."), ["it", "costs", "5€."]);
    }

    #[test]
    fn words_are_found_in_what_is_read() {
        let cut = Words::new("is Emma", tokens);
        let read: Vec<LlamaToken> = [LlamaToken(1)].into_iter().chain(tokens("is")).chain(tokens("Emma")).collect();
        assert_eq!(cut.places(&read), [(1, 2), (3, 6)]);
        assert_eq!(cut.places(&read[..4]), []);
        assert_eq!(Words::new("", tokens).places(&[LlamaToken(1)]), []);
    }

    #[test]
    fn the_likeliest_stretch_begins_before_it_ends() {
        let cut = Words::new("lend me The Overstory, please", tokens);
        let near = |firsts: [f32; 6], lasts: [f32; 6]| {
            firsts.into_iter().zip(lasts).map(|(first, last)| Near { first, last }).collect::<Vec<_>>()
        };
        let sure = near([0.0, 0.0, 20.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 20.0, 0.0, 0.0]);
        let (text, odds) = cut.likeliest(&sure).unwrap_or_default();
        assert_eq!(text, "The Overstory");
        assert!(odds > 10.0, "{odds}");
        let torn = near([0.0, 0.0, 0.0, 9.0, 0.0, 0.0], [0.0, 9.0, 0.0, 8.5, 0.0, 0.0]);
        assert_eq!(cut.likeliest(&torn).map(|(text, odds)| (text, odds < 0.0)), Some(("Overstory", true)));
        assert_eq!(cut.likeliest(&[]), None);
    }

    #[test]
    fn a_date_is_the_likeliest_of_those_that_stand_there() {
        let cut = Words::new("from 2 May 2026 to May 9, 2026 for 3", tokens);
        let near = |at: usize| {
            (0..cut.all.len())
                .map(|place| Near { first: if place == at { 9.0 } else { 0.0 }, last: 0.0 })
                .collect::<Vec<_>>()
        };
        assert_eq!(cut.likeliest_of(&near(1), date).map(|(text, _)| text), Some("2 May 2026"));
        assert_eq!(cut.likeliest_of(&near(5), date).map(|(text, _)| text), Some("May 9, 2026"));
        let only = Words::new("on the 2nd of May 2026", tokens);
        let equal = vec![Near { first: 0.0, last: 0.0 }; only.all.len()];
        assert!(only.likeliest_of(&equal, date).is_some_and(|(text, odds)| text.contains("May") && odds > 9.0));
        assert_eq!(only.likeliest_of(&equal, time), None);
    }
}
