//! `#[serde(...)]` on our types. A derive sees the attributes of other derives, so what somebody may expect to change
//! what the model sees is refused here instead of ignored.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::ctxt::Ctxt;
use crate::symbol::{self, Keys};

/// What changes the JSON of a value, and the key of ours that does the same.
const RENAMING: &[(&str, Option<&str>)] = &[
    ("rename", Some(symbol::NAME)),
    ("rename_all", Some(symbol::RENAME_ALL)),
    ("default", Some(symbol::DEFAULT)),
    ("skip", None),
    ("flatten", None),
];

/// Reports every such key, unless our own key stands beside it (`given`) and so says what the model sees.
pub(super) fn refuse(cx: &Ctxt, attrs: &[Attribute], keys: &Keys, given: &[(&str, bool)]) {
    for meta in attrs.iter().filter(|attr| attr.path().is_ident(symbol::SERDE)).flat_map(metas) {
        let Some((typed, ours)) = RENAMING.iter().find(|(typed, _)| meta.path().is_ident(typed)) else { continue };
        let ours = ours.filter(|ours| keys.known.contains(ours));
        if !ours.is_some_and(|ours| given.contains(&(ours, true))) {
            cx.error(place(&meta), message(typed, ours, keys.owner));
        }
    }
}

fn metas(attr: &Attribute) -> Vec<Meta> {
    let list = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    // What serde cannot read either is for serde to report.
    list.map(|list| list.into_iter().collect()).unwrap_or_default()
}

fn place(meta: &Meta) -> TokenStream {
    meta.to_token_stream()
}

fn message(typed: &str, ours: Option<&str>, owner: &str) -> String {
    match ours {
        Some(symbol::DEFAULT) => {
            format!("#[serde({typed})] has no effect on what the model sees; use #[{owner}(default = ...)]")
        }
        Some(ours) => {
            format!("#[serde({typed})] has no effect on what the model sees; use #[{owner}({ours} = \"...\")]")
        }
        None => format!("#[serde({typed})] has no effect on what the model sees; remove it"),
    }
}
