//! `impl Execute` for the struct of an `async fn`: a call of it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::argument::Role;
use super::returned::Returned;
use super::signature::{Signature, injected};
use crate::expand::scoped;

pub(super) fn expand(krate: &TokenStream, function: &syn::Signature, signature: &Signature) -> TokenStream {
    let ident = &signature.ident;
    let deps = injected(signature);
    let Some(returned) = &signature.returned else { return TokenStream::new() };
    let (output, error, check) = types(krate, returned);
    let call = Ident::new("__call", Span::mixed_site());
    let locals = signature.locals();
    let taken = signature.arguments.iter().zip(&locals).filter_map(|(argument, local)| match &argument.role {
        Role::Parameter(field) => {
            let ident = &field.ident;
            Some(quote!(#ident: #local))
        }
        Role::Deps(_) | Role::Call(_) => None,
    });
    let passed = signature.arguments.iter().zip(&locals).map(|(argument, local)| match &argument.role {
        Role::Parameter(_) => local.to_token_stream(),
        Role::Deps(_) => quote!(#krate::Call::deps(&#call)),
        Role::Call(_) => call.to_token_stream(),
    });
    let passed: Vec<_> = passed.collect();
    let (deps_first, passed) = deps_before_call(krate, signature, &call, passed);
    let name = &function.ident;
    // A future that is not `Send` is reported at the function, not at the attribute.
    let at = Span::call_site().located_at(name.span());
    let value = quote_spanned!(at=> #name(#(#passed),*).await);
    let value = match returned {
        Returned::Output(_) => quote!(::core::result::Result::Ok(#value)),
        Returned::Result { .. } | Returned::Alias(_) => value,
    };
    let signed = quote_spanned! {at=>
        async fn execute(self, #call: #krate::Call<'_, #deps>) -> ::core::result::Result<Self::Output, Self::Error>
    };
    scoped(&quote! {
        #[automatically_derived]
        impl #krate::Execute for #ident {
            type Deps = #deps;
            type Output = #output;
            type Error = #error;

            #signed {
                let Self { #(#taken),* } = self;
                #deps_first
                #value
            }
        }
        #check
    })
}

/// The dependencies are asked for before the call is given away.
fn deps_before_call(
    krate: &TokenStream,
    signature: &Signature,
    call: &Ident,
    passed: Vec<TokenStream>,
) -> (Option<TokenStream>, Vec<TokenStream>) {
    let has_call = signature.arguments.iter().any(|argument| matches!(argument.role, Role::Call(_)));
    if !has_call {
        return (None, passed);
    }
    let deps = Ident::new("__deps", Span::mixed_site());
    let roles = signature.arguments.iter().map(|argument| &argument.role);
    let passed = roles.zip(passed).map(|(role, passed)| match role {
        Role::Deps(_) => deps.to_token_stream(),
        Role::Parameter(_) | Role::Call(_) => passed,
    });
    (Some(quote!(let #deps = #krate::Call::deps(&#call);)), passed.collect())
}

/// The output and the error, and what is left for the compiler to check.
fn types(krate: &TokenStream, returned: &Returned) -> (TokenStream, TokenStream, Option<TokenStream>) {
    match returned {
        Returned::Result { output, error } => (quote!(#output), quote!(#error), None),
        Returned::Alias(ty) => {
            let of = |part: &str| {
                let part = Ident::new(part, ty.span());
                quote_spanned!(ty.span()=> <#ty as #krate::__private::Returned>::#part)
            };
            (of("Output"), of("Error"), None)
        }
        Returned::Output(ty) => {
            let message = "this is a `Result` under another name, of which the model would read `Ok` and `Err`; write \
                           `Result<T, E>`";
            let probe = quote_spanned!(ty.span()=> #krate::__private::Probe::<#ty>::IS_RESULT);
            let check = crate::expand::assertion(krate, &ty.to_token_stream(), &quote!(!#probe), message);
            let check = quote! {
                #[allow(unused_imports)]
                const _: () = {
                    use #krate::__private::IsNoResult as _;
                    #check
                };
            };
            (quote!(#ty), quote!(::core::convert::Infallible), Some(check))
        }
    }
}

/// An impl that compiles and is never run.
pub(super) fn fallback(krate: &TokenStream, signature: &Signature) -> TokenStream {
    let ident = &signature.ident;
    let deps = injected(signature);
    scoped(&quote! {
        #[automatically_derived]
        impl #krate::Execute for #ident {
            type Deps = #deps;
            type Output = ();
            type Error = ::core::convert::Infallible;

            async fn execute(
                self,
                _: #krate::Call<'_, #deps>,
            ) -> ::core::result::Result<Self::Output, Self::Error> {
                ::core::unreachable!()
            }
        }
    })
}
