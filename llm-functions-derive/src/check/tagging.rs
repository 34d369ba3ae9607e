//! How JSON says which variant a value is: the members it adds must not be taken for those that are there already.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Field;

use super::types;
use crate::ast::{Body, Container, Content, Derive, Tagging, Variant};
use crate::attr::Attr;
use crate::ctxt::Ctxt;
use crate::name;
use crate::ty::Shape;

pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    if container.derive != Derive::ParameterType {
        return;
    }
    only_on_enums(cx, container);
    members(cx, container);
    let Body::Variants(variants) = &container.body else { return };
    for variant in variants {
        case_of_fields(cx, variant);
        clash(cx, container, variant);
        if let Content::Value(field) = variant.content {
            types::check(cx, &field.ty);
            beside_tag(cx, container, variant, field);
        }
    }
}

fn only_on_enums(cx: &Ctxt, container: &Container<'_>) {
    if matches!(container.body, Body::Variants(_)) {
        return;
    }
    let attrs = &container.attrs;
    let tags = [("tag", &attrs.tag), ("content", &attrs.content)];
    let tags = tags.into_iter().filter_map(|(key, attr)| Some((key, &attr.as_ref()?.whole)));
    let case = attrs.rename_all_fields.iter().map(|attr| ("rename_all_fields", &attr.whole));
    for (key, whole) in tags.chain(case) {
        let message = match key {
            "rename_all_fields" => "`rename_all_fields` can only be used on an enum; for a struct use `rename_all`",
            "tag" => "`tag` can only be used on an enum, to say which variant a value is",
            _ => "`content` can only be used on an enum, beside `tag`",
        };
        cx.error(whole, message);
    }
}

/// The two members themselves.
fn members(cx: &Ctxt, container: &Container<'_>) {
    let (tag, content) = (&container.attrs.tag, &container.attrs.content);
    for attr in [tag, content].into_iter().flatten() {
        if let Some(refusal) = name::refusal(&attr.value) {
            cx.error(&attr.written, format!("parameter name {refusal}"));
        }
    }
    match (tag, content) {
        (Some(tag), Some(content)) if tag.value == content.value => {
            let message = format!("`tag` and `content` are both `{}`; each needs a name of its own", tag.value);
            both(cx, tag, content.written.to_token_stream(), &message);
        }
        (None, Some(content)) if !container.attrs.unread => {
            cx.error(&content.whole, "`content` has no effect without `tag`; add `tag = \"...\"`");
        }
        _ => {}
    }
}

fn case_of_fields(cx: &Ctxt, variant: &Variant<'_>) {
    if let Some(case) = &variant.attrs.rename_all
        && !matches!(variant.content, Content::Fields(_))
    {
        let message = format!("`rename_all` has no effect here; variant `{}` has no named fields", variant.item.ident);
        cx.error(&case.whole, message);
    }
}

/// A field that is called like the tag that stands beside it.
fn clash(cx: &Ctxt, container: &Container<'_>, variant: &Variant<'_>) {
    let (Tagging::Internal { tag }, Some(attr)) = (container.tagging(), &container.attrs.tag) else { return };
    for field in variant.fields().iter().filter(|field| field.name == tag) {
        let message = format!(
            "field `{}` of variant `{}` has the name of the tag; rename one of the two, or add `content = \"...\"`",
            field.ident, variant.item.ident
        );
        both(cx, attr, field.ident.to_token_stream(), &message);
    }
}

/// What stands beside the tag must have members itself.
fn beside_tag(cx: &Ctxt, container: &Container<'_>, variant: &Variant<'_>, field: &Field) {
    let Tagging::Internal { .. } = container.tagging() else { return };
    if matches!(Shape::of(&field.ty), Shape::Other | Shape::Boxed(_)) {
        // A name that only the compiler knows is left to a constant assertion.
        return;
    }
    let ident = &variant.item.ident;
    let ty = types::spelled(&field.ty);
    let message = format!(
        "with `tag` alone a variant can only hold a struct, and `{ident}` holds `{ty}`; add `content = \"...\"`, or \
         write `{ident} {{ name: {ty} }}`"
    );
    cx.error(&field.ty, message);
}

fn both(cx: &Ctxt, attr: &Attr<String>, other: TokenStream, message: &str) {
    cx.error(&attr.written, message);
    cx.error(other, message);
}
