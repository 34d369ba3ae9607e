//! What an `async fn` returns: the output and the error of the function.

use syn::visit::Visit;
use syn::{Lifetime, ReturnType, Type, TypeReference};

use crate::check::types::spelled;
use crate::ctxt::Ctxt;
use crate::ty::{arguments, last_name, ungrouped};

/// The return type, as far as its name tells.
pub(super) enum Returned {
    /// `Result<T, E>`.
    Result { output: Box<Type>, error: Box<Type> },
    /// A `Result` of a module's own, such as `io::Result<T>`.
    Alias(Box<Type>),
    /// Anything else, which cannot fail.
    Output(Box<Type>),
}

/// Reads the return type; `None` where it cannot be used.
pub(super) fn read(cx: &Ctxt, signature: &syn::Signature) -> Option<Returned> {
    let ReturnType::Type(_, ty) = &signature.output else {
        let message = format!(
            "`{}` returns nothing that the model could read; return a `String`, or a type that derives \
             `serde::Serialize`",
            signature.ident
        );
        cx.error(&signature.ident, message);
        return None;
    };
    if let Type::ImplTrait(_) = ungrouped(ty) {
        cx.error(ty, "what the model reads needs a type of its own; write the type instead of `impl`");
        return None;
    }
    let mut borrows = Borrows { found: None };
    borrows.visit_type(ty);
    if let Some((at, owned)) = borrows.found {
        cx.error(at, format!("the result outlives what it was made from, so it cannot borrow; return {owned}"));
        return None;
    }
    Some(of(ty))
}

fn of(ty: &Type) -> Returned {
    let whole = Box::new(ungrouped(ty).clone());
    if last_name(ty).is_none_or(|name| name != "Result") {
        return Returned::Output(whole);
    }
    let parts: Vec<Type> = arguments(ty).cloned().collect();
    match <[Type; 2]>::try_from(parts) {
        Ok([output, error]) => Returned::Result { output: Box::new(output), error: Box::new(error) },
        Err(_) => Returned::Alias(whole),
    }
}

/// Finds the first thing in a type that is borrowed for less than `'static`.
struct Borrows {
    found: Option<(Box<dyn quote::ToTokens>, String)>,
}

impl Visit<'_> for Borrows {
    fn visit_type_reference(&mut self, reference: &TypeReference) {
        if reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static") {
            return;
        }
        let is_text = last_name(&reference.elem).is_some_and(|name| name == "str");
        let owned = if is_text { "String".to_owned() } else { spelled(&reference.elem) };
        self.found.get_or_insert_with(|| (Box::new(reference.clone()), format!("`{owned}`")));
    }

    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        if lifetime.ident != "static" {
            self.found.get_or_insert_with(|| (Box::new(lifetime.clone()), "an owned value".to_owned()));
        }
    }
}
