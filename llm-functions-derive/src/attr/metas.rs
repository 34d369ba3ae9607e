//! [`Metas`]: the `key = value` pairs of one item, every one read before any is judged.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Expr, Meta, MetaList};

use super::entry::entries;
use super::literal::ungrouped;
use crate::ctxt::Ctxt;
use crate::suggest;
use crate::symbol::{self, Keys};

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
    pub(super) fn new(value: T, meta: &Meta) -> Self {
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
    /// Those of every attribute of ours on one item.
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], keys: &Keys) -> Self {
        let mut metas = Self { pairs: Vec::new(), unread: false };
        for attr in attrs.iter().filter(|attr| is_of(attr, keys.owner)) {
            match &attr.meta {
                Meta::Path(_) => {}
                Meta::List(list) => metas.list(cx, list, keys),
                Meta::NameValue(_) => {
                    metas.unread = true;
                    cx.error(&attr.meta, format!("expected parentheses: {}", keys.spelled()));
                }
            }
        }
        metas
    }

    /// Those in the parentheses of a key.
    pub(super) fn inside(cx: &Ctxt, list: &MetaList, keys: &Keys) -> Self {
        let mut metas = Self { pairs: Vec::new(), unread: false };
        metas.list(cx, list, keys);
        metas
    }

    fn list(&mut self, cx: &Ctxt, list: &MetaList, keys: &Keys) {
        match list.parse_args_with(entries) {
            Ok(entries) => {
                for meta in entries {
                    self.add(cx, meta, keys);
                }
            }
            Err(error) => {
                self.unread = true;
                let message = format!("cannot read {}; separate `key` and `key = value` by commas", keys.spelled());
                cx.push(syn::Error::new(error.span(), message));
            }
        }
    }

    fn add(&mut self, cx: &Ctxt, meta: Meta, keys: &Keys) {
        let typed = meta.path().to_token_stream().to_string().replace(' ', "");
        let Some(key) = keys.known.iter().find(|key| **key == typed) else {
            self.unread = true;
            return cx.error(meta.path(), unknown(&typed, keys));
        };
        if *key != symbol::EXAMPLE && self.pairs.iter().any(|(earlier, _)| earlier == key) {
            return cx.error(&meta, format!("duplicate attribute `{key}`"));
        }
        self.pairs.push((key, meta));
    }

    /// The keys that are there.
    pub(super) fn given(&self) -> Vec<&'static str> {
        self.pairs.iter().map(|(key, _)| *key).collect()
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Meta> {
        let index = self.pairs.iter().position(|(known, _)| *known == key)?;
        Some(self.pairs.remove(index).1)
    }

    /// What `read` makes of the value of `key`.
    pub(super) fn value<T>(
        &mut self,
        cx: &Ctxt,
        key: &str,
        read: impl FnOnce(&Expr) -> Result<T, String>,
    ) -> Option<Attr<T>> {
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
}

/// Whether the attribute is ours. `llm_function` is a macro too, and so may be written with a path.
fn is_of(attr: &Attribute, owner: &str) -> bool {
    let is_last = || attr.path().segments.last().is_some_and(|last| last.ident == owner);
    attr.path().is_ident(owner) || (owner == symbol::LLM_FUNCTION && is_last())
}

fn unknown(typed: &str, keys: &Keys) -> String {
    let spelled = keys.spelled();
    if let Some((_, reason)) = keys.refused.iter().find(|(key, _)| *key == typed) {
        return (*reason).to_owned();
    }
    if keys.later.contains(&typed) {
        return format!("`{typed}` is not supported yet; remove it from {spelled}");
    }
    if let Some((_, place)) = keys.elsewhere.iter().find(|(key, _)| *key == typed) {
        return format!("`{typed}` has no effect here; it belongs in {place}");
    }
    if let Some((_, way_out)) = symbol::SAID_OTHERWISE.iter().find(|(key, _)| *key == typed) {
        return format!("unknown {} `{typed}`; {way_out}", keys.called());
    }
    let meant = symbol::ALSO_CALLED.iter().find(|(other, key)| *other == typed && keys.known.contains(key));
    let hint = meant.map(|(_, key)| format!("did you mean `{key}`?"));
    let hint = hint.unwrap_or_else(|| suggest::hint(typed, keys.known));
    format!("unknown {} `{typed}`; {hint}", keys.called())
}
