//! [`Surroundings`]: what a platform has from outside besides the clock: the network and chance. Both are the system's, unless
//! the [simulation](super::simulated) makes them up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::transport::Instead;

/// What a platform has from outside.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) carrier: Instead,
    /// The state of numbers that are the same each time; `None` for the system's.
    pub(super) dice: Option<Arc<AtomicU64>>,
}

impl Surroundings {
    /// A number from 0 to 1. Without random numbers it is 0, with which the best node is taken; that is not wrong.
    pub(super) fn drawn(&self) -> f32 {
        let mut bytes = [0; 2];
        match &self.dice {
            Some(dice) => bytes = thrown(dice),
            None => drop(getrandom::fill(&mut bytes)),
        }
        f32::from(u16::from_le_bytes(bytes)) / f32::from(u16::MAX)
    }
}

/// The next of numbers that are evenly spread (`SplitMix64`, Steele, Lea and Flood 2014).
fn thrown(dice: &AtomicU64) -> [u8; 2] {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut number = dice.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let [low, high, ..] = (number ^ (number >> 31)).to_le_bytes();
    [low, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_spread_and_the_same_for_the_same_seed() {
        let draws = |dice: Option<u64>| {
            let dice = dice.map(|seed| Arc::new(AtomicU64::new(seed)));
            let surroundings = Surroundings { dice, ..Surroundings::default() };
            (0..200).map(|_| surroundings.drawn()).collect::<Vec<_>>()
        };
        assert_eq!(draws(Some(1)), draws(Some(1)));
        for numbers in [draws(Some(1)), draws(Some(2)), draws(None)] {
            let low = numbers.iter().filter(|number| **number < 0.5).count();
            assert!((60..140).contains(&low) && numbers.iter().all(|number| (0.0..=1.0).contains(number)), "{low}");
        }
    }
}
