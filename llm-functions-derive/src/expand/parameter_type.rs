//! `impl ParameterType`, and what is in it for structs and plain enums.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, WhereClause};

use super::{assertions, parameter};
use crate::ast::{Container, Parameter, Variant};

/// What differs from one kind of type to the next.
pub(super) struct Parts {
    /// The value of `FACTS`.
    pub(super) facts: TokenStream,
    /// The variant of `TypeKind`.
    pub(super) kind: TokenStream,
    /// The type's own constraints.
    pub(super) constraints: Option<TokenStream>,
    /// `from_json` and `to_json`.
    pub(super) methods: TokenStream,
    /// What is left for the compiler to check.
    pub(super) checks: Vec<TokenStream>,
}

impl Parts {
    /// A kind of values of which nothing more is known.
    pub(super) fn new(krate: &TokenStream, kind: &TokenStream, arguments: &TokenStream, methods: TokenStream) -> Self {
        let facts = quote!(#krate::__private::Facts::new(#krate::__private::FactKind::#kind));
        let kind = quote!(#krate::__private::TypeKind::#kind(#arguments));
        Self { facts, kind, constraints: None, methods, checks: Vec::new() }
    }
}

/// For a struct: a JSON object.
pub(super) fn object(container: &Container<'_>, krate: &TokenStream, fields: &[Parameter<'_>]) -> TokenStream {
    let specs = parameter::specs(krate, fields);
    let values = parameter::validated_self(container, krate, &parameter::values(krate, &quote!(Self), fields));
    let places = fields.iter().map(|field| {
        let ident = field.ident;
        quote!(&self.#ident)
    });
    let members = parameter::members(krate, fields, places);
    let methods = quote! {
        fn from_json(
            __value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            <Self as #krate::ParameterType>::from_argument(::core::convert::Into::into(__value))
        }

        fn from_argument(
            __argument: #krate::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            let __fields = &mut #krate::__private::Fields::of(__argument)?;
            #values
        }

        fn to_json(&self) -> #krate::__private::Json {
            #members
        }
    };
    let checks = fields.iter().flat_map(|field| assertions::checks(krate, field)).collect();
    let names = fields.iter().filter(|field| !field.is_skipped()).map(|field| &field.name);
    let facts = quote!(#krate::__private::Facts::object(&[#(#names),*]));
    implementation(container, krate, &Parts { facts, checks, ..Parts::new(krate, &quote!(Object), &specs, methods) })
}

/// For an enum without data: a JSON string.
pub(super) fn choices(container: &Container<'_>, krate: &TokenStream, variants: &[Variant<'_>]) -> TokenStream {
    let specs = variants.iter().map(|variant| {
        let name = &variant.name;
        let description = variant.description.as_ref().map_or_else(|| quote!(""), |text| quote!(#text));
        quote!(#krate::__private::VariantSpec::new(#name, #description))
    });
    let idents: Vec<_> = variants.iter().map(|variant| &variant.item.ident).collect();
    let names: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let expected = format!("one of `{}`", names.join("`, `"));
    let methods = quote! {
        fn from_json(
            __value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            <Self as #krate::ParameterType>::from_argument(::core::convert::Into::into(__value))
        }

        fn from_argument(
            __argument: #krate::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            match ::core::option::Option::as_deref(&__argument.as_str()) {
                #(::core::option::Option::Some(#names) => ::core::result::Result::Ok(Self::#idents),)*
                _ => ::core::result::Result::Err(#krate::__private::Mismatch::expected(#expected, &__argument.into_json())),
            }
        }

        fn to_json(&self) -> #krate::__private::Json {
            ::core::convert::Into::<#krate::__private::Json>::into(match self { #(Self::#idents => #names),* })
        }
    };
    let specs = quote!(const { &[#(#specs),*] });
    implementation(container, krate, &Parts::new(krate, &quote!(Enum), &specs, methods))
}

/// The impl, and beside it what is to be checked; in it if that may name a type parameter.
pub(super) fn implementation(container: &Container<'_>, krate: &TokenStream, parts: &Parts) -> TokenStream {
    let Parts { facts, kind, constraints, methods, checks } = parts;
    let (ident, name) = (&container.input.ident, &container.name);
    let (generics, arguments, _) = container.input.generics.split_for_impl();
    let bounds = bounds(container, krate);
    let description = container.description.as_ref().map(|text| quote!(.description(#text)));
    let constraints = constraints.as_ref().map(|constraints| quote!(.constraints(#constraints)));
    let generic = !container.input.generics.params.is_empty();
    let (inside, beside) =
        if generic { (checks.as_slice(), [].as_slice()) } else { ([].as_slice(), checks.as_slice()) };
    quote! {
        #[automatically_derived]
        impl #generics #krate::ParameterType for #ident #arguments #bounds {
            const FACTS: #krate::__private::Facts = #facts;

            fn spec() -> &'static #krate::__private::TypeSpec {
                const {
                    #(#inside;)*
                    &#krate::__private::TypeSpec::of::<Self>(#name, #kind) #description #constraints
                }
            }

            #methods
        }
        #(const _: () = #beside;)*
    }
}

/// The type's own bounds, and that every type parameter is a parameter type itself.
fn bounds(container: &Container<'_>, krate: &TokenStream) -> Option<WhereClause> {
    let generics = &container.input.generics;
    let types = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        _ => None,
    });
    let mut bounds: Vec<TokenStream> = types.map(|ident| quote!(#ident: #krate::ParameterType)).collect();
    let own = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    bounds.extend(own.map(ToTokens::to_token_stream));
    (!bounds.is_empty()).then(|| syn::parse_quote!(where #(#bounds),*))
}
