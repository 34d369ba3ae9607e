//! Descriptions: a model that is told nothing calls nothing.

use syn::Expr;

use crate::ast::{Body, Container, Derive, Parameter};
use crate::attr::{Attr, string};
use crate::ctxt::Ctxt;

pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    empty(cx, container.attrs.description.as_ref());
    if container.derive == Derive::Function {
        function(cx, container);
    }
    for field in container.parameters().into_iter().filter(|field| !field.is_skipped()) {
        empty(cx, field.attrs.description.as_ref());
        if container.derive == Derive::Function {
            parameter(cx, field);
        }
    }
    if let Body::Variants(variants) = &container.body {
        for variant in variants {
            empty(cx, variant.attrs.description.as_ref());
        }
    }
}

fn empty(cx: &Ctxt, description: Option<&Attr<Expr>>) {
    if let Some(description) = description
        && string(&description.value).is_some_and(|text| text.trim().is_empty())
    {
        cx.error(&description.written, "description is empty; the model reads it to decide what to do");
    }
}

/// Not reported where an attribute could not be read: the description may have been in it.
fn function(cx: &Ctxt, container: &Container<'_>) {
    let usable = matches!(container.body, Body::Fields(_));
    if usable && container.description.is_none() && !container.attrs.unread {
        let message = format!(
            "missing description for function `{}`; add a doc comment, or #[llm_function(description = \"...\")]",
            container.name
        );
        cx.error(&container.input.ident, message);
    }
}

fn parameter(cx: &Ctxt, parameter: &Parameter<'_>) {
    if parameter.description.is_none() && !parameter.attrs.unread {
        let message = format!(
            "missing description for parameter `{}`; add a doc comment, or #[parameter(description = \"...\")]",
            parameter.name
        );
        cx.error(parameter.ident, message);
    }
}
