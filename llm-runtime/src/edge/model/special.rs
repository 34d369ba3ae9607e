//! Special tokens by their texts, and outside text that is none of them.
//!
//! A template sees what people, functions and the model said, trims it, splits it and puts it between texts of its own. What it
//! renders is searched for special tokens, and none of them may come from outside. So outside text goes in with a mark, a
//! character of private use, within every text of a special token, and where it begins or ends with a part of one; the marks
//! are taken out when the stretches between special tokens are tokenized. An outside character that is a mark is written
//! as two others.

use std::borrow::Cow;
use std::collections::HashMap;

/// Within the text of a special token, which is plain text then.
const BREAK: char = '\u{F8F0}';
/// The same, where tokens must not go across: some special tokens are found even in plain text.
const WALL: char = '\u{F8F1}';
/// Before a letter that says which mark came from outside.
const ESCAPE: char = '\u{F8F2}';

/// Whether a character is one of the marks.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(character, BREAK | WALL | ESCAPE)
}

/// The special tokens of a vocabulary.
#[derive(Debug, Default)]
pub(crate) struct Specials {
    /// By lower-case text: a template may change the case of what it is given.
    texts: HashMap<String, Vec<Special>>,
    /// The lengths of the texts in bytes, longest first.
    lengths: Vec<usize>,
    /// The bytes with which one begins, in either case.
    begins: Box<[bool]>,
    /// All lower-case texts, sorted; and each from its end.
    sorted: [Vec<String>; 2],
    /// All lower-case texts, one a line.
    all: String,
}

#[derive(Clone, Debug)]
struct Special {
    text: String,
    token: i32,
    wall: bool,
}

/// A stretch of a prompt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stretch<'t> {
    Special(i32),
    Plain(Cow<'t, str>),
}

impl Specials {
    /// Special tokens by text; `wall` says whether one is found in plain text too. Texts of one character are no special
    /// tokens, since nothing can be put within them.
    pub(crate) fn new(all: impl IntoIterator<Item = (String, i32, bool)>) -> Self {
        let mut specials = Self { begins: vec![false; 256].into_boxed_slice(), ..Self::default() };
        for (text, token, wall) in all {
            if text.chars().count() < 2 || text.chars().any(is_mark) {
                continue;
            }
            let lower = text.to_ascii_lowercase();
            for first in [text.as_bytes()[0], lower.as_bytes()[0], text.to_ascii_uppercase().as_bytes()[0]] {
                specials.begins[usize::from(first)] = true;
            }
            specials.lengths.push(lower.len());
            specials.sorted[0].push(lower.clone());
            specials.sorted[1].push(lower.chars().rev().collect());
            specials.all.push_str(&lower);
            specials.all.push('\n');
            specials.texts.entry(lower).or_default().push(Special { text, token, wall });
        }
        specials.lengths.sort_unstable_by(|one, other| other.cmp(one));
        specials.lengths.dedup();
        specials.sorted.iter_mut().for_each(|list| list.sort_unstable());
        specials
    }

    /// The special token of exactly this text.
    pub(crate) fn token(&self, text: &str) -> Option<i32> {
        let all = self.texts.get(&text.to_ascii_lowercase())?;
        all.iter().find(|special| special.text == text).map(|special| special.token)
    }

    /// Those that begin at the start of a text, in whatever case, the longest first.
    fn at<'s>(&'s self, text: &'s str) -> impl Iterator<Item = &'s Special> {
        let begins = text.as_bytes().first().is_some_and(|first| self.begins[usize::from(*first)]);
        let lengths = if begins { self.lengths.as_slice() } else { &[] };
        let found = lengths.iter().filter_map(|length| self.texts.get(&text.get(..*length)?.to_ascii_lowercase()));
        found.flatten()
    }

