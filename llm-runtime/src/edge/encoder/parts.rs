//! The requests of a message, each of which the encoder reads by itself: what dialogue systems know as an utterance of
//! several intents.

use super::odds::Odds;
use super::said::{Said, all_required};

/// A message that asks for more at once is rather a list of something.
const MOST: usize = 4;

/// A request has at least so many words, signs among them.
const SHORTEST: usize = 2;

/// A request of a message.
#[derive(Clone)]
pub(crate) struct Part<'q> {
    pub(crate) text: &'q str,
    /// How likely each function is what it means.
    pub(crate) odds: Odds,
    /// What it says of the parameters of the likeliest one.
    pub(crate) said: Vec<Said>,
}

impl Part<'_> {
    /// The logarithm of the probability that it can be called for by itself: it means one function, and says all that this
    /// needs.
    fn is_whole(&self) -> f32 {
        self.odds.of_the_likeliest() + all_required(&self.said)
    }
}

/// The words before which a message may be cut, in their order, from each word's logit to begin another request.
pub(super) fn candidates(logits: &[f32], from: f32) -> Vec<usize> {
    let mut likely: Vec<usize> = (0..logits.len()).filter(|place| logits[*place] >= from).collect();
    likely.sort_by(|one, other| logits[*other].total_cmp(&logits[*one]));
    let mut begins: Vec<usize> = Vec::new();
    for place in likely {
        let apart = |other: usize| place.abs_diff(other) >= SHORTEST;
        if begins.len() + 1 < MOST && apart(0) && apart(logits.len()) && begins.iter().all(|begin| apart(*begin)) {
            begins.push(place);
        }
    }
    begins.sort_unstable();
    begins
}

/// The least certain of cuts between parts, and how certain it is: by its own logit, and by how likely the two parts are
/// requests by themselves. Neither half of what was torn apart is.
pub(super) fn least_certain(cuts: &[f32], parts: &[Part<'_>]) -> Option<(usize, f32)> {
    let whole = parts.windows(2).map(|two| two.iter().map(Part::is_whole).sum::<f32>());
    let certain = cuts.iter().zip(whole).map(|(cut, whole)| cut + whole).enumerate();
    certain.min_by(|one, other| one.1.total_cmp(&other.1))
}

#[cfg(test)]
mod tests {
    use super::super::odds::Nearness;
    use super::*;
    use crate::edge::profile::EncoderProfile;

    #[test]
    fn a_message_is_cut_before_likely_words_that_leave_words_between() {
        let of = |found: &[(usize, f32)]| {
            let mut all = vec![-9.0; 11];
            for (place, logit) in found {
                all[*place] = *logit;
            }
            candidates(&all, 0.0)
        };
        assert_eq!(of(&[]), [0; 0]);
        assert_eq!(of(&[(6, 3.0)]), [6]);
        assert_eq!(of(&[(5, 2.0), (6, 3.0)]), [6], "the likelier one");
        assert_eq!(of(&[(1, 9.0), (10, 9.0)]), [0; 0], "one word is no request");
        assert_eq!(of(&[(2, 5.0), (4, 9.0), (6, 3.0), (8, 4.0)]), [2, 4, 8], "four at most");
    }

    #[test]
    fn a_part_that_asks_for_nothing_or_leaves_something_out_makes_a_cut_doubtful() {
        let part = |cosine: f32, unsaid: f32| {
            let near = [cosine, 0.0].map(|cosine| Nearness { cosine, together: None });
            let profile = EncoderProfile { scale: 20.0, none: 6.0, ..EncoderProfile::default() };
            let said = Said { name: "x".into(), required: true, unsaid, values: Vec::new(), copied: None };
            Part { text: "", odds: Odds::new(&near, &profile), said: vec![said] }
        };
        let (sure, unsure, missing) = (part(0.9, -9.0), part(0.1, -9.0), part(0.9, -1e-3));
        let least = |parts: [&Part<'_>; 3]| {
            let parts = parts.map(Clone::clone);
            least_certain(&[2.0, 3.0], &parts).map(|(place, logit)| (place, logit > 0.0))
        };
        assert_eq!(least([&sure; 3]), Some((0, true)));
        assert_eq!(least([&sure, &sure, &unsure]), Some((1, false)));
        assert_eq!(least([&missing, &sure, &sure]), Some((0, false)));
        assert_eq!(least_certain(&[], &[]), None);
    }
}
