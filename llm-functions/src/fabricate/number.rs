//! Numbers within bounds.

use super::Unsatisfiable;
use super::maker::{Maker, Style};
use super::place::Place;
use crate::json::Json;
use crate::spec::Bound;

/// The bounds of a place as whole numbers; JSON carries no others exactly.
const LEAST: i128 = i64::MIN as i128;
const MOST: i128 = u64::MAX as i128;

impl Maker<'_> {
    pub(super) fn number(&mut self, place: &Place<'_>, whole: bool) -> Result<Json, Unsatisfiable> {
        let range = Range::of(place);
        let number = if whole { self.whole(&range) } else { self.fraction(&range) };
        number.map(Json::from).ok_or_else(|| self.unsatisfiable("no number is within its bounds"))
    }

    fn whole(&mut self, range: &Range) -> Option<Bound> {
        let (least, most) = range.whole();
        let factor = range.whole_factor();
        let (lowest, highest) =
            (least.div_euclid(factor) + i128::from(least.rem_euclid(factor) != 0), most.div_euclid(factor));
        let nearest = if lowest > highest { return None } else { 0.clamp(lowest, highest) };
        let times = match (self.style, self.source.below(4)) {
            (Style::Minimal, _) if self.source.below(2) == 0 => nearest,
            (Style::Boundary, 0 | 1) | (_, 1) => [lowest, highest][self.source.index(2) % 2],
            // Small numbers are what people write; all of them are had now and then.
            (_, 2) => self.between(lowest, highest),
            _ => self.between(lowest.max(nearest - 100), highest.min(nearest + 100)),
        };
        Some(Bound::Integer(times * factor))
    }

    fn between(&mut self, lowest: i128, highest: i128) -> i128 {
        let random = i128::from(self.source.below(u32::MAX)) << 32 | i128::from(self.source.below(u32::MAX));
        lowest + random % (highest - lowest + 1)
    }

    fn fraction(&mut self, range: &Range) -> Option<Bound> {
        let (least, most) = range.fraction();
        if least.is_nan() || most.is_nan() || least > most {
            return None;
        }
        let number =
            match range.factors.iter().map(|factor| float(*factor)).filter(|factor| *factor > 0.0).reduce(f64::max) {
                Some(factor) => decimal(self.step(least, most, factor)),
                None => self.inside_of(least, most),
            };
        Some(Bound::Number(number))
    }

    fn inside_of(&mut self, least: f64, most: f64) -> f64 {
        let nearest = 0_f64.clamp(least, most);
        let plain = self.style == Style::Minimal && self.source.below(2) == 0;
        match self.source.below(8) {
            _ if plain => nearest,
            0 | 1 if self.style == Style::Boundary => least,
            2 | 3 if self.style == Style::Boundary => most,
            4 => nearest,
            _ => {
                let share = f64::from(self.source.below(10_001)) / 10_000.0;
                // Near the plain end, in steps that people write; where that leaves the range, anywhere in it.
                let near = (least.max(nearest - 1_000.0), most.min(nearest + 1_000.0));
                let exact = near.0 + (near.1 - near.0) * share;
                let rounded = (exact * 100.0).round() / 100.0;
                if (least..=most).contains(&rounded) { rounded } else { exact }
            }
        }
    }

    /// A multiple.
    fn step(&mut self, least: f64, most: f64, factor: f64) -> f64 {
        let (lowest, highest) = ((least / factor).ceil(), (most / factor).floor());
        let nearest = 0_f64.clamp(lowest.min(highest), highest);
        let highest = highest.min(nearest + 1_000.0);
        let times = f64::from(self.source.below(1_001)).min(highest - nearest);
        (if self.source.chance(1, 8) { lowest.max(nearest - 1_000.0) } else { nearest + times }) * factor
    }
}

/// What all nodes of a place say about a number.
struct Range {
    least: Vec<Bound>,
    most: Vec<Bound>,
    above: Vec<Bound>,
    below: Vec<Bound>,
    factors: Vec<Bound>,
}

impl Range {
    fn of(place: &Place<'_>) -> Self {
        let rules = || place.nodes.iter().map(|node| &node.number);
        let own = || rules().filter_map(|rules| rules.type_range);
        Self {
            least: rules().filter_map(|rules| rules.minimum).chain(own().map(|(least, _)| least)).collect(),
            most: rules().filter_map(|rules| rules.maximum).chain(own().map(|(_, most)| most)).collect(),
            above: rules().filter_map(|rules| rules.exclusive_minimum).collect(),
            below: rules().filter_map(|rules| rules.exclusive_maximum).collect(),
            factors: rules().flat_map(|rules| rules.multiple_of.iter().copied()).collect(),
        }
    }

    fn whole(&self) -> (i128, i128) {
        let least = self.least.iter().map(|bound| ceiling(*bound));
        let above = self.above.iter().map(|bound| floor(*bound).saturating_add(1));
        let most = self.most.iter().map(|bound| floor(*bound));
        let below = self.below.iter().map(|bound| ceiling(*bound).saturating_sub(1));
        (least.chain(above).fold(LEAST, i128::max), most.chain(below).fold(MOST, i128::min))
    }

    /// The least common multiple of those factors that are whole; the check sees to the others.
    fn whole_factor(&self) -> i128 {
        let factors = self.factors.iter().filter_map(|factor| match factor {
            Bound::Integer(factor) => Some(*factor),
            Bound::Number(factor) if factor.fract() == 0.0 => Some(floor(Bound::Number(*factor))),
            Bound::Number(_) => None,
        });
        factors.filter(|factor| *factor > 0).fold(1, |one, other| one / divisor(one, other) * other)
    }

    /// Where nothing is said, a thousand to either side.
    fn fraction(&self) -> (f64, f64) {
        let least = self.least.iter().map(|bound| float(*bound));
        let above = self.above.iter().map(|bound| float(*bound).next_up());
        let most = self.most.iter().map(|bound| float(*bound));
        let below = self.below.iter().map(|bound| float(*bound).next_down());
        let (least, most) = (least.chain(above).reduce(f64::max), most.chain(below).reduce(f64::min));
        match (least, most) {
            (Some(least), Some(most)) => (least, most),
            (Some(least), None) => (least, least.max(0.0) + 1_000.0),
            (None, Some(most)) => (most.min(0.0) - 1_000.0, most),
            (None, None) => (-1_000.0, 1_000.0),
        }
    }
}

fn divisor(one: i128, other: i128) -> i128 {
    if other == 0 { one } else { divisor(other, one % other) }
}

#[allow(clippy::cast_precision_loss, reason = "a bound of a float is one")]
fn float(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(bound) => bound as f64,
        Bound::Number(bound) => bound,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "what is beyond every integer becomes the last one")]
pub(super) fn floor(bound: Bound) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => bound.floor() as i128,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "what is beyond every integer becomes the last one")]
pub(super) fn ceiling(bound: Bound) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => bound.ceil() as i128,
    }
}

/// Without the digits that only come from multiplying: three times 0.1 is meant to be 0.3.
fn decimal(number: f64) -> f64 {
    format!("{number:.10}").parse().unwrap_or(number)
}
