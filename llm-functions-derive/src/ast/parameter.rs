//! The fields: parameters of a function, fields of a struct or of a variant, and what a newtype holds.

use syn::punctuated::Punctuated;
use syn::{Expr, Field, Ident, Token, Type, parse_quote};

use crate::attr::serde;
use crate::attr::{Attr, MemberAttrs};
use crate::ctxt::Ctxt;
use crate::doc::{self, Description};
use crate::name::{self, Case};
use crate::symbol;
use crate::ty::Shape;

/// A named field, or the one of a newtype.
pub(crate) struct Parameter<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) shape: Shape<'a>,
    pub(crate) attrs: MemberAttrs,
    pub(crate) field: &'a Field,
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
}

impl<'a> Parameter<'a> {
    /// Whether the application sets it and the model never sees it.
    pub(crate) fn is_skipped(&self) -> bool {
        self.attrs.skip.is_some()
    }

    pub(super) fn read_all(cx: &Ctxt, fields: &'a Punctuated<Field, Token![,]>, case: Option<Case>) -> Vec<Self> {
        let named = fields.iter().filter_map(|field| Some((field.ident.as_ref()?, field)));
        named.map(|(ident, field)| Self::of(cx, ident, field, case)).collect()
    }

    /// Takes the default out of that of the whole struct, where it has none of its own.
    pub(super) fn inherit(&mut self, whole: Option<&Expr>) {
        let Some(whole) = whole else { return };
        if self.attrs.default.is_none() && self.attrs.inherited.is_none() {
            let ident = self.ident;
            self.attrs.inherited = Some(parse_quote!(#whole.#ident));
        }
    }

    pub(super) fn of(cx: &Ctxt, ident: &'a Ident, field: &'a Field, case: Option<Case>) -> Self {
        let mut attrs = MemberAttrs::read(cx, &field.attrs, &symbol::FIELD);
        serde::on_field(cx, field, &mut attrs);
        let own = name::of(ident);
        let name = match (&attrs.name, case) {
            (Some(name), _) => name.value.clone(),
            (None, Some(case)) => case.of_field(&own),
            (None, None) => own,
        };
        let description = description(attrs.description.as_ref(), &field.attrs);
        Self { ident, ty: &field.ty, shape: Shape::of(&field.ty), attrs, field, name, description }
    }
}

/// The attribute's, else the doc comment's.
pub(super) fn description(attr: Option<&Attr<Expr>>, attrs: &[syn::Attribute]) -> Option<Description> {
    attr.map_or_else(|| doc::of(attrs), |attr| Some(Description::of(&attr.value)))
}
