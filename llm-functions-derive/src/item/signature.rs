//! The signature of an `async fn`: which arguments are the model's, and what the application injects.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DataStruct, DeriveInput, Field, FieldsNamed, FnArg, GenericParam, Ident, Type, Visibility,
    parse_quote,
};

use super::argument::{Argument, Role};
use super::returned::{self, Returned};
use crate::ctxt::Ctxt;
use crate::name;

/// What the attribute understood.
pub(super) struct Signature {
    /// What the struct is called.
    pub(super) ident: Ident,
    /// In order; those that cannot be used are left out.
    pub(super) arguments: Vec<Argument>,
    pub(super) deps: Option<Type>,
    pub(super) returned: Option<Returned>,
    /// It takes `self`.
    pub(super) is_method: bool,
}

impl Signature {
    /// Reads the signature, and takes off its arguments the attributes that are for this macro.
    pub(super) fn read(cx: &Ctxt, signature: &mut syn::Signature) -> Self {
        qualifiers(cx, signature);
        generics(cx, signature);
        let is_method = signature.receiver().is_some();
        let arguments: Vec<_> = signature.inputs.iter_mut().filter_map(|argument| read(cx, argument)).collect();
        let ident = Ident::new(&name::pascal(&name::of(&signature.ident)), signature.ident.span());
        let deps = deps(cx, &arguments);
        Self { ident, arguments, deps, returned: returned::read(cx, signature), is_method }
    }

    /// The struct that somebody would have written for the derive.
    pub(super) fn arguments(&self, vis: &Visibility, attrs: Vec<Attribute>) -> DeriveInput {
        let fields: Punctuated<Field, syn::Token![,]> = self.fields().cloned().collect();
        let fields = FieldsNamed { brace_token: syn::token::Brace::default(), named: fields };
        let data = DataStruct {
            struct_token: syn::Token![struct](self.ident.span()),
            fields: syn::Fields::Named(fields),
            semi_token: None,
        };
        let generics = syn::Generics::default();
        DeriveInput { attrs, vis: vis.clone(), ident: self.ident.clone(), generics, data: Data::Struct(data) }
    }

    /// The same without what only the derive reads.
    pub(super) fn structure(&self, input: &DeriveInput) -> TokenStream {
        let (vis, ident) = (&input.vis, &input.ident);
        let docs = input.attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        let fields = self.fields().map(|field| {
            let (ident, ty) = (&field.ident, &field.ty);
            quote!(#ident: #ty)
        });
        // A second item of this name is reported at the function, not at the attribute.
        let structure = syn::Token![struct](ident.span());
        quote! {
            #(#docs)*
            #[allow(
                missing_docs,
                missing_copy_implementations,
                missing_debug_implementations,
                unreachable_pub,
                clippy::exhaustive_structs,
                clippy::empty_structs_with_brackets
            )]
            #vis #structure #ident { #(#fields),* }
        }
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.arguments.iter().filter_map(|argument| match &argument.role {
            Role::Parameter(field) => Some(&**field),
            Role::Deps(_) | Role::Call(_) => None,
        })
    }

    /// A local variable for each argument.
    pub(super) fn locals(&self) -> Vec<Ident> {
        let site = proc_macro2::Span::mixed_site();
        (0..self.arguments.len()).map(|index| format_ident!("argument{index}", span = site)).collect()
    }
}

fn read(cx: &Ctxt, argument: &mut FnArg) -> Option<Argument> {
    match argument {
        FnArg::Receiver(receiver) => {
            let message = "a function of a model has no `self`; write a free function, and mark what the application \
                           injects with #[deps]";
            cx.error(receiver, message);
            None
        }
        FnArg::Typed(typed) => Argument::read(cx, typed),
    }
}

fn qualifiers(cx: &Ctxt, signature: &syn::Signature) {
    let ident = &signature.ident;
    if signature.asyncness.is_none() {
        let message = format!("a function that a model calls is `async`; write `async fn {ident}`");
        cx.error(signature.fn_token, message);
    }
    let refused = [
        signature.constness.as_ref().map(ToTokens::to_token_stream),
        signature.abi.as_ref().map(ToTokens::to_token_stream),
    ];
    let unsafety = signature.safety.to_token_stream();
    let unsafety = (!unsafety.is_empty()).then_some(unsafety);
    for qualifier in refused.into_iter().chain([unsafety]).flatten() {
        cx.error(&qualifier, format!("a function that a model calls cannot be `{qualifier}`; remove it"));
    }
}

fn generics(cx: &Ctxt, signature: &syn::Signature) {
    for param in &signature.generics.params {
        let message = match param {
            GenericParam::Lifetime(_) => "a function cannot borrow; its arguments come from the model and are owned",
            _ => {
                "generic functions are not supported; a function has one name and one list of parameters, whatever its \
                 type arguments"
            }
        };
        cx.error(param, message);
    }
}

/// What is injected, which both `#[deps]` and `Call` name.
fn deps(cx: &Ctxt, arguments: &[Argument]) -> Option<Type> {
    let all = || arguments.iter().map(|argument| &argument.role);
    let injected: Vec<&Type> =
        all().filter_map(|role| if let Role::Deps(ty) = role { Some(ty) } else { None }).collect();
    let calls: Vec<&Type> = all().filter_map(|role| if let Role::Call(ty) = role { Some(ty) } else { None }).collect();
    for second in injected.iter().skip(1) {
        let message = "a function has one #[deps]; put what it needs into one struct, and inject that";
        cx.error(second, message);
    }
    for second in calls.iter().skip(1) {
        cx.error(second, "a function has one `Call`; remove this one");
    }
    if let (Some(injected), Some(call)) = (injected.first(), calls.first())
        && injected != call
    {
        let (injected, call) = (crate::check::types::spelled(injected), crate::check::types::spelled(call));
        let message = format!(
            "`Call` is of `{call}`, and #[deps] of `{injected}`; both name what is injected, so they must agree"
        );
        cx.error(calls.first(), message);
    }
    injected.first().or(calls.first()).map(|ty| (*ty).clone())
}

/// `()` where nothing is injected.
pub(super) fn injected(signature: &Signature) -> Type {
    signature.deps.clone().unwrap_or_else(|| parse_quote!(()))
}
