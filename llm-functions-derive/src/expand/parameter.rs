//! One field: its constant spec, and how it is taken out of the arguments.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Lifetime, Path, Type, parse_quote};

use super::constraints;
use crate::ast::{Container, Parameter};
use crate::attr::{string, ungrouped};
use crate::ty::{Shape, present};

/// The specs of every field that the model sees.
pub(super) fn specs(krate: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    let seen = parameters.iter().filter(|parameter| !parameter.is_skipped());
    let specs = seen.map(|parameter| spec(krate, parameter));
    quote!(const { &[#(#specs),*] })
}

/// The JSON object of the values at `places`.
pub(super) fn members(
    krate: &TokenStream,
    parameters: &[Parameter<'_>],
    places: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let seen = parameters.iter().zip(places).filter(|(parameter, _)| !parameter.is_skipped());
    let members = seen.map(|(parameter, place)| {
        let name = &parameter.name;
        let to_json = implementation(krate, parameter, "to_json");
        quote!((#name, #to_json(#place)))
    });
    quote!(#krate::__private::Json::object::<&::core::primitive::str>([#(#members),*]))
}

fn spec(krate: &TokenStream, parameter: &Parameter<'_>) -> TokenStream {
    let name = &parameter.name;
    let description = parameter.description.as_ref().map_or_else(|| quote!(""), |text| quote!(#text));
    let ty = implementation(krate, parameter, "spec");
    let constraints = constraints::value(krate, parameter).map(|value| quote!(.constraints(#value)));
    let default = parameter.attrs.default.as_ref().map(|attr| &attr.value).or(parameter.attrs.inherited.as_ref());
    let default = default.map(|value| {
        let default = json(krate, parameter.ty, value);
        quote!(.default(#default))
    });
    let examples = examples(krate, parameter);
    let sensitive = parameter.attrs.sensitive.as_ref().map(|_| quote!(.sensitive()));
    quote! {
        #krate::__private::ParameterSpec::new(#name, #description, #ty) #constraints #default #examples #sensitive
    }
}

/// An example is a value that is there, so that of an `Option<T>` it is a `T`.
fn examples(krate: &TokenStream, parameter: &Parameter<'_>) -> Option<TokenStream> {
    let examples = parameter.attrs.examples.iter().map(|attr| json(krate, present(parameter.ty), &attr.value));
    let examples: Vec<_> = examples.collect();
    (!examples.is_empty()).then(|| quote!(.examples(const { &[#(#examples),*] })))
}

/// Takes every field out of `fields` and builds the struct or variant of them. At the first one that is refused the rest
/// is looked at too, so that the problems of all fields come back at once; that way is shared by all of them, because what
/// is written here is compiled for every function.
pub(super) fn values(krate: &TokenStream, constructor: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    let refused = Lifetime::new("'refused", Span::mixed_site());
    let value = Lifetime::new("'value", Span::mixed_site());
    let local = Ident::new("__value", Span::mixed_site());
    let members = parameters.iter().map(|parameter| {
        let ident = parameter.ident;
        if parameter.is_skipped() {
            let ty = parameter.ty;
            let default = parameter.attrs.inherited.as_ref().map_or_else(
                || quote_spanned!(ty.span()=> <#ty as ::core::default::Default>::default()),
                ToTokens::to_token_stream,
            );
            return quote!(#ident: #default);
        }
        let take = take(krate, parameter);
        quote! {
            #ident: match #take {
                ::core::option::Option::Some(#local) => #local,
                ::core::option::Option::None => break #refused,
            }
        }
    });
    let built = quote!(::core::result::Result::Ok(#constructor { #(#members),* }));
    let seen: Vec<_> = parameters.iter().filter(|parameter| !parameter.is_skipped()).collect();
    if seen.is_empty() {
        return built;
    }
    let rest = seen.iter().map(|parameter| rest(krate, parameter));
    quote! {
        #value: {
            #refused: {
                break #value #built;
            }
            ::core::result::Result::Err(__fields.rest(&[#(#rest),*]))
        }
    }
}

/// A name for each of so many fields.
pub(super) fn locals(count: usize) -> Vec<Ident> {
    (0..count).map(|index| format_ident!("__field{index}", span = Span::mixed_site())).collect()
}

fn take(krate: &TokenStream, parameter: &Parameter<'_>) -> TokenStream {
    let name = &parameter.name;
    let from_argument = implementation(krate, parameter, "from_argument");
    match &parameter.attrs.validate {
        None => quote!(__fields.read(#name, #from_argument)),
        Some(validate) => {
            let validate = validation(krate, parameter, &validate.value);
            quote!(__fields.read_valid(#name, #from_argument, #validate))
        }
    }
}

/// The name of a field, and what is wrong with its argument.
fn rest(krate: &TokenStream, parameter: &Parameter<'_>) -> TokenStream {
    let (name, ty) = (&parameter.name, parameter.ty);
    match &parameter.attrs.validate {
        None => quote!((#name, #krate::__private::refusal::<#ty>)),
        Some(validate) => {
            let validate = validation(krate, parameter, &validate.value);
            let local = Ident::new("__argument", Span::mixed_site());
            let refusal = quote!(#krate::__private::refusal_of::<#ty>(#local, #validate));
            quote!((#name, |#local: #krate::__private::Argument<'_>| #refusal))
        }
    }
}

/// The author's function, asked only about a value that is there.
fn validation(krate: &TokenStream, parameter: &Parameter<'_>, validate: &Path) -> TokenStream {
    let ty = parameter.ty;
    let value = asked_value(validate);
    let asked = asked(krate, validate, &value);
    if let Shape::Optional(_) = parameter.shape {
        quote! {
            |#value: &#ty| match #value {
                ::core::option::Option::Some(#value) => #asked,
                ::core::option::Option::None => ::core::result::Result::Ok(()),
            }
        }
    } else {
        quote!(|#value: &#ty| #asked)
    }
}

/// A call of the author's function, in which a `&String` becomes the `&str` that it may take. All of it stands where the
/// function is named, so that rustc points there.
fn asked(krate: &TokenStream, validate: &Path, value: &Ident) -> TokenStream {
    quote_spanned!(validate.span()=> #krate::__private::Verdict::verdict(#validate(#value)))
}

fn asked_value(validate: &Path) -> Ident {
    Ident::new("__value", validate.span())
}

/// What the author's `validate = ...` makes of a whole value of a type.
pub(super) fn validated(krate: &TokenStream, ty: &Type, validate: Option<&Path>, value: &TokenStream) -> TokenStream {
    let Some(validate) = validate else { return value.clone() };
    let local = asked_value(validate);
    let asked = asked(krate, validate, &local);
    quote!(#krate::__private::validated({ #value }, |#local: &#ty| #asked))
}

/// The same for the struct or enum itself.
pub(super) fn validated_self(container: &Container<'_>, krate: &TokenStream, value: &TokenStream) -> TokenStream {
    let validate = container.attrs.validate.as_ref().map(|attr| &attr.value);
    validated(krate, &parse_quote!(Self), validate, value)
}

/// A function of the type's `ParameterType`. It is always named in the same way and at the same place, so that the
/// compiler says once that a type is none.
pub(super) fn implementation(krate: &TokenStream, parameter: &Parameter<'_>, function: &str) -> TokenStream {
    of_type(krate, parameter.ty, function)
}

/// The same, of any type.
pub(super) fn of_type(krate: &TokenStream, ty: &Type, function: &str) -> TokenStream {
    let function = Ident::new(function, ty.span());
    quote_spanned!(ty.span()=> <#ty as #krate::__private::ParameterType>::#function)
}

/// A closure that makes the JSON of a value.
fn json(krate: &TokenStream, ty: &Type, value: &Expr) -> TokenStream {
    let written = text(ty, value).unwrap_or_else(|| quote!(#value));
    let to_json = of_type(krate, ty, "to_json");
    let local = Ident::new("__value", Span::mixed_site());
    quote! {
        || {
            let #local: #ty = #written;
            #to_json(&#local)
        }
    }
}

/// A text where a `String` is asked for, which nobody wants to write `.to_owned()` behind.
fn text(ty: &Type, value: &Expr) -> Option<TokenStream> {
    let is_text = string(ungrouped(value)).is_some() || matches!(ungrouped(value), Expr::Path(_));
    (is_text && matches!(Shape::of(ty), Shape::Text)).then(|| quote!(::core::convert::Into::<#ty>::into(#value)))
}
