//! `#[serde(...)]` on our types. A derive sees the attributes of other derives: a key of serde that means what a key of
//! ours does is honoured, one that changes nothing for the model is accepted, and every other is refused where it
//! stands, because nothing that looks as if it changed the JSON may be ignored.

mod default;
mod verdict;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Field, LitStr, Meta, Token};

use self::verdict::Verdict;
use super::{Attr, ContainerAttrs, MemberAttrs, string};
use crate::ctxt::Ctxt;
use crate::name::Case;
use crate::symbol;
pub(crate) use verdict::Place;

/// Reads what stands on a struct or enum into what our own keys said.
pub(crate) fn on_container(cx: &Ctxt, attrs: &[Attribute], place: Place, read: &mut ContainerAttrs) {
    let metas = honoured(cx, attrs, place);
    let ours = if place == Place::Function { "llm_function(rename_all)" } else { "parameter(rename_all)" };
    tagging(cx, &metas, read);
    for meta in &metas {
        match key(meta).as_str() {
            "rename_all" => merge(cx, meta, ours, &mut read.rename_all, case),
            "rename_all_fields" => merge(cx, meta, "parameter(rename_all_fields)", &mut read.rename_all_fields, case),
            "default" => read.default = default::of_container(meta),
            _ => {}
        }
    }
}

/// Reads what stands on a variant into what our own keys said.
pub(crate) fn on_variant(cx: &Ctxt, attrs: &[Attribute], read: &mut MemberAttrs) {
    for meta in honoured(cx, attrs, Place::Variant) {
        match key(&meta).as_str() {
            "rename" => merge(cx, &meta, "parameter(name)", &mut read.name, |name| Some(name.to_owned())),
            "rename_all" => merge(cx, &meta, "parameter(rename_all)", &mut read.rename_all, case),
            _ => {}
        }
    }
}

/// Reads what stands on a field into what our own keys said.
pub(crate) fn on_field(cx: &Ctxt, field: &Field, read: &mut MemberAttrs) {
    let place = if field.ident.is_some() { Place::Field } else { Place::Unnamed };
    let metas = honoured(cx, &field.attrs, place);
    let skip = metas.iter().find(|meta| matches!(key(meta).as_str(), "skip" | "skip_deserializing"));
    if let (Some(skip), None) = (skip, &read.skip) {
        read.skip = Some(Attr::new((), skip));
    }
    for meta in &metas {
        match key(meta).as_str() {
            "rename" if read.skip.is_none() => {
                merge(cx, meta, "parameter(name)", &mut read.name, |name| Some(name.to_owned()));
            }
            "default" => default::on_field(cx, meta, &field.ty, read),
            _ => {}
        }
    }
}

/// Reports what stands on a field that can hold no attributes of ours.
pub(crate) fn on_unnamed(cx: &Ctxt, attrs: &[Attribute]) {
    honoured(cx, attrs, Place::Unnamed);
}

/// The keys that mean what keys of ours do; those that must not stand there are reported.
fn honoured(cx: &Ctxt, attrs: &[Attribute], place: Place) -> Vec<Meta> {
    let serde = attrs.iter().filter(|attr| attr.path().is_ident(symbol::SERDE));
    serde.flat_map(metas).filter(|meta| is_honoured(cx, meta, place)).collect()
}

fn is_honoured(cx: &Ctxt, meta: &Meta, place: Place) -> bool {
    let key = key(meta);
    match verdict::of(&key, place) {
        Verdict::Honoured => return true,
        Verdict::Refused(symbol::UNTAGGED) => cx.error(meta, symbol::UNTAGGED),
        Verdict::Refused(reason) => cx.error(meta, format!("#[serde({key})] {reason}")),
        Verdict::Accepted | Verdict::Unknown => {}
    }
    false
}

/// What is between the commas. What serde cannot read either is for serde to report.
fn metas(attr: &Attribute) -> Vec<Meta> {
    let list = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    list.map(|list| list.into_iter().collect()).unwrap_or_default()
}

fn key(meta: &Meta) -> String {
    meta.path().get_ident().map(ToString::to_string).unwrap_or_default()
}

/// Puts what serde says where nothing of ours stands; reports both where they disagree.
fn merge<T: PartialEq>(
    cx: &Ctxt,
    meta: &Meta,
    ours: &str,
    read: &mut Option<Attr<T>>,
    value: impl Fn(&str) -> Option<T>,
) {
    let Some(text) = both_ways(cx, meta) else { return };
    // A case that serde does not know either is for serde to report.
    let Some(value) = value(&text.value()) else { return };
    match read {
        None => *read = Some(Attr { value, whole: meta.to_token_stream(), written: text.to_token_stream() }),
        Some(attr) if attr.value != value => disagree(cx, meta, ours, &attr.whole),
        Some(_) => {}
    }
}

/// The value for reading and for writing, if it is the same.
fn both_ways(cx: &Ctxt, meta: &Meta) -> Option<LitStr> {
    let nested = match meta {
        Meta::NameValue(pair) => return literal(&pair.value),
        Meta::List(list) => list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?,
        Meta::Path(_) => return None,
    };
    let of = |way: &str| {
        let meta = nested.iter().find(|meta| meta.path().is_ident(way))?;
        literal(&meta.require_name_value().ok()?.value)
    };
    match (of("serialize"), of("deserialize")) {
        (Some(write), Some(read)) if write.value() == read.value() => Some(read),
        _ => {
            let key = key(meta);
            let message = format!(
                "#[serde({key}(...))] reads one name and writes another; a parameter has one, so use #[serde({key} = \"...\")]"
            );
            cx.error(meta, message);
            None
        }
    }
}

/// Both sides say whether there is a tag and a content, so they are compared together.
fn tagging(cx: &Ctxt, metas: &[Meta], read: &mut ContainerAttrs) {
    let find = |typed: &str| metas.iter().find(|meta| key(meta) == typed);
    let (tag, content) = (find("tag"), find("content"));
    let Some(first) = tag.or(content) else { return };
    let ours = read.tag.as_ref().or(read.content.as_ref()).map(|attr| attr.whole.clone());
    let theirs = (tag.and_then(string_attr), content.and_then(string_attr));
    let Some(ours) = ours else {
        (read.tag, read.content) = theirs;
        return;
    };
    let value = |attr: &Option<Attr<String>>| attr.as_ref().map(|attr| attr.value.clone());
    if (value(&read.tag), value(&read.content)) != (value(&theirs.0), value(&theirs.1)) {
        disagree(cx, first, "parameter(tag)", &ours);
    }
}

fn disagree(cx: &Ctxt, meta: &Meta, ours: &str, whole: &TokenStream) {
    let key = key(meta);
    let message = format!("#[serde({key})] and #[{ours}] disagree; remove one of them, or make them equal");
    cx.error(meta, &message);
    cx.error(whole, message);
}

fn string_attr(meta: &Meta) -> Option<Attr<String>> {
    let value = &meta.require_name_value().ok()?.value;
    Some(Attr { value: string(value)?, whole: meta.to_token_stream(), written: value.to_token_stream() })
}

fn literal(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

fn case(value: &str) -> Option<Case> {
    Case::NAMES.iter().find(|(name, _)| *name == value).map(|(_, case)| *case)
}
