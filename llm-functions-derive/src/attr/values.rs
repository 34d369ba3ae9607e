//! The kinds of value that a key can have.

use std::time::Duration;

use syn::{Expr, Meta, Path};

use super::literal::{string, ungrouped};
use super::metas::{Attr, Metas};
use super::{Bound, Count, Scalar, duration};
use crate::ctxt::Ctxt;
use crate::{suggest, symbol};

impl Metas {
    pub(crate) fn flag(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<()>> {
        let meta = self.take(key)?;
        if !matches!(meta, Meta::Path(_)) {
            cx.error(&meta, format!("`{key}` does not take a value"));
        }
        Some(Attr::new((), &meta))
    }

    pub(crate) fn expression(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Expr>> {
        self.value(cx, key, |expr| Ok(expr.clone()))
    }

    /// Every value of a key that may be there several times.
    pub(crate) fn examples(&mut self, cx: &Ctxt) -> Vec<Attr<Expr>> {
        std::iter::from_fn(|| self.expression(cx, symbol::EXAMPLE)).collect()
    }

    pub(crate) fn string(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<String>> {
        self.value(cx, key, |expr| string(expr).ok_or_else(|| not_a_string(key)))
    }

    /// A string, or an expression that the compiler makes one of.
    pub(crate) fn text(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Expr>> {
        self.value(cx, key, |expr| match expr {
            Expr::Lit(_) | Expr::Unary(_) if string(expr).is_none() => Err(not_a_string(key)),
            expr => Ok(expr.clone()),
        })
    }

    pub(crate) fn path(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Path>> {
        self.value(cx, key, |expr| match expr {
            Expr::Path(path) => Ok(path.path.clone()),
            _ => Err(format!("expected `{key}` to be a path: `{key} = some::path`")),
        })
    }

    pub(crate) fn choice<T: Copy>(&mut self, cx: &Ctxt, key: &str, choices: &[(&str, T)]) -> Option<Attr<T>> {
        self.value(cx, key, |expr| {
            let typed = string(expr).ok_or_else(|| not_a_string(key))?;
            let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let chosen = choices.iter().find(|(name, _)| *name == typed).map(|(_, value)| *value);
            chosen.ok_or_else(|| format!("unknown `{key}` value `{typed}`; {}", suggest::choice(&typed, &known)))
        })
    }

    pub(crate) fn bound(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Bound>> {
        self.value(cx, key, |expr| {
            Bound::of(expr).ok_or_else(|| format!("expected `{key}` to be a number: `{key} = 1`"))
        })
    }

    pub(crate) fn count(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Count>> {
        self.value(cx, key, |expr| {
            Count::of(expr).ok_or_else(|| format!("expected `{key}` to be a whole number from 0 on: `{key} = 1`"))
        })
    }

    pub(crate) fn duration(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Duration>> {
        self.value(cx, key, |expr| {
            let text = string(expr).ok_or_else(|| format!("expected `{key}` to have a unit: `{key} = \"30s\"`"))?;
            duration::read(&text).map_err(|reason| format!("`{key}` {reason}"))
        })
    }

    pub(crate) fn scalar(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Scalar>> {
        self.value(cx, key, |expr| {
            Scalar::of(expr).ok_or_else(|| format!("expected `{key}` to be a literal: `{key} = \"...\"`"))
        })
    }

    /// A list of literals.
    pub(crate) fn scalars(&mut self, cx: &Ctxt, key: &str) -> Option<Attr<Vec<Attr<Scalar>>>> {
        self.value(cx, key, |expr| {
            let Expr::Array(list) = expr else { return Err(not_a_list(key)) };
            list.elems.iter().map(|item| listed(ungrouped(item))).collect::<Option<_>>().ok_or_else(|| not_a_list(key))
        })
    }
}

fn listed(expr: &Expr) -> Option<Attr<Scalar>> {
    Some(Attr { value: Scalar::of(expr)?, whole: quote::quote!(#expr), written: quote::quote!(#expr) })
}

fn not_a_list(key: &str) -> String {
    format!("expected `{key}` to be a list of literals: `{key} = [\"...\", \"...\"]`")
}

fn not_a_string(key: &str) -> String {
    format!("expected `{key}` to be a string: `{key} = \"...\"`")
}
