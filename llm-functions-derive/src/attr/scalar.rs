//! [`Scalar`]: a literal that a parameter's value can be compared with.

use std::cmp::Ordering;
use std::fmt;

use syn::{Expr, ExprLit, Lit};

use super::Bound;
use super::literal::ungrouped;

/// A boolean, a number or a text, written as a literal.
#[derive(Clone)]
pub(crate) enum Scalar {
    Boolean(bool),
    Number(Bound),
    Text(String),
}

impl Scalar {
    /// `None` for anything but a literal. A character is a text of one character, as in JSON.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match ungrouped(expr) {
            Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) => Some(Self::Boolean(value.value)),
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(Self::Text(text.value())),
            Expr::Lit(ExprLit { lit: Lit::Char(letter), .. }) => Some(Self::Text(letter.value().to_string())),
            expr => Bound::literal(expr).map(Self::Number),
        }
    }

    /// Whether both are the same JSON value.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Boolean(one), Self::Boolean(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one.compare(other) == Some(Ordering::Equal),
            (Self::Text(one), Self::Text(other)) => one == other,
            _ => false,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(out),
            Self::Number(number) => number.fmt(out),
            Self::Text(text) => write!(out, "{text:?}"),
        }
    }
}
