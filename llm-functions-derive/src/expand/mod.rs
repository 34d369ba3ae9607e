//! The model → tokens: constant data and one generic call per field. Every path starts at `::core` or at the runtime
//! crate, so that nothing in the user's scope can get in the way.

mod assertions;
mod constraints;
mod function;
mod newtype;
mod parameter;
mod parameter_type;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use assertions::assertion;

use crate::ast::{Body, Container, Derive};

/// The impls for an item without mistakes.
pub(crate) fn expand(container: &Container<'_>) -> TokenStream {
    let krate = container.krate();
    let item = match (container.derive, &container.body) {
        (Derive::Function, Body::Fields(parameters)) => function::expand(container, &krate, parameters),
        (Derive::ParameterType, Body::Fields(fields)) => parameter_type::object(container, &krate, fields),
        (Derive::ParameterType, Body::Newtype(field)) => newtype::expand(container, &krate, field),
        (Derive::ParameterType, Body::Variants(variants)) if container.is_choice() => {
            parameter_type::choices(container, &krate, variants)
        }
        (Derive::ParameterType, Body::Variants(variants)) => union::expand(container, &krate, variants),
        // Refused by `check` before.
        _ => TokenStream::new(),
    };
    scoped(&item)
}

/// In a scope of its own, where no lint of the user's looks.
pub(crate) fn scoped(items: &TokenStream) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(
            deprecated,
            unused_qualifications,
            unused_mut,
            unused_variables,
            trivial_casts,
            trivial_numeric_casts,
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction
        )]
        const _: () = { #items };
    }
}
