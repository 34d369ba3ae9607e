//! Which words of a question say which parameter, decided for all parameters of a function at once, since hardly any word says
//! two things: as with the arguments of a verb, which do not overlap (Punyakanok, Roth and Yih 2008, "The importance of
//! syntactic parsing and inference in semantic role labeling", section 3.4).

use std::ops::Range;

use super::odds::{log_softmax, log_sum, odds};
use super::words::Stretch;

/// How many readings of a question are followed at a time: parameters are few, and unlikely readings add next to nothing.
const MOST_READINGS: usize = 64;

/// What counts against a reading for each two parameters that the same word says, as the logarithm of a probability.
const OVERLAP: f32 = -8.0;

/// The same for one that is said by words which do not look like it.
const OTHERS: f32 = -7.0;

/// The same for one that has to be there and is not.
const NEVER: f32 = -30.0;

/// What one parameter may have been said by.
pub(super) struct Wish<'w> {
    pub(super) required: bool,
    /// The logarithm of the probability that nothing says it.
    pub(super) unsaid: f32,
    /// The likeliest words, with the logarithm of each one's probability if anything says it.
    pub(super) likely: &'w [Stretch<'w>],
}

/// What is left to it beside the others.
#[derive(Debug)]
pub(super) struct Share {
    /// The logarithm of the probability that nothing says it.
    pub(super) unsaid: f32,
    /// The place of the words that say it, if everything was said that has to be, with the logarithm of their odds.
    pub(super) words: Option<(usize, f32)>,
}

/// What says one parameter in a reading.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Nothing,
    /// Words that are not among the likeliest.
    Others,
    Words(usize),
}

/// One of the ways in which a parameter may be said, how likely it is by itself, and the words that it takes.
struct Way {
    says: Says,
    log: f32,
    words: Option<Range<usize>>,
}

/// What says each of the parameters so far.
#[derive(Clone, Default)]
struct Reading {
    log: f32,
    says: Vec<Says>,
    taken: Vec<Range<usize>>,
}

/// The likeliest readings, the best one first; their probabilities add up to one.
struct Readings(Vec<Reading>);

/// Shares the words of a question among parameters.
pub(super) fn shares(wishes: &[Wish<'_>], place: impl Fn(&str) -> Range<usize>) -> Vec<Share> {
    let open = Readings::new(wishes, &place, |wish| wish.unsaid);
    let needed = Readings::new(wishes, &place, |wish| if wish.required { NEVER } else { wish.unsaid });
    let share = |(at, wish): (usize, &Wish<'_>)| {
        // A choice is said by no words of its own.
        if wish.likely.is_empty() {
            return Share { unsaid: wish.unsaid, words: None };
        }
        // What no reading is left of is as unlikely as can be.
        let unsaid = open.likely(at, |says| says == Says::Nothing).clamp(NEVER, 0.0);
        Share { unsaid, words: needed.words(at, wish.likely.len()) }
    };
    wishes.iter().enumerate().map(share).collect()
}

impl Readings {
    /// By how likely it is that nothing says a parameter.
    fn new(wishes: &[Wish<'_>], place: &impl Fn(&str) -> Range<usize>, unsaid: impl Fn(&Wish<'_>) -> f32) -> Self {
        let mut all = vec![Reading::default()];
        for wish in wishes {
            let ways = wish.ways(unsaid(wish), place);
            all = all.iter().flat_map(|reading| ways.iter().map(|way| reading.with(way))).collect();
            all.sort_by(|one, other| other.log.total_cmp(&one.log));
            all.truncate(MOST_READINGS);
        }
        let logs = log_softmax(&all.iter().map(|reading| reading.log).collect::<Vec<_>>());
        all.iter_mut().zip(logs).for_each(|(reading, log)| reading.log = log);
        Self(all)
    }

    /// The logarithm of the probability that a parameter is said in such a way.
    fn likely(&self, at: usize, is: impl Fn(Says) -> bool) -> f32 {
        let those = self.0.iter().filter(|reading| reading.says.get(at).is_some_and(|says| is(*says)));
        log_sum(those.map(|reading| reading.log))
    }

    /// The words that say a parameter in the best reading, or else the likeliest, with the logarithm of their odds if it is said.
    fn words(&self, at: usize, count: usize) -> Option<(usize, f32)> {
        let of = |words: usize| self.likely(at, |says| says == Says::Words(words));
        let words = match self.0.first()?.says.get(at)? {
            Says::Words(words) => *words,
            _ => (0..count).max_by(|one, other| of(*one).total_cmp(&of(*other)))?,
        };
        let said = self.likely(at, |says| says != Says::Nothing);
        Some((words, odds((of(words) - said).min(0.0))))
    }
}

impl Wish<'_> {
    /// All that may say it.
    fn ways(&self, unsaid: f32, place: &impl Fn(&str) -> Range<usize>) -> Vec<Way> {
        if self.likely.is_empty() {
            return vec![Way { says: Says::Others, log: 0.0, words: None }];
        }
        let said = (-self.unsaid.exp_m1()).max(f32::MIN_POSITIVE).ln();
        let words = self.likely.iter().enumerate().map(|(words, stretch)| Way {
            says: Says::Words(words),
            log: said + stretch.log,
            words: Some(place(stretch.text)),
        });
        let nothing = Way { says: Says::Nothing, log: unsaid, words: None };
        let others = Way { says: Says::Others, log: said + OTHERS, words: None };
        words.chain([nothing, others]).collect()
    }
}

