//! Attributes of other derives that speak about the same things as ours. They are not read: what somebody may take for a
//! constraint on what the model sends is refused, unless our own key stands beside it.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::ctxt::Ctxt;
use crate::symbol::{self, Keys};

/// Their attributes; `serde` speaks for itself.
const OWNERS: &[&str] = &["schemars", "validate", "garde"];

/// What changes nothing for the model, or nothing that a key of ours could say.
const HARMLESS: &[&str] = &[
    "bound",
    "context",
    "crate",
    "deny_unknown_fields",
    "deprecated",
    "dive",
    "expecting",
    "inline",
    "message",
    "nested",
    "title",
    "transparent",
];

/// Their keys, and ours that do the same.
const OURS: &[(&str, &[&str])] = &[
    ("alphanumeric", &[symbol::PATTERN]),
    ("ascii", &[symbol::PATTERN]),
    ("contains", &[symbol::PATTERN]),
    ("content", &[symbol::CONTENT]),
    ("default", &[symbol::DEFAULT]),
    ("description", &[symbol::DESCRIPTION]),
    ("email", &[symbol::FORMAT]),
    ("example", &[symbol::EXAMPLE]),
    ("inner", &[symbol::ITEMS]),
    ("ip", &[symbol::FORMAT]),
    ("ipv4", &[symbol::FORMAT]),
    ("ipv6", &[symbol::FORMAT]),
    ("length", &[symbol::MIN_LENGTH, symbol::MAX_LENGTH, symbol::MIN_ITEMS, symbol::MAX_ITEMS]),
    ("pattern", &[symbol::PATTERN]),
    ("prefix", &[symbol::PATTERN]),
    ("range", &[symbol::MINIMUM, symbol::MAXIMUM, symbol::EXCLUSIVE_MINIMUM, symbol::EXCLUSIVE_MAXIMUM]),
    ("regex", &[symbol::PATTERN]),
    ("rename", &[symbol::NAME]),
    ("rename_all", &[symbol::RENAME_ALL]),
    ("rename_all_fields", &[symbol::RENAME_ALL_FIELDS]),
    ("skip_deserializing", &[symbol::SKIP]),
    ("suffix", &[symbol::PATTERN]),
    ("tag", &[symbol::TAG]),
    ("url", &[symbol::FORMAT]),
];

/// Reports every key that would be ignored.
pub(super) fn refuse(cx: &Ctxt, attrs: &[Attribute], keys: &Keys, given: &[&str]) {
    for attr in attrs {
        let Some(owner) = OWNERS.iter().find(|owner| attr.path().is_ident(owner)) else { continue };
        // What they cannot read either is for them to report.
        let list = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
        for meta in list {
            one(cx, owner, &meta, keys, given);
        }
    }
}

fn one(cx: &Ctxt, owner: &str, meta: &Meta, keys: &Keys, given: &[&str]) {
    let typed = meta.path().get_ident().map(ToString::to_string).unwrap_or_default();
    // To skip a field is to skip its validation, except for schemars, which leaves it out.
    let skips_checks = typed == "skip" && owner != "schemars";
    if HARMLESS.contains(&typed.as_str()) || skips_checks {
        return;
    }
    let skip: &[&str] = &[symbol::SKIP];
    let same = OURS.iter().find(|(theirs, _)| *theirs == typed).map(|(_, ours)| *ours);
    let same = same.or((typed == "skip").then_some(skip)).unwrap_or(&[symbol::VALIDATE]);
    let ours: Vec<&str> = same.iter().copied().filter(|key| keys.known.contains(key)).collect();
    if ours.iter().any(|key| given.contains(key)) {
        return;
    }
    let way_out = match ours.as_slice() {
        [] => "remove it".to_owned(),
        ours => format!("use `{}` in #[{}(...)]", ours.join("`, `"), keys.owner),
    };
    let message = format!("#[{owner}({typed})] has no effect on what the model sees or may send; {way_out}");
    cx.error(meta, message);
}
