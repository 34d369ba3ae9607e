//! Types that no JSON stands for, seen from how they are written. Names are left to the compiler.

use quote::ToTokens;
use syn::Type;

use crate::ctxt::Ctxt;
use crate::ty::{Shape, arguments, last_name, ungrouped};

pub(super) fn check(cx: &Ctxt, ty: &Type) {
    for (at, message) in refusals(ty) {
        cx.error(at, message);
    }
}

/// Every part of a type that cannot be used, and why.
pub(crate) fn refusals(ty: &Type) -> Vec<(&Type, String)> {
    let ty = ungrouped(ty);
    if let Some(message) = refusal(ty) {
        return vec![(ty, message)];
    }
    match ty {
        Type::Array(array) => refusals(&array.elem),
        ty => nameless(ty).into_iter().chain(arguments(ty).flat_map(refusals)).collect(),
    }
}

fn refusal(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(reference) => Some(borrowed(&reference.elem)),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Some(alien(ty)),
        Type::Tuple(_) => {
            Some("tuples are not supported; use a struct, whose fields the model sees by name".to_owned())
        }
        Type::Array(_) => None,
        ty if is_itself_alien(ty) => Some(alien(ty)),
        ty => doubly_optional(ty),
    }
}

fn borrowed(to: &Type) -> String {
    let owned = match ungrouped(to) {
        Type::Slice(slice) => format!("Vec<{}>", spelled(&slice.elem)),
        to if last_name(to).is_some_and(|name| name == "str") => "String".to_owned(),
        to => spelled(to),
    };
    format!("a parameter cannot borrow; its value comes from the model, so use `{owned}`")
}

fn doubly_optional(ty: &Type) -> Option<String> {
    let Shape::Optional(inner) = Shape::of(ty) else { return None };
    let Shape::Optional(_) = Shape::of(inner) else { return None };
    let message = "`Option<Option<T>>` is ambiguous; JSON cannot tell an absent value from a null one here, so use \
                   `Option<T>`";
    Some(message.to_owned())
}

/// A map whose keys are no strings.
fn nameless(ty: &Type) -> Option<(&Type, String)> {
    let Shape::Map(_) = Shape::of(ty) else { return None };
    let key = arguments(ty).next()?;
    let is_scalar = matches!(Shape::of(key), Shape::Boolean | Shape::Integer(_) | Shape::Float | Shape::Character);
    let message = || format!("the keys of a map are strings in JSON, and `{}` is none; use `String`", spelled(key));
    is_scalar.then(|| (key, message()))
}

/// Whether something in it is a pointer, a function, a trait object or the like.
pub(crate) fn is_alien(ty: &Type) -> bool {
    match ungrouped(ty) {
        Type::Path(_) => arguments(ty).any(is_alien),
        Type::Array(array) => is_alien(&array.elem),
        ty => is_itself_alien(ty),
    }
}

fn is_itself_alien(ty: &Type) -> bool {
    match ungrouped(ty) {
        Type::Ptr(_) | Type::ImplTrait(_) | Type::TraitObject(_) | Type::Never(_) | Type::Slice(_) | Type::Infer(_) => {
            true
        }
        Type::Path(_) | Type::Array(_) => false,
        ty => is_function(ty),
    }
}

fn is_function(ty: &Type) -> bool {
    ty.to_token_stream().into_iter().any(|token| token.to_string() == "fn")
}

fn alien(ty: &Type) -> String {
    format!("`{}` is not a type the model can supply as JSON", spelled(ty))
}

/// As somebody would type it, near enough for a message.
pub(crate) fn spelled(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (spaced, tight) in
        [(" < ", "<"), (" >", ">"), (" :: ", "::"), ("& ", "&"), ("* ", "*"), (" ,", ","), ("Fn (", "Fn(")]
    {
        text = text.replace(spaced, tight);
    }
    text
}
