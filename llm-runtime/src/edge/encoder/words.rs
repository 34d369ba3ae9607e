//! The words of a question, and those of them that a parameter's value was copied from.
//!
//! An encoder with a vector for each token finds in a question what a text that may be anything consists of, as question
//! answering by such models does (Devlin et al. 2018, section 4.2): its first and its last word.

use std::ops::Range;

use llama_cpp_2::token::LlamaToken;

use super::odds::log_softmax;

/// No date or time of day has more words than that.
const LONGEST_VALUE: usize = 8;

/// Of so many stretches it is asked whether they are what was said.
const MOST_STRETCHES: usize = 20;

/// A question, cut into words: runs of letters and digits, and each other character by itself.
#[derive(Clone)]
pub(super) struct Words<'q> {
    question: &'q str,
    all: Vec<Word>,
    tokens: Vec<LlamaToken>,
}

#[derive(Clone)]
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

/// Words of a question that may be what was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch<'q> {
    pub(super) text: &'q str,
    /// The logarithm of the probability that it was, if anything was.
    pub(super) log: f32,
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
        } else if let Some(before) = self.all.last_mut().filter(|before| before.text.end == text.start) {
            // An accent of its own, which the encoder does not read.
            before.text.end = text.end;
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

    /// The question, cut before these words.
    pub(super) fn cut_before(&self, words: &[usize]) -> Vec<&'q str> {
        let ends = words.iter().filter_map(|word| Some(self.all.get(*word)?.text.start)).chain([self.question.len()]);
        let mut start = 0;
        ends.filter_map(|end| self.question.get(std::mem::replace(&mut start, end)..end)).map(str::trim).collect()
    }

    fn stretch(&self, start: usize, end: usize) -> Option<&'q str> {
        self.question.get(self.all.get(start)?.text.start..self.all.get(end)?.text.end)
    }

    /// The stretches of words that were most likely said, from the logits of each word, with the logarithm of each one's
    /// probability. Together they are less than certain: ends that are likely before beginnings speak against anything having
    /// been said. Of a single word there is nothing to be told.
    pub(super) fn likely(&self, near: &[Near]) -> Vec<Stretch<'q>> {
        if near.len() < 2 {
            return Vec::new();
        }
        let logs = |of: fn(&Near) -> f32| log_softmax(&near.iter().map(of).collect::<Vec<_>>());
        let (firsts, lasts) = (logs(|near| near.first), logs(|near| near.last));
        let places = (0..near.len()).flat_map(|start| (start..near.len()).map(move |end| (start, end)));
        let stretch = |(start, end)| Some(Stretch { text: self.stretch(start, end)?, log: firsts[start] + lasts[end] });
        likeliest(places.filter_map(stretch).collect())
    }

    /// The same of those stretches alone that stand for a value, the longest from each word: `07:30` is none within `07:30 pm`. Of
    /// stretches for the same value the likeliest counts.
    pub(super) fn likely_of(&self, near: &[Near], value: fn(&str) -> Option<String>) -> Vec<Stretch<'q>> {
        let mut found: Vec<(String, &str, f32)> = Vec::new();
        for (start, first) in near.iter().enumerate() {
            let ends = (start..near.len().min(start + LONGEST_VALUE)).rev();
            let mut values = ends.filter_map(|end| {
                let text = self.stretch(start, end).filter(|text| !self.cuts_a_number(text))?;
                Some((value(text)?, text, first.first + near.get(end)?.last))
            });
            let Some(longest) = values.next() else { continue };
            match found.iter_mut().find(|(known, ..)| *known == longest.0) {
                Some(known) if known.2 >= longest.2 => {}
                Some(known) => *known = longest,
                None => found.push(longest),
            }
        }
        let logs = log_softmax(&found.iter().map(|(.., logit)| *logit).collect::<Vec<_>>());
        likeliest(logs.into_iter().zip(found).map(|(log, (_, text, _))| Stretch { text, log }).collect())
    }

    /// Where a stretch of the question stands in it.
    pub(super) fn range(&self, text: &str) -> Range<usize> {
        let start = text.as_ptr().addr() - self.question.as_ptr().addr();
        start..start + text.len()
    }

    /// Whether a sign or digits stand before or behind a stretch that belong to a number in it.
    pub(super) fn cuts_a_number(&self, text: &str) -> bool {
        let Range { start, end } = self.range(text);
        let (before, behind) = (&self.question[..start], &self.question[end..]);
        let begins = |text: &str| text.starts_with(|one: char| one.is_ascii_digit());
        let ends = |text: &str| text.ends_with(|one: char| one.is_ascii_digit());
        let joins = ['.', ',', ':'];
        let signed =
            before.strip_suffix(['-', '\u{2212}']).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        begins(text) && (signed || before.strip_suffix(joins).is_some_and(ends))
            || ends(text) && behind.strip_prefix(joins).is_some_and(begins)
    }
}

