//! `impl ParameterType`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{constraints, parameter};
use crate::ast::{Container, Parameter, Variant};

/// For a struct: a JSON object.
pub(super) fn object(container: &Container<'_>, krate: &TokenStream, fields: &[Parameter<'_>]) -> TokenStream {
    let specs = fields.iter().map(|field| parameter::spec(krate, field));
    let values = parameter::values(krate, fields);
    let assertions = fields.iter().map(|field| constraints::assertions(krate, field));
    let members = fields.iter().map(|field| {
        let (ident, name) = (field.ident, &field.name);
        let to_json = parameter::implementation(krate, field, "to_json");
        quote!((#name, #to_json(&self.#ident)))
    });
    let methods = quote! {
        fn from_json(
            value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            Self::from_argument(::core::convert::Into::into(value))
        }

        fn from_argument(
            argument: #krate::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            let fields = &mut #krate::__private::Fields::of(argument)?;
            #values
        }

        fn to_json(&self) -> #krate::__private::Json {
            #krate::__private::Json::object::<&::core::primitive::str>([#(#members),*])
        }
    };
    let item = implementation(container, krate, &quote!(Object), &quote!(#(#specs),*), &methods);
    quote!(#item #(#assertions)*)
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
            value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            Self::from_argument(::core::convert::Into::into(value))
        }

        fn from_argument(
            argument: #krate::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            match ::core::option::Option::as_deref(&argument.as_str()) {
                #(::core::option::Option::Some(#names) => ::core::result::Result::Ok(Self::#idents),)*
                _ => ::core::result::Result::Err(#krate::__private::Mismatch::expected(#expected, &argument.into_json())),
            }
        }

        fn to_json(&self) -> #krate::__private::Json {
            ::core::convert::Into::<#krate::__private::Json>::into(match self { #(Self::#idents => #names),* })
        }
    };
    implementation(container, krate, &quote!(Enum), &quote!(#(#specs),*), &methods)
}

fn implementation(
    container: &Container<'_>,
    krate: &TokenStream,
    kind: &TokenStream,
    members: &TokenStream,
    methods: &TokenStream,
) -> TokenStream {
    let ident = &container.input.ident;
    let name = &container.name;
    let description = container.description.as_ref().map(|text| quote!(.description(#text)));
    quote! {
        #[automatically_derived]
        impl #krate::ParameterType for #ident {
            const FACTS: #krate::__private::Facts =
                #krate::__private::Facts::new(#krate::__private::FactKind::#kind);

            fn spec() -> &'static #krate::__private::TypeSpec {
                const {
                    &#krate::__private::TypeSpec::of::<Self>(
                        #name,
                        #krate::__private::TypeKind::#kind(const { &[#members] }),
                    ) #description
                }
            }

            #methods
        }
    }
}
