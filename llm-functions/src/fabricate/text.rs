//! Texts: of a format, matching patterns, or of any sort within lengths.

use super::Unsatisfiable;
use super::maker::{Maker, Style};
use super::place::Place;
use crate::format::Format;
use crate::json::Json;
use crate::pattern::Matcher;

/// Longer texts than this are made only where they have to be.
const LONG: u32 = 2_000;
/// No longer text is made.
const LONGEST: u32 = 1 << 20;

/// What all nodes of a place say about a text.
struct Rules<'v> {
    least: u32,
    most: Option<u32>,
    patterns: Vec<&'v Matcher>,
    formats: Vec<Format>,
}

impl<'v> Rules<'v> {
    fn of(place: &Place<'v>) -> Self {
        let rules = || place.nodes.iter().map(|node| &node.string);
        Self {
            least: rules().filter_map(|rules| rules.min_length).max().unwrap_or(0),
            most: rules().filter_map(|rules| rules.max_length).min(),
            patterns: rules().flat_map(|rules| &rules.patterns).collect(),
            formats: rules().flat_map(|rules| rules.formats.iter().copied()).collect(),
        }
    }

    /// As long as a text gets.
    fn limit(&self, more: u32) -> u32 {
        let limit = self.least.saturating_add(more);
        self.most.map_or(limit, |most| most.min(limit))
    }
}

impl Maker<'_> {
    pub(super) fn text(&mut self, place: &Place<'_>) -> Result<Json, Unsatisfiable> {
        let rules = Rules::of(place);
        if rules.least > LONGEST || rules.most.is_some_and(|most| most < rules.least) {
            return Err(self.unsatisfiable("no text has its length"));
        }
        let text = match (rules.formats.as_slice(), rules.patterns.as_slice()) {
            ([], []) => self.any_text(&rules),
            ([], patterns) => self.matching(patterns, &rules)?,
            // Whether the text of a format matches the pattern as well is a matter of trying; so is the other way round.
            (formats, []) => self.formatted(formats, &rules),
            (formats, patterns) if self.source.below(2) == 0 => {
                let text = self.formatted(formats, &rules);
                if patterns.iter().all(|pattern| pattern.is_match(&text)) {
                    text
                } else {
                    self.matching(patterns, &rules)?
                }
            }
            (_, patterns) => self.matching(patterns, &rules)?,
        };
        Ok(text.into())
    }

    fn formatted(&mut self, formats: &[Format], rules: &Rules<'_>) -> String {
        /// How many texts are made to meet a length.
        const TRIES: u32 = 50;
        let format = formats[self.source.index(formats.len()) % formats.len()];
        let mut text = String::new();
        for _ in 0..TRIES {
            let source = &mut *self.source;
            text = format.sample(&mut |n| source.below(n));
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            if (rules.least..=rules.most.unwrap_or(u32::MAX)).contains(&length) {
                break;
            }
            self.source.try_again();
        }
        text
    }

    /// A sample of one pattern; of all of them in a row, where several may match anywhere.
    fn matching(&mut self, patterns: &[&Matcher], rules: &Rules<'_>) -> Result<String, Unsatisfiable> {
        let chosen = patterns[self.source.index(patterns.len()) % patterns.len()].pattern();
        let least = chosen.min_length();
        let limit = if self.style == Style::Boundary { LONG } else { 16 };
        let most = rules.limit(limit).max(least.saturating_add(limit).min(rules.most.unwrap_or(u32::MAX)));
        let (source, style) = (&mut *self.source, self.style);
        let mut choose = |n: u32| match style {
            // The least and the greatest answers lead to the shortest and the longest texts.
            Style::Boundary if source.below(2) == 0 => [0, n - 1][source.index(2) % 2],
            _ => source.below(n),
        };
        let sample = chosen.sample_within(rules.least, most, &mut choose).or_else(|| chosen.sample(&mut choose));
        let mut text = sample.ok_or_else(|| self.unsatisfiable("no text that matches its pattern was found"))?;
        for pattern in patterns {
            let source = &mut *self.source;
            if !pattern.is_match(&text) {
                text.extend(pattern.pattern().sample(&mut |n| source.below(n)));
            }
        }
        let missing = (rules.least as usize).saturating_sub(text.chars().count());
        text.extend(std::iter::repeat_n('a', missing));
        Ok(text)
    }

    fn any_text(&mut self, rules: &Rules<'_>) -> String {
        let (least, most) = (rules.least, rules.limit(12));
        let length = match self.style {
            Style::Minimal if least == 0 && most > 0 => 1,
            Style::Minimal => least,
            Style::Ordinary => least + self.source.below(most - least + 1),
            Style::Boundary if self.source.below(2) == 0 => least,
            Style::Boundary => rules.most.filter(|most| *most <= LONG.max(least)).unwrap_or(most),
        };
        (0..length).map(|_| self.character()).collect()
    }

    fn character(&mut self) -> char {
        /// What has been mistaken somewhere before: quotes, escapes, line ends, what is no letter, what takes two units.
        const SELDOM: &[char] = &[
            '"',
            '\\',
            '/',
            '\'',
            '<',
            '&',
            '{',
            '`',
            '\n',
            '\t',
            '\0',
            '\u{7f}',
            '\u{a0}',
            'é',
            'ß',
            'ſ',
            '\u{301}',
            '日',
            '\u{200b}',
            '\u{2028}',
            '\u{feff}',
            '\u{fffd}',
            '\u{ffff}',
            '🐲',
            '\u{10ffff}',
        ];
        match self.style {
            Style::Boundary if self.source.chance(1, 2) => SELDOM[self.source.index(SELDOM.len()) % SELDOM.len()],
            Style::Ordinary if self.source.chance(1, 8) => [' ', '-', '.', 'é'][self.source.index(4) % 4],
            _ => char::from(b'a' + u8::try_from(self.source.below(26)).unwrap_or(0)),
        }
    }
}