/// The likeliest few, in their order.
fn likeliest(mut all: Vec<Stretch<'_>>) -> Vec<Stretch<'_>> {
    all.sort_by(|one, other| other.log.total_cmp(&one.log));
    all.truncate(MOST_STRETCHES);
    all
}

/// The words of a text without white space; where words stand without any between them, as in Chinese, each sign is one.
fn parts(chunk: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let text = &chunk[rest..];
        let ends = |character: char| !character.is_alphanumeric() || is_ideograph(character);
        let run = text.find(ends).unwrap_or(text.len());
        let length = if run > 0 { run } else { text.chars().next()?.len_utf8() };
        rest += length;
        Some(rest - length..rest)
    })
}

/// Those that the encoder's vocabulary takes for words of their own (as BERT does).
fn is_ideograph(character: char) -> bool {
    matches!(u32::from(character), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x2_fa1f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::spoken::{date, time};

    /// A token for each letter or digit, those of a word's beginning being others; a symbol belongs to the word before it.
    fn tokens(text: &str) -> Vec<LlamaToken> {
        let mut within = false;
        let mut of = |character: char| {
            let joins = character.is_alphanumeric() && !is_ideograph(character) || character == '€';
            let begins = !(within && joins);
            within = joins;
            LlamaToken(i32::try_from(u32::from(character)).unwrap_or(0) + i32::from(begins) * 0x10_0000)
        };
        text.chars().filter(|character| *character != '\u{301}').map(&mut of).collect()
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
        assert_eq!(words("提醒 me"), ["提", "醒", "me"]);
        // An accent of its own has no token.
        assert_eq!(words("for Jose\u{301}!"), ["for", "Jose\u{301}", "!"]);
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
        let first = |near: &[Near]| cut.likely(near).first().map(|one| (one.text, one.log > -0.1));
        assert_eq!(first(&sure), Some(("The Overstory", true)));
        let torn = near([0.0, 0.0, 0.0, 9.0, 0.0, 0.0], [0.0, 9.0, 0.0, 8.5, 0.0, 0.0]);
        assert_eq!(first(&torn), Some(("Overstory", false)));
        assert_eq!(cut.likely(&sure).len(), 20);
        assert_eq!(cut.likely(&[]), []);
        assert_eq!(Words::new("Overstory", tokens).likely(&sure[..1]), [], "there is nothing else");
    }

    #[test]
    fn a_part_of_a_number_is_not_what_was_said() {
        for (question, part, cuts) in [
            ("pay 1,250 now", "1", true),
            ("pay 1,250 now", "250", true),
            ("pay 1,250 now", "1,250", false),
            ("move it -5 up", "5", true),
            ("code R-5512 please", "5512", false),
            ("for 25, please", "25", false),
            ("at 7:30", "30", true),
        ] {
            let cut = Words::new(question, tokens);
            let text = question.find(part).and_then(|at| question.get(at..at + part.len())).unwrap_or_default();
            assert_eq!(cut.cuts_a_number(text), cuts, "{part} of {question}");
        }
    }

    #[test]
    fn a_date_is_the_likeliest_of_those_that_stand_there() {
        let cut = Words::new("from 2 May 2026 to May 9, 2026 for 3", tokens);
        let near = |at: usize| {
            (0..cut.all.len())
                .map(|place| Near { first: if place == at { 9.0 } else { 0.0 }, last: 0.0 })
                .collect::<Vec<_>>()
        };
        let first = |cut: &Words<'_>, near: &[Near], value| {
            cut.likely_of(near, value).first().map(|one| (one.text.to_owned(), one.log > -0.01))
        };
        assert_eq!(first(&cut, &near(1), date), Some(("2 May 2026".into(), true)));
        assert_eq!(first(&cut, &near(5), date), Some(("May 9, 2026".into(), true)));
        let equal = |cut: &Words<'_>| vec![Near { first: 0.0, last: 0.0 }; cut.all.len()];
        let only = Words::new("on the 2nd of May 2026", tokens);
        assert_eq!(only.likely_of(&equal(&only), date).len(), 1);
        assert_eq!(only.likely_of(&equal(&only), time), []);
        let evening = Words::new("at 07:30 p.m. sharp", tokens);
        let (text, sure) = first(&evening, &equal(&evening), time).unwrap_or_default();
        assert!(text.starts_with("07:30 p.m") && sure, "{text}");
    }
}
