//! The model: what was written, with everything that has a default filled in. It borrows the input.

mod parameter;
mod variant;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Field, Fields, Token};

use crate::attr::ContainerAttrs;
use crate::attr::serde::{self, Place};
use crate::ctxt::Ctxt;
use crate::doc::Description;
use crate::name;
use crate::symbol;
pub(crate) use parameter::Parameter;
use parameter::description;
pub(crate) use variant::{Content, Tagging, Variant};

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
    /// The one field of a tuple struct, which goes by the name of the struct.
    Newtype(Box<Parameter<'a>>),
    Variants(Vec<Variant<'a>>),
    /// A tuple struct of several fields or a union, which [`check`](crate::check) refuses.
    Unusable,
}

impl<'a> Container<'a> {
    /// Reads the whole item.
    pub(crate) fn read(cx: &Ctxt, input: &'a DeriveInput, derive: Derive) -> Self {
        let mut attrs = ContainerAttrs::read(cx, &input.attrs, derive.keys());
        if let Some(place) = place(input, derive) {
            serde::on_container(cx, &input.attrs, place, &mut attrs);
        }
        let own = name::of(&input.ident);
        let name = match (derive, &attrs.name) {
            (Derive::Function, Some(name)) => name.value.clone(),
            (Derive::Function, None) => name::snake(&own),
            (Derive::ParameterType, _) => own,
        };
        let body = Body::read(cx, input, derive, &attrs);
        let description = description(attrs.description.as_ref(), &input.attrs).or_else(|| body.description());
        Self { derive, input, attrs, name, description, body }
    }

    /// How JSON says which variant of an enum a value is.
    pub(crate) fn tagging(&self) -> Tagging<'_> {
        match (&self.attrs.tag, &self.attrs.content) {
            (Some(tag), Some(content)) => Tagging::Adjacent { tag: &tag.value, content: &content.value },
            (Some(tag), None) => Tagging::Internal { tag: &tag.value },
            (None, _) => Tagging::External,
        }
    }

    /// Whether it is an enum that a string stands for.
    pub(crate) fn is_choice(&self) -> bool {
        let Body::Variants(variants) = &self.body else { return false };
        let plain = variants.iter().all(|variant| matches!(variant.content, Content::Unit));
        plain && matches!(self.tagging(), Tagging::External)
    }

    /// Every field that has constraints, wherever it stands.
    pub(crate) fn parameters(&self) -> Vec<&Parameter<'a>> {
        match &self.body {
            Body::Fields(fields) => fields.iter().collect(),
            Body::Newtype(field) => vec![field],
            Body::Variants(variants) => variants.iter().flat_map(Variant::fields).collect(),
            Body::Unusable => Vec::new(),
        }
    }

    /// Where the runtime crate is to be found.
    pub(crate) fn krate(&self) -> TokenStream {
        self.attrs.krate.as_ref().map_or_else(|| quote!(::llm_functions), |path| path.value.to_token_stream())
    }
}

impl<'a> Body<'a> {
    fn read(cx: &Ctxt, input: &'a DeriveInput, derive: Derive, attrs: &ContainerAttrs) -> Self {
        let case = attrs.rename_all.as_ref().map(|case| case.value);
        match (&input.data, derive) {
            (Data::Struct(data), _) => match &data.fields {
                Fields::Named(fields) => {
                    let mut fields = Parameter::read_all(cx, &fields.named, case);
                    for field in &mut fields {
                        field.inherit(attrs.default.as_ref());
                    }
                    Self::Fields(fields)
                }
                Fields::Unit => Self::Fields(Vec::new()),
                Fields::Unnamed(fields) => Self::tuple(cx, input, derive, &fields.unnamed),
            },
            (Data::Enum(data), Derive::ParameterType) => {
                Self::Variants(data.variants.iter().map(|variant| Variant::read(cx, variant, attrs)).collect())
            }
            _ => Self::Unusable,
        }
    }

    fn tuple(cx: &Ctxt, input: &'a DeriveInput, derive: Derive, fields: &'a Punctuated<Field, Token![,]>) -> Self {
        match (derive, fields.first()) {
            (Derive::ParameterType, Some(field)) if fields.len() == 1 => {
                Self::Newtype(Box::new(Parameter::of(cx, &input.ident, field, None)))
            }
            _ => Self::Unusable,
        }
    }

    /// The description of a newtype may stand on its field.
    fn description(&self) -> Option<Description> {
        match self {
            Self::Newtype(field) => field.description.clone(),
            _ => None,
        }
    }
}

/// Where the keys of serde stand that are on the item itself; `None` for what is refused anyway.
fn place(input: &DeriveInput, derive: Derive) -> Option<Place> {
    match (&input.data, derive) {
        (Data::Enum(_), Derive::ParameterType) => Some(Place::Enum),
        (Data::Struct(data), _) => match (&data.fields, derive) {
            (Fields::Unnamed(_), Derive::ParameterType) => Some(Place::Newtype),
            (Fields::Unnamed(_), Derive::Function) => None,
            (_, Derive::ParameterType) => Some(Place::Struct),
            (_, Derive::Function) => Some(Place::Function),
        },
        _ => None,
    }
}
