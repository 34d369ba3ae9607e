//! `impl ParameterType` for an enum whose variants hold data. The runtime crate finds the variant and its content, and
//! puts them together again; only what is in each is written here.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, Type};

use super::assertions;
use super::parameter::{self, of_type};
use super::parameter_type::{Parts, implementation};
use crate::ast::{Container, Content, Tagging, Variant};
use crate::ty::Shape;

pub(super) fn expand(container: &Container<'_>, krate: &TokenStream, variants: &[Variant<'_>]) -> TokenStream {
    let read = (0usize..).zip(variants).map(|(index, variant)| {
        let content = read(krate, variant);
        quote!(#index => #content)
    });
    let written = (0usize..).zip(variants).map(|(index, variant)| written(krate, index, variant));
    let spec = quote!(<Self as #krate::ParameterType>::spec());
    let value = quote! {
        ::core::result::Result::map_err(
            match __index {
                #(#read,)*
                _ => ::core::result::Result::Err(#krate::__private::Mismatch::expected("a variant", &__content)),
            },
            |__mismatch| __place.of(__mismatch),
        )
    };
    let value = parameter::validated_self(container, krate, &value);
    let methods = quote! {
        fn from_json(
            __value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            let #krate::__private::Variant { index: __index, content: __content, place: __place } =
                #krate::__private::Variant::from_json(#spec, __value)?;
            #value
        }

        fn to_json(&self) -> #krate::__private::Json {
            let (__index, __content) = match self { #(#written),* };
            #krate::__private::Variant::to_json(#spec, __index, __content)
        }
    };
    let specs = spec_of(container, krate, variants);
    let checks = variants.iter().flat_map(|variant| checks(container, krate, variant)).collect();
    implementation(container, krate, &Parts { checks, ..Parts::new(krate, &quote!(Union), &specs, methods) })
}

fn spec_of(container: &Container<'_>, krate: &TokenStream, variants: &[Variant<'_>]) -> TokenStream {
    let tagging = match container.tagging() {
        Tagging::External => quote!(External),
        Tagging::Internal { tag } => quote!(Internal { tag: #tag }),
        Tagging::Adjacent { tag, content } => quote!(Adjacent { tag: #tag, content: #content }),
    };
    let variants = variants.iter().map(|variant| {
        let name = &variant.name;
        let description = variant.description.as_ref().map_or_else(|| quote!(""), |text| quote!(#text));
        let content = match &variant.content {
            Content::Value(field) => {
                let spec = of_type(krate, &field.ty, "spec");
                quote!(Value(#spec))
            }
            Content::Fields(fields) => {
                let specs = parameter::specs(krate, fields);
                quote!(Fields(#specs))
            }
            Content::Unit | Content::Unusable => quote!(Unit),
        };
        let content = quote!(#krate::__private::VariantContent::#content);
        quote!(#krate::__private::UnionVariant::new(#name, #description, #content))
    });
    quote! {
        #krate::__private::UnionSpec::new(#krate::__private::Tagging::#tagging, const { &[#(#variants),*] })
    }
}

/// The variant made of `content`.
fn read(krate: &TokenStream, variant: &Variant<'_>) -> TokenStream {
    let ident = &variant.item.ident;
    match &variant.content {
        Content::Value(field) => {
            let from_json = of_type(krate, &field.ty, "from_json");
            quote!(::core::result::Result::map(#from_json(__content), Self::#ident))
        }
        Content::Fields(fields) => {
            let values = parameter::values(krate, &quote!(Self::#ident), fields);
            quote! {
                match #krate::__private::Fields::from_json(__content) {
                    ::core::result::Result::Ok(mut __fields) => { #values }
                    ::core::result::Result::Err(__mismatch) => ::core::result::Result::Err(__mismatch),
                }
            }
        }
        Content::Unit | Content::Unusable => quote!(::core::result::Result::Ok(Self::#ident)),
    }
}

/// The variant's number, and what is in it as JSON.
fn written(krate: &TokenStream, index: usize, variant: &Variant<'_>) -> TokenStream {
    let ident = &variant.item.ident;
    let (pattern, content) = match &variant.content {
        Content::Value(field) => {
            let to_json = of_type(krate, &field.ty, "to_json");
            let local = Ident::new("__value", Span::mixed_site());
            (quote!((#local)), quote!(#to_json(#local)))
        }
        Content::Fields(fields) => {
            let locals = parameter::locals(fields.len());
            let idents = fields.iter().map(|field| field.ident);
            let members = parameter::members(krate, fields, locals.iter().map(ToTokens::to_token_stream));
            (quote!({ #(#idents: #locals),* }), members)
        }
        Content::Unit | Content::Unusable => (quote!(), quote!(#krate::__private::Json::Null)),
    };
    quote!(Self::#ident #pattern => (#index, #content))
}

fn checks(container: &Container<'_>, krate: &TokenStream, variant: &Variant<'_>) -> Vec<TokenStream> {
    let of_fields = variant.fields().iter().flat_map(|field| assertions::checks(krate, field));
    let beside_tag = match (container.tagging(), &variant.content) {
        (Tagging::Internal { tag }, Content::Value(field))
            if matches!(Shape::of(&field.ty), Shape::Other | Shape::Boxed(_)) =>
        {
            beside_tag(krate, tag, &variant.item.ident, &field.ty)
        }
        _ => Vec::new(),
    };
    of_fields.chain(beside_tag).collect()
}

/// Of what stands beside a tag the macro knows the name: is it a struct, and has it a field that is called like the tag?
fn beside_tag(krate: &TokenStream, tag: &str, variant: &Ident, ty: &Type) -> Vec<TokenStream> {
    let facts = of_type(krate, ty, "FACTS");
    let object = quote!(#krate::__private::is_of_kind(
        ::core::option::Option::Some(#facts),
        &[#krate::__private::FactKind::Object],
    ));
    let is_struct = (
        quote!(!#facts.optional && #object),
        format!("with `tag` alone a variant can only hold a struct; for `{variant}` add `content`"),
    );
    let is_free = (
        quote!(#krate::__private::has_no_field(#facts, #tag)),
        format!(
            "what `{variant}` holds has a field `{tag}`, which is the tag; rename one of the two, or add `content`"
        ),
    );
    let check =
        |(holds, message): (TokenStream, String)| assertions::assertion(krate, &ty.to_token_stream(), &holds, &message);
    [is_struct, is_free].map(check).into()
}
