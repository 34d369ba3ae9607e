//! Numbers in attributes: literals, which are checked here, and expressions, which the compiler checks.

use std::cmp::Ordering;
use std::fmt;

use syn::{Expr, Lit};

use super::literal::signed_literal;

/// A bound of a number.
#[derive(Clone)]
pub(crate) enum Bound {
    Integer(i128),
    Number(f64),
    Expression(Expr),
}

impl Bound {
    /// `None` for a literal that is no number.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match Self::literal(expr) {
            Some(bound) => Some(bound),
            None if signed_literal(expr).is_some() => None,
            None => Some(Self::Expression(expr.clone())),
        }
    }

    /// The number that a literal stands for.
    pub(crate) fn literal(expr: &Expr) -> Option<Self> {
        match signed_literal(expr)? {
            (negative, Lit::Int(number)) => {
                let number: i128 = number.base10_parse().ok()?;
                Some(Self::Integer(if negative { -number } else { number }))
            }
            (negative, Lit::Float(number)) => {
                let number: f64 = number.base10_parse().ok()?;
                Some(Self::Number(if negative { -number } else { number }))
            }
            _ => None,
        }
    }

    /// Which is greater, if both are known.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(other)),
            (one, other) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        }
    }

    /// Whether it is a whole multiple of a positive step, if both are known.
    pub(crate) fn is_multiple_of(&self, step: &Self) -> Option<bool> {
        match (self, step) {
            (_, Self::Integer(..=0)) => None,
            (Self::Integer(value), Self::Integer(step)) => Some(value % step == 0),
            (value, step) => {
                let times = value.as_f64()? / step.as_f64()?;
                // 0.3 is three times 0.1 to whoever wrote it.
                Some((times - times.round()).abs() <= 1e-9 * times.abs().max(1.0))
            }
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "a float can only be compared as a float")]
    fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            Self::Expression(_) => None,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(whole) => whole.fmt(out),
            Self::Number(number) => number.fmt(out),
            Self::Expression(expr) => quote::quote!(#expr).fmt(out),
        }
    }
}

/// A number of characters or items.
#[derive(Clone)]
pub(crate) enum Count {
    Literal(u32),
    Expression(Expr),
}

impl Count {
    /// `None` for a literal that is no count.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match Bound::of(expr)? {
            Bound::Integer(count) => u32::try_from(count).ok().map(Self::Literal),
            Bound::Number(_) => None,
            Bound::Expression(expr) => Some(Self::Expression(expr)),
        }
    }

    /// The count, if it is known now.
    pub(crate) fn literal(&self) -> Option<u32> {
        match self {
            Self::Literal(count) => Some(*count),
            Self::Expression(_) => None,
        }
    }
}
