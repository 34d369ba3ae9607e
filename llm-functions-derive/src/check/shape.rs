//! What the derives can stand on.

use syn::punctuated::Pair;
use syn::{Data, DeriveInput, Fields, GenericParam};

use crate::ast::{Body, Container, Content, Derive, Variant};
use crate::attr;
use crate::check::types;
use crate::ctxt::Ctxt;
use crate::symbol::{DEFAULT, EXAMPLE, LLM_FUNCTION, NAME, PARAMETER, SENSITIVE, SKIP};
use crate::ty::{Shape, constrained, mentions};

pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    kind(cx, container.input, container.derive);
    tuple(cx, container.input, container.derive);
    newtype(cx, container);
    generics(cx, container.input, container.derive);
    variants(cx, container);
    misplaced(cx, container);
}

fn kind(cx: &Ctxt, input: &DeriveInput, derive: Derive) {
    let spelled = derive.spelled();
    match (&input.data, derive) {
        (Data::Enum(data), Derive::Function) => cx.error(
            data.enum_token,
            format!("{spelled} can only be used on a struct; one struct is one function the model can call"),
        ),
        (Data::Union(data), Derive::Function) => {
            cx.error(data.union_token, format!("{spelled} can only be used on a struct"));
        }
        (Data::Union(data), Derive::ParameterType) => {
            cx.error(data.union_token, format!("{spelled} can only be used on a struct or an enum"));
        }
        _ => {}
    }
}

fn tuple(cx: &Ctxt, input: &DeriveInput, derive: Derive) {
    let Data::Struct(data) = &input.data else { return };
    let message = match (&data.fields, derive) {
        (Fields::Unnamed(_), Derive::Function) => {
            "tuple structs are not supported; the model passes arguments by name, so give each field a name"
        }
        (Fields::Unnamed(fields), Derive::ParameterType) if fields.unnamed.len() != 1 => {
            "only one unnamed field is supported, that of a newtype; the model passes several by name, so give each \
             field a name"
        }
        (Fields::Unit, Derive::ParameterType) => {
            let message =
                format!("there is nothing in `{0}` to supply; for an empty object write `{0} {{}}`", input.ident);
            return cx.error(&input.ident, message);
        }
        _ => return,
    };
    cx.error(&data.fields, message);
}

/// What has no place on the field of a newtype, or in it.
fn newtype(cx: &Ctxt, container: &Container<'_>) {
    let Body::Newtype(field) = &container.body else { return };
    let ident = &container.input.ident;
    let keys = [
        field.attrs.name.as_ref().map(|attr| (NAME, &attr.whole)),
        field.attrs.default.as_ref().map(|attr| (DEFAULT, &attr.whole)),
        field.attrs.examples.first().map(|attr| (EXAMPLE, &attr.whole)),
        field.attrs.sensitive.as_ref().map(|attr| (SENSITIVE, &attr.whole)),
        field.attrs.skip.as_ref().map(|attr| (SKIP, &attr.whole)),
    ];
    if let Some(case) = &container.attrs.rename_all {
        cx.error(&case.whole, "`rename_all` has no effect on a newtype, which has no named fields");
    }
    for (key, whole) in keys.into_iter().flatten() {
        cx.error(whole, format!("`{key}` has no effect on a newtype; it belongs on a field of the type `{ident}`"));
    }
    match field.shape {
        Shape::Optional(inner) => {
            let inner = types::spelled(inner);
            let message = format!(
                "a newtype cannot hold an `Option`; write `{ident}({inner})`, and use `Option<{ident}>` where it is \
                 optional"
            );
            cx.error(field.ty, message);
        }
        _ if mentions(field.ty, ident) && Shape::of(constrained(field.ty)).item().is_none() => {
            let message = format!("`{ident}` holds nothing but itself; use a struct with named fields");
            cx.error(field.ty, message);
        }
        _ => {}
    }
}

fn generics(cx: &Ctxt, input: &DeriveInput, derive: Derive) {
    for param in input.generics.params.pairs().map(Pair::into_value) {
        let message = match (param, derive) {
            (GenericParam::Lifetime(_), Derive::Function) => {
                "a function cannot borrow; its arguments come from the model and are owned"
            }
            (GenericParam::Lifetime(_), Derive::ParameterType) => {
                "a parameter type cannot borrow; its value comes from the model and is owned"
            }
            (_, Derive::Function) => {
                "generic functions are not supported; a function has one name and one list of parameters, whatever its \
                 type arguments"
            }
            (_, Derive::ParameterType) => continue,
        };
        cx.error(param, message);
    }
}

fn variants(cx: &Ctxt, container: &Container<'_>) {
    let Body::Variants(variants) = &container.body else { return };
    if variants.is_empty() {
        let message = "a parameter enum needs at least one variant; the model would have nothing to choose";
        cx.error(&container.input.ident, message);
    }
    for variant in variants {
        tuple_variant(cx, variant);
    }
}

fn tuple_variant(cx: &Ctxt, variant: &Variant<'_>) {
    let (item, ident) = (variant.item, &variant.item.ident);
    match &variant.content {
        Content::Unusable if item.fields.is_empty() => {
            cx.error(&item.fields, format!("variant `{ident}` holds nothing; write it without parentheses"));
        }
        Content::Unusable => {
            let message = format!(
                "variant `{ident}` has {} unnamed fields; the model passes several by name, so write \
                 `{ident} {{ name: Type, ... }}`",
                item.fields.len()
            );
            cx.error(&item.fields, message);
        }
        Content::Unit | Content::Value(_) | Content::Fields(_) => {}
    }
}

/// Our attributes where nothing reads them.
fn misplaced(cx: &Ctxt, container: &Container<'_>) {
    if container.derive == Derive::Function {
        attr::misplaced(cx, &container.input.attrs, PARAMETER, "a field");
    }
    for field in container.parameters() {
        attr::misplaced(cx, &field.field.attrs, LLM_FUNCTION, "the struct");
    }
    let Body::Variants(variants) = &container.body else { return };
    for variant in variants {
        if let Content::Value(field) = variant.content {
            let belongs = format!("a named field, or on the field of a newtype that `{}` holds", variant.item.ident);
            attr::misplaced(cx, &field.attrs, PARAMETER, &belongs);
        }
    }
}
