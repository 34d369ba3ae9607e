//! Spoiled numbers and texts.

use super::Walk;
use crate::fabricate::number::{ceiling, floor};
use crate::json::Json;
use crate::spec::Bound;
use crate::view::{Node, NumberRules, StringRules, Types};

/// Longer texts are not made only to be too long.
const LONGEST: u32 = 20_000;

impl Walk<'_> {
    pub(super) fn numbers(&mut self, nodes: &[&Node], number: &serde_json::Number) {
        let whole = !nodes.iter().any(|node| node.types.contains(Types::ANY))
            && nodes.iter().any(|node| !node.types.contains(Types::NUMBER));
        for node in nodes {
            self.bounds(&node.number, whole);
            self.multiples(&node.number, number);
            if whole && node.number.written_whole {
                let float = number.as_f64().unwrap_or(0.0).trunc();
                let structural = Json::from(float).to_string().contains('.');
                self.note(super::Change::Replace(float.into()), "type", structural);
            }
        }
        if whole {
            self.note(super::Change::Replace((number.as_f64().unwrap_or(0.0).trunc() + 0.5).into()), "type", false);
        }
    }

    fn bounds(&mut self, rules: &NumberRules, whole: bool) {
        let factor = rules.multiple_of.iter().find_map(|factor| match factor {
            Bound::Integer(factor) if *factor > 0 => Some(*factor),
            _ => None,
        });
        let factor = factor.unwrap_or(1);
        let under = |bound: Bound| match (whole, bound) {
            (false, Bound::Number(bound)) => Bound::Number(bound.next_down()),
            (_, bound) => Bound::Integer((ceiling(bound).saturating_sub(1)).div_euclid(factor).saturating_mul(factor)),
        };
        let over = |bound: Bound| match (whole, bound) {
            (false, Bound::Number(bound)) => Bound::Number(bound.next_up()),
            (_, bound) => {
                let times = floor(bound).div_euclid(factor).saturating_add(1);
                Bound::Integer(times.saturating_mul(factor))
            }
        };
        self.beyond(rules.minimum.map(under), "minimum", false);
        self.beyond(rules.maximum.map(over), "maximum", false);
        self.beyond(rules.exclusive_minimum, "exclusiveMinimum", false);
        self.beyond(rules.exclusive_maximum, "exclusiveMaximum", false);
        if whole {
            self.beyond(rules.type_range.map(|(least, _)| under(least)), "minimum", true);
            self.beyond(rules.type_range.map(|(_, most)| over(most)), "maximum", true);
        }
    }

    /// What JSON cannot carry exactly is left out.
    fn beyond(&mut self, bound: Option<Bound>, keyword: &'static str, structural: bool) {
        let carried = bound.filter(|bound| match bound {
            Bound::Integer(bound) => (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(bound),
            Bound::Number(bound) => bound.is_finite(),
        });
        if let Some(bound) = carried {
            self.note(super::Change::Replace(bound.into()), keyword, structural);
        }
    }

    fn multiples(&mut self, rules: &NumberRules, number: &serde_json::Number) {
        for factor in &rules.multiple_of {
            match (number.as_i64(), factor) {
                (Some(whole), Bound::Integer(_)) => self.replace(whole.saturating_add(1), "multipleOf"),
                (_, Bound::Number(factor)) => {
                    self.replace(number.as_f64().unwrap_or(0.0) + factor / 3.0, "multipleOf");
                }
                (None, Bound::Integer(_)) => {}
            }
        }
    }

    pub(super) fn texts(&mut self, nodes: &[&Node], text: &str) {
        for node in nodes {
            self.lengths(&node.string, text);
            self.patterns_and_formats(&node.string, text);
        }
    }

    fn lengths(&mut self, rules: &StringRules, text: &str) {
        if let Some(least) = rules.min_length.filter(|least| *least > 0) {
            let short: String = text.chars().take(least as usize - 1).collect();
            self.replace(short, "minLength");
        }
        if let Some(most) = rules.max_length.filter(|most| *most < LONGEST) {
            let missing = (most as usize + 1).saturating_sub(text.chars().count());
            self.replace(text.to_owned() + &"a".repeat(missing), "maxLength");
        }
    }

    fn patterns_and_formats(&mut self, rules: &StringRules, text: &str) {
        let length = text.chars().count();
        let others = [
            // Of the same length first, so that nothing else is broken.
            text.chars().rev().collect(),
            "~".repeat(length),
            "0".repeat(length),
            "a".repeat(length),
            format!("{text}\n"),
            format!(" {text}"),
            String::new(),
        ];
        for pattern in &rules.patterns {
            if let Some(other) = others.iter().find(|other| !pattern.is_match(other)) {
                self.replace(other.as_str(), "pattern");
            }
        }
        for format in &rules.formats {
            if let Some(other) = others.iter().find(|other| !format.accepts(other)) {
                self.replace(other.as_str(), "format");
            }
        }
    }
}
