//! The variants of an enum, and how JSON says which of them a value is.

use syn::{Field, Fields};

use super::{Parameter, description};
use crate::attr::{ContainerAttrs, MemberAttrs, serde};
use crate::ctxt::Ctxt;
use crate::doc::Description;
use crate::name::{self, Case};
use crate::symbol;

/// A variant of an enum.
pub(crate) struct Variant<'a> {
    pub(crate) item: &'a syn::Variant,
    pub(crate) attrs: MemberAttrs,
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
    pub(crate) content: Content<'a>,
}

/// What a variant holds.
pub(crate) enum Content<'a> {
    Unit,
    Value(&'a Field),
    Fields(Vec<Parameter<'a>>),
    /// Several unnamed fields, or parentheses around none, which [`check`](crate::check) refuses.
    Unusable,
}

/// How JSON says which variant a value is.
#[derive(Clone, Copy)]
pub(crate) enum Tagging<'a> {
    External,
    Internal { tag: &'a str },
    Adjacent { tag: &'a str, content: &'a str },
}

impl<'a> Variant<'a> {
    pub(super) fn read(cx: &Ctxt, variant: &'a syn::Variant, container: &ContainerAttrs) -> Self {
        let mut attrs = MemberAttrs::read(cx, &variant.attrs, &symbol::VARIANT);
        serde::on_variant(cx, &variant.attrs, &mut attrs);
        let own = name::of(&variant.ident);
        let name = match (&attrs.name, &container.rename_all) {
            (Some(name), _) => name.value.clone(),
            (None, Some(case)) => case.value.of_variant(&own),
            (None, None) => name::snake(&own),
        };
        let description = description(attrs.description.as_ref(), &variant.attrs);
        let case = attrs.rename_all.as_ref().or(container.rename_all_fields.as_ref()).map(|case| case.value);
        Self { item: variant, name, description, content: Content::read(cx, variant, case), attrs }
    }

    /// The named fields, if it has any.
    pub(crate) fn fields(&self) -> &[Parameter<'a>] {
        match &self.content {
            Content::Fields(fields) => fields,
            _ => &[],
        }
    }
}

impl<'a> Content<'a> {
    fn read(cx: &Ctxt, variant: &'a syn::Variant, case: Option<Case>) -> Self {
        match &variant.fields {
            Fields::Unit => Self::Unit,
            Fields::Named(fields) => Self::Fields(Parameter::read_all(cx, &fields.named, case)),
            Fields::Unnamed(fields) => match fields.unnamed.first() {
                Some(field) if fields.unnamed.len() == 1 => {
                    serde::on_unnamed(cx, &field.attrs);
                    Self::Value(field)
                }
                _ => Self::Unusable,
            },
        }
    }
}