impl Reading {
    fn with(&self, Way { says, log, words }: &Way) -> Self {
        let mut with = self.clone();
        with.log += log;
        if let Some(words) = words {
            let overlaps = |taken: &&Range<usize>| taken.start < words.end && words.start < taken.end;
            let times = self.taken.iter().filter(overlaps).count();
            with.log += OVERLAP * f32::from(u8::try_from(times).unwrap_or(u8::MAX));
            with.taken.push(words.clone());
        }
        with.says.push(*says);
        with
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = "Seat Emma at 6F please";

    /// Whether it has to be there, how likely nothing says it, and the words that may.
    type Asked<'a> = (bool, f32, &'a [(&'static str, f32)]);

    /// The words that each is left with and whether they are certain, and how likely nothing says it then.
    fn shared(of: &[Asked<'_>]) -> Vec<(Option<(&'static str, bool)>, f32)> {
        let stretch = |(text, likely): &(&'static str, f32)| Stretch { text, log: likely.ln() };
        let likely: Vec<Vec<_>> = of.iter().map(|(.., words)| words.iter().map(stretch).collect()).collect();
        let wishes = of.iter().zip(&likely);
        let wishes: Vec<_> = wishes
            .map(|((required, unsaid, _), likely)| Wish { required: *required, unsaid: unsaid.ln(), likely })
            .collect();
        let place = |text: &str| QUESTION.find(text).map_or(0..0, |start| start..start + text.len());
        let told = |(share, (.., words)): (Share, &Asked<'_>)| {
            let words = share.words.and_then(|(at, odds)| Some((words.get(at)?.0, odds > 0.0)));
            (words, share.unsaid.exp())
        };
        shares(&wishes, place).into_iter().zip(of).map(told).collect()
    }

    #[test]
    fn no_word_says_two_things() {
        let found = shared(&[(true, 0.1, &[("6F", 0.55), ("Emma", 0.4)]), (true, 0.1, &[("6F", 0.9), ("Emma", 0.05)])]);
        assert_eq!((found[0].0, found[1].0), (Some(("Emma", true)), Some(("6F", true))));
        // Words within others are the same words.
        let found = shared(&[(true, 0.1, &[("at 6F", 0.6), ("Emma", 0.3)]), (true, 0.1, &[("6F", 0.9)])]);
        assert_eq!(found[0].0, Some(("Emma", true)));
    }

    #[test]
    fn what_another_says_leaves_one_that_may_be_left_out_without_words() {
        let found = shared(&[(false, 0.4, &[("6F", 0.9)]), (true, 0.01, &[("6F", 0.99)])]);
        assert!(found[0].1 > 0.8, "{found:?}");
        assert_eq!(found[1].0, Some(("6F", true)));
        // Of one that has to be there it is the same, but words are found for it nevertheless.
        let found = shared(&[(true, 0.4, &[("6F", 0.9), ("Emma", 0.1)]), (true, 0.01, &[("6F", 0.99)])]);
        assert!(found[0].1 > 0.8, "{found:?}");
        assert_eq!(found[0].0, Some(("Emma", true)));
    }

    #[test]
    fn alone_everything_stays_as_it_was() {
        let found = shared(&[(true, 0.2, &[("Emma", 0.4), ("6F", 0.35), ("please", 0.25)]), (false, 0.7, &[])]);
        assert_eq!(found[0].0, Some(("Emma", false)));
        assert!((found[0].1 - 0.2).abs() < 1e-3 && (found[1].1 - 0.7).abs() < 1e-3, "{found:?}");
        assert_eq!(found[1].0, None);
        assert!(shared(&[]).is_empty());
    }
}
