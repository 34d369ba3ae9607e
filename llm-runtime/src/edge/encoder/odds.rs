//! How likely each function is what was meant, and that none is.

use crate::edge::profile::EncoderProfile;

/// Logarithms of probabilities that add up to one.
#[derive(Clone, Debug)]
pub(crate) struct Odds {
    functions: Vec<f32>,
    none: f32,
}

/// How near a question and a function are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Nearness {
    /// The cosine between the two.
    pub(crate) cosine: f32,
    /// If they were read together, by how much the cosine between that and a text that the function is meant is greater than
    /// that with a text that it is not.
    pub(crate) together: Option<f32>,
}

impl Odds {
    /// From how near a question and each function are; what was read together with none is taken for as far as the farthest
    /// that was.
    pub(crate) fn new(near: &[Nearness], profile: &EncoderProfile) -> Self {
        let farthest = near.iter().filter_map(|one| one.together).reduce(f32::min).unwrap_or_default();
        let logit =
            |one: &Nearness| profile.scale * one.cosine + profile.together_scale * one.together.unwrap_or(farthest);
        let logits: Vec<f32> = near.iter().map(logit).chain([profile.none]).collect();
        let mut functions = log_softmax(&logits);
        let none = functions.pop().unwrap_or(0.0);
        Self { functions, none }
    }

    /// The logarithm of each function's probability, in the functions' order.
    pub(crate) fn functions(&self) -> &[f32] {
        &self.functions
    }

    /// Of each function, whether a message may call it after the first one.
    pub(crate) fn after(&self, first: usize, profile: &EncoderProfile) -> impl Iterator<Item = bool> {
        let greatest = |of: &dyn Fn(usize) -> bool| {
            let logs = self.functions.iter().enumerate().filter(|(place, _)| of(*place)).map(|(_, log)| *log);
            logs.fold(f32::NEG_INFINITY, f32::max)
        };
        let other = greatest(&|place| place != first);
        let least = (greatest(&|_| true) - profile.margin).max(other - profile.next_margin);
        let again = other < profile.again_until;
        self.functions.iter().enumerate().map(move |(place, log)| if place == first { again } else { *log >= least })
    }

    /// Those of the functions whose probability's logarithm is within so much of the likeliest one's.
    pub(crate) fn likely<'n>(&self, names: &[&'n str], margin: f32) -> Vec<&'n str> {
        let least = self.of_the_likeliest() - margin;
        let likely = names.iter().zip(&self.functions).filter(|(_, log)| **log >= least);
        likely.map(|(name, _)| *name).collect()
    }

    /// The logarithm of the likeliest function's probability.
    pub(crate) fn of_the_likeliest(&self) -> f32 {
        self.functions.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }

    /// The place of the likeliest function.
    pub(crate) fn likeliest(&self) -> Option<usize> {
        let each = self.functions.iter().enumerate();
        each.max_by(|one, other| one.1.total_cmp(other.1)).map(|(place, _)| place)
    }

    /// By how much the logarithm of the probability of any function is greater than that of none.
    pub(crate) fn of_a_call(&self) -> f32 {
        log_sum(self.functions.iter().copied()) - self.none
    }
}

/// Logits as logarithms of probabilities that add up to one.
pub(super) fn log_softmax(logits: &[f32]) -> Vec<f32> {
    let all = log_sum(logits.iter().copied());
    logits.iter().map(|logit| logit - all).collect()
}

/// The logarithm of a sum of exponentials.
pub(super) fn log_sum(logits: impl Iterator<Item = f32> + Clone) -> f32 {
    let most = logits.clone().fold(f32::NEG_INFINITY, f32::max);
    if most.is_finite() { most + logits.map(|logit| (logit - most).exp()).sum::<f32>().ln() } else { most }
}

/// The logarithm of the odds of what has the logarithm of a probability.
pub(super) fn odds(log: f32) -> f32 {
    // 1 - p, and never nothing at all.
    log - (-log.exp_m1()).max(f32::MIN_POSITIVE).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cosines: &[f32], scale: f32, none: f32) -> Odds {
        let near: Vec<_> = cosines.iter().map(|cosine| Nearness { cosine: *cosine, together: None }).collect();
        Odds::new(&near, &EncoderProfile { scale, none, ..EncoderProfile::default() })
    }

    #[test]
    fn functions_and_none_add_up_to_one() {
        let odds = of(&[0.7, 0.2, -0.1], 20.0, 8.0);
        let sum: f32 = odds.functions().iter().chain([&odds.none]).map(|log| log.exp()).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        // 14, 4 and -2 against 8.
        assert!((odds.of_a_call() - 6.0).abs() < 1e-3, "{}", odds.of_a_call());
        assert!((odds.functions()[0] - odds.functions()[1] - 10.0).abs() < 1e-4);
    }

    #[test]
    fn the_likeliest_is_found() {
        assert_eq!(of(&[0.2, 0.7, 0.5], 20.0, 8.0).likeliest(), Some(1));
        assert_eq!(of(&[], 20.0, 8.0).likeliest(), None);
    }

    #[test]
    fn what_was_read_together_counts_and_the_rest_is_as_far_as_the_farthest() {
        let near = [(0.5, Some(-0.1)), (0.4, Some(0.3)), (0.1, None)];
        let near = near.map(|(cosine, together)| Nearness { cosine, together });
        let profile = EncoderProfile { scale: 10.0, none: 3.0, together_scale: 10.0, ..EncoderProfile::default() };
        let odds = Odds::new(&near, &profile);
        assert_eq!(odds.likeliest(), Some(1));
        // 4, 7, 0 and 3.
        let logs = [odds.functions()[0], odds.functions()[2], odds.none].map(|log| log - odds.functions()[1]);
        assert!(logs.iter().zip([-3.0, -7.0, -4.0]).all(|(log, expected)| (log - expected).abs() < 1e-4), "{logs:?}");
    }

    #[test]
    fn after_the_first_call_come_those_that_are_meant_as_well() {
        // -4, 0 and -10 beside the likeliest, about.
        let odds = of(&[0.5, 0.7, 0.2], 20.0, 0.0);
        let after = |margin, next_margin, again_until| {
            let profile = EncoderProfile { margin, next_margin, again_until, ..EncoderProfile::default() };
            odds.after(1, &profile).collect::<Vec<_>>()
        };
        assert_eq!(after(99.0, 99.0, 0.0), [true; 3]);
        assert_eq!(after(5.0, 99.0, 0.0), [true, true, false]);
        assert_eq!(after(99.0, 1.0, 0.0), [true, true, false]);
        assert_eq!(after(1.0, 99.0, 0.0), [false, true, false], "the same again");
        assert_eq!(after(99.0, 1.0, -5.0), [true, false, false], "two are meant");
    }

    #[test]
    fn what_nothing_resembles_is_none() {
        assert!(of(&[0.1, 0.0], 20.0, 8.0).of_a_call() < 0.0);
        assert!(of(&[], 20.0, 8.0).of_a_call() < -1e30);
    }

    #[test]
    fn no_scale_is_too_large() {
        let odds = of(&[1.0, 0.9], 1e6, 8.0);
        assert!(odds.functions()[0] > -1e-6 && odds.functions()[1] < -1e4, "{odds:?}");
    }
}
