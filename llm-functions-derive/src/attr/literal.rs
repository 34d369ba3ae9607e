//! Literals as they are written.

use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// The text of a string literal.
pub(crate) fn string(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// A literal that may have a minus before it.
pub(crate) fn signed_literal(expr: &Expr) -> Option<(bool, &Lit)> {
    match ungrouped(expr) {
        Expr::Lit(ExprLit { lit, .. }) => Some((false, lit)),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match ungrouped(expr) {
            Expr::Lit(ExprLit { lit, .. }) => Some((true, lit)),
            _ => None,
        },
        _ => None,
    }
}

/// Without the invisible group that a macro's `$value:expr` leaves around it.
pub(crate) fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        expr => expr,
    }
}
