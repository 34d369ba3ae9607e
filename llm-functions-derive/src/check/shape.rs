//! What the derives can stand on.

use syn::punctuated::Pair;
use syn::{Data, DeriveInput, Fields, GenericParam};

use crate::ast::{Body, Container, Derive, Variant};
use crate::attr;
use crate::ctxt::Ctxt;
use crate::symbol::{LLM_FUNCTION, PARAMETER};

pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    kind(cx, container.input, container.derive);
    tuple(cx, container.input, container.derive);
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
    let what = match derive {
        Derive::Function => "arguments",
        Derive::ParameterType => "fields",
    };
    if let Data::Struct(data) = &input.data
        && let Fields::Unnamed(fields) = &data.fields
    {
        let message =
            format!("tuple structs are not supported; the model passes {what} by name, so give each field a name");
        cx.error(fields, message);
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
            (_, Derive::ParameterType) => "generic parameter types are not supported; write one type for each use",
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
    for Variant { variant, .. } in variants.iter().filter(|variant| !matches!(variant.variant.fields, Fields::Unit)) {
        let ident = &variant.ident;
        let message = format!(
            "variant `{ident}` has fields; a parameter enum lists plain choices, so use a struct for `{ident}` or drop \
             its fields"
        );
        cx.error(&variant.fields, message);
    }
}

/// Our attributes where nothing reads them.
fn misplaced(cx: &Ctxt, container: &Container<'_>) {
    if container.derive == Derive::Function {
        attr::misplaced(cx, &container.input.attrs, PARAMETER, "a field");
    }
    if let Body::Fields(fields) = &container.body {
        for field in fields {
            attr::misplaced(cx, &field.field.attrs, LLM_FUNCTION, "the struct");
        }
    }
}
