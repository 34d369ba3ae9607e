//! [`Metas`]: the `key = value` pairs of one item, every one read before any is judged.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, ExprUnary, Lit, Meta, Path, Token, UnOp};

use super::number::{Bound, Count};
use crate::ctxt::Ctxt;
use crate::suggest;
use crate::symbol::Keys;

/// A value with the tokens it came from, to point at.
#[derive(Clone)]
pub(crate) struct Attr<T> {
    pub(crate) value: T,
    /// `key = value`.
    pub(crate) whole: TokenStream,
    /// `value`.
    pub(crate) written: TokenStream,
}

impl<T> Attr<T> {
    fn new(value: T, meta: &Meta) -> Self {
        let written = match meta {
            Meta::NameValue(pair) => pair.value.to_token_stream(),
            other => other.to_token_stream(),
        };
        Self { value, whole: meta.to_token_stream(), written }
    }
}

/// The pairs that have not been read yet.
pub(crate) struct Metas {
    pairs: Vec<(&'static str, Meta)>,
    /// Something could not be read.
    pub(crate) unread: bool,
}

impl Metas {
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], keys: &Keys) -> Self {
        let mut metas = Self { pairs: Vec::new(), unread: false };
        for attr in attrs.iter().filter(|attr| attr.path().is_ident(keys.owner)) {
            for meta in metas.list(cx, attr, keys.owner) {
                metas.add(cx, meta, keys);
            }
        }
        metas
    }

    fn list(&mut self, cx: &Ctxt, attr: &Attribute, owner: &str) -> Vec<Meta> {
        match &attr.meta {
            Meta::Path(_) => Vec::new(),
            Meta::List(list) => match list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(metas) => metas.into_iter().collect(),
                Err(error) => {
                    self.unread = true;
                    let message = format!("cannot read #[{owner}(...)]; separate `key` and `key = value` by commas");
                    cx.push(syn::Error::new(error.span(), message));
                    Vec::new()
                }
            },
            Meta::NameValue(_) => {
                self.unread = true;
                cx.error(&attr.meta, format!("expected parentheses: #[{owner}(...)]"));
                Vec::new()
            }
        }
    }

    fn add(&mut self, cx: &Ctxt, meta: Meta, keys: &Keys) {
        let typed = meta.path().to_token_stream().to_string().replace(' ', "");
        let Some(key) = keys.known.iter().find(|key| **key == typed) else {
            self.unread = true;
            return cx.error(meta.path(), unknown(&typed, keys));
        };
        if self.pairs.iter().any(|(earlier, _)| earlier == key) {
            return cx.error(&meta, format!("duplicate attribute `{key}`"));
        }
        self.pairs.push((key, meta));
    }

    fn take(&mut self, key: &str) -> Option<Meta> {
        let index = self.pairs.iter().position(|(known, _)| *known == key)?;
        Some(self.pairs.swap_remove(index).1)
    }

    fn value<T>(&mut self, cx: &Ctxt, key: &str, read: impl FnOnce(&Expr) -> Result<T, String>) -> Option<Attr<T>> {
        let meta = self.take(key)?;
        let read = match &meta {
            Meta::NameValue(pair) => {
                read(ungrouped(&pair.value)).map_err(|message| (pair.value.to_token_stream(), message))
            }
            other => Err((other.to_token_stream(), format!("expected `{key}` to have a value: `{key} = ...`"))),
        };
        match read {
            Ok(value) => Some(Attr::new(value, &meta)),
            Err((at, message)) => {
                self.unread = true;
                cx.error(at, message);
                None
            }
        }
    }

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
            chosen.ok_or_else(|| format!("unknown `{key}` value `{typed}`; {}", suggest::hint(&typed, &known)))
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
}

fn unknown(typed: &str, keys: &Keys) -> String {
    let owner = keys.owner;
    if let Some((_, reason)) = keys.refused.iter().find(|(key, _)| *key == typed) {
        return (*reason).to_owned();
    }
    if keys.later.contains(&typed) {
        return format!("`{typed}` is not supported yet; remove it from #[{owner}(...)]");
    }
    if let Some((_, place)) = keys.elsewhere.iter().find(|(key, _)| *key == typed) {
        return format!("`{typed}` has no effect here; it belongs in {place}");
    }
    format!("unknown #[{owner}] attribute `{typed}`; {}", suggest::hint(typed, keys.known))
}

fn not_a_string(key: &str) -> String {
    format!("expected `{key}` to be a string: `{key} = \"...\"`")
}

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
