//! The model: what was written, with everything that has a default filled in. It borrows the input.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Field, Fields, Ident, Token, Type};

use crate::attr::{Attr, ContainerAttrs, MemberAttrs};
use crate::ctxt::Ctxt;
use crate::doc::{self, Description};
use crate::name::{self, Case};
use crate::symbol;
use crate::ty::Shape;

/// Which of the two derives is being expanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Derive {
    Function,
    ParameterType,
}

impl Derive {
    /// As it is written.
    pub(crate) fn spelled(self) -> &'static str {
        match self {
            Self::Function => "#[derive(LlmFunction)]",
            Self::ParameterType => "#[derive(ParameterType)]",
        }
    }

    fn keys(self) -> &'static symbol::Keys {
        match self {
            Self::Function => &symbol::FUNCTION,
            Self::ParameterType => &symbol::TYPE,
        }
    }
}

/// The struct or enum that the derive stands on.
pub(crate) struct Container<'a> {
    pub(crate) derive: Derive,
    pub(crate) input: &'a DeriveInput,
    pub(crate) attrs: ContainerAttrs,
    /// The function's name, or the type's.
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
    pub(crate) body: Body<'a>,
}

/// What is inside.
pub(crate) enum Body<'a> {
    Fields(Vec<Parameter<'a>>),
    Variants(Vec<Variant<'a>>),
    /// A tuple struct or a union, which [`check`](crate::check) refuses.
    Unusable,
}

/// A named field.
pub(crate) struct Parameter<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) shape: Shape<'a>,
    pub(crate) attrs: MemberAttrs,
    pub(crate) field: &'a Field,
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
}

/// A variant of an enum.
pub(crate) struct Variant<'a> {
    pub(crate) item: &'a syn::Variant,
    pub(crate) attrs: MemberAttrs,
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
}

impl<'a> Container<'a> {
    /// Reads the whole item.
    pub(crate) fn read(cx: &Ctxt, input: &'a DeriveInput, derive: Derive) -> Self {
        let attrs = ContainerAttrs::read(cx, &input.attrs, derive.keys());
        let own = name::of(&input.ident);
        let name = match (derive, &attrs.name) {
            (Derive::Function, Some(name)) => name.value.clone(),
            (Derive::Function, None) => Case::Snake.apply(&own),
            (Derive::ParameterType, _) => own,
        };
        let case = attrs.rename_all.as_ref().map(|case| case.value);
        let description = description(attrs.description.as_ref(), &input.attrs);
        Self { derive, input, name, description, body: Body::read(cx, input, derive, case), attrs }
    }

    /// Where the runtime crate is to be found.
    pub(crate) fn krate(&self) -> TokenStream {
        self.attrs.krate.as_ref().map_or_else(|| quote!(::llm_functions), |path| path.value.to_token_stream())
    }
}

impl<'a> Body<'a> {
    fn read(cx: &Ctxt, input: &'a DeriveInput, derive: Derive, case: Option<Case>) -> Self {
        match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => Self::fields(cx, &fields.named, case),
                Fields::Unit => Self::Fields(Vec::new()),
                Fields::Unnamed(_) => Self::Unusable,
            },
            Data::Enum(data) if derive == Derive::ParameterType => {
                Self::Variants(data.variants.iter().map(|variant| Variant::read(cx, variant, case)).collect())
            }
            _ => Self::Unusable,
        }
    }

    fn fields(cx: &Ctxt, fields: &'a Punctuated<Field, Token![,]>, case: Option<Case>) -> Self {
        Self::Fields(fields.iter().filter_map(|field| Parameter::read(cx, field, case)).collect())
    }
}

impl<'a> Parameter<'a> {
    /// Whether the application sets it and the model never sees it.
    pub(crate) fn is_skipped(&self) -> bool {
        self.attrs.skip.is_some()
    }

    fn read(cx: &Ctxt, field: &'a Field, case: Option<Case>) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let attrs = MemberAttrs::read(cx, &field.attrs, &symbol::FIELD);
        let own = name::of(ident);
        let name = match (&attrs.name, case) {
            (Some(name), _) => name.value.clone(),
            (None, Some(case)) => case.apply(&own),
            (None, None) => own,
        };
        let description = description(attrs.description.as_ref(), &field.attrs);
        Some(Self { ident, ty: &field.ty, shape: Shape::of(&field.ty), attrs, field, name, description })
    }
}

impl<'a> Variant<'a> {
    fn read(cx: &Ctxt, variant: &'a syn::Variant, case: Option<Case>) -> Self {
        let attrs = MemberAttrs::read(cx, &variant.attrs, &symbol::VARIANT);
        let name = match &attrs.name {
            Some(name) => name.value.clone(),
            None => case.unwrap_or(Case::Snake).apply(&name::of(&variant.ident)),
        };
        let description = description(attrs.description.as_ref(), &variant.attrs);
        Self { item: variant, attrs, name, description }
    }
}

/// The attribute's, else the doc comment's.
fn description(attr: Option<&Attr<syn::Expr>>, attrs: &[syn::Attribute]) -> Option<Description> {
    attr.map_or_else(|| doc::of(attrs), |attr| Some(Description::of(&attr.value)))
}