    /// The first special token in a text, the longest where several begin: place, length, token.
    pub(crate) fn next(&self, text: &str) -> Option<(usize, usize, i32)> {
        text.char_indices().find_map(|(at, _)| {
            let rest = &text[at..];
            let found = self.at(rest).find(|special| rest.starts_with(&special.text))?;
            Some((at, found.text.len(), found.token))
        })
    }

    /// The first of those that are not found in plain text.
    pub(crate) fn next_control(&self, text: &str) -> Option<(usize, usize, i32)> {
        text.char_indices().find_map(|(at, _)| {
            let rest = &text[at..];
            let found = self.at(rest).find(|special| !special.wall && rest.starts_with(&special.text))?;
            Some((at, found.text.len(), found.token))
        })
    }

    /// Outside text with marks in it, so that no template can make a special token of it.
    pub(crate) fn guard<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let inner = text.trim();
        let lower = inner.to_ascii_lowercase();
        let within = !inner.is_empty() && self.all.contains(&lower);
        let begins = within || self.is_end(&lower);
        let ends = within || self.is_beginning(&lower);
        let clean = !text.chars().any(is_mark) && !begins && !ends;
        if clean && !text.char_indices().any(|(at, _)| self.at(&text[at..]).next().is_some()) {
            return Cow::Borrowed(text);
        }
        let start = text.len() - text.trim_start().len();
        let mut guarded = String::with_capacity(text.len() + 8);
        for (at, character) in text.char_indices() {
            if begins && at == start {
                guarded.push(BREAK);
            }
            match character {
                BREAK => guarded.extend([ESCAPE, 'a']),
                WALL => guarded.extend([ESCAPE, 'b']),
                ESCAPE => guarded.extend([ESCAPE, 'c']),
                other => guarded.push(other),
            }
            let mut found = self.at(&text[at..]).peekable();
            if found.peek().is_some() {
                guarded.push(if found.any(|special| special.wall) { WALL } else { BREAK });
            }
            if ends && at + character.len_utf8() == start + inner.len() {
                guarded.push(BREAK);
            }
        }
        Cow::Owned(guarded)
    }

    /// Whether a special token ends with a text's beginning.
    fn is_end(&self, lower: &str) -> bool {
        let reversed = |length: usize| Some(lower.get(..length)?.chars().rev().collect::<String>());
        (1..=self.longest()).filter_map(reversed).any(|part| begins_one(&self.sorted[1], &part))
    }

    /// Whether a special token begins with a text's end.
    fn is_beginning(&self, lower: &str) -> bool {
        let tail = |length: usize| lower.get(lower.len().checked_sub(length)?..);
        (1..=self.longest()).filter_map(tail).any(|part| begins_one(&self.sorted[0], part))
    }

    fn longest(&self) -> usize {
        self.lengths.first().copied().unwrap_or(0)
    }

    /// A rendered prompt as special tokens and the text between them, without marks.
    pub(crate) fn stretches<'t>(&self, prompt: &'t str) -> Vec<Stretch<'t>> {
        let mut all = Vec::new();
        let mut rest = prompt;
        while let Some((at, length, token)) = self.next(rest) {
            plain(&rest[..at], &mut all);
            all.push(Stretch::Special(token));
            rest = &rest[at + length..];
        }
        plain(rest, &mut all);
        all
    }
}

fn begins_one(sorted: &[String], part: &str) -> bool {
    let place = sorted.partition_point(|text| text.as_str() < part);
    sorted.get(place).is_some_and(|text| text.starts_with(part))
}

fn plain<'t>(text: &'t str, all: &mut Vec<Stretch<'t>>) {
    all.extend(text.split(WALL).filter(|part| !part.is_empty()).map(|part| Stretch::Plain(unmarked(part))));
}

/// A text as it was before it was guarded.
pub(crate) fn unmarked(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_mark) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            BREAK | WALL => {}
            ESCAPE => plain.extend(match rest.next() {
                Some('a') => Some(BREAK),
                Some('b') => Some(WALL),
                Some('c') => Some(ESCAPE),
                other => other,
            }),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}
