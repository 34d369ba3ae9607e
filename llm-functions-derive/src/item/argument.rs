//! One argument of an `async fn`: the model's, or the application's.

use syn::{Attribute, Field, GenericArgument, Ident, Meta, Pat, PatType, PathArguments, Type, Visibility};

use crate::check::types::spelled;
use crate::ctxt::Ctxt;
use crate::symbol::PARAMETER;
use crate::ty::{last_name, ungrouped};

const DEPS: &str = "deps";

/// An argument that can be used.
pub(super) struct Argument {
    pub(super) role: Role,
}

/// Whose it is.
pub(super) enum Role {
    /// The model's: a field of the struct.
    Parameter(Box<Field>),
    /// `&T` of the application.
    Deps(Type),
    /// `Call<'_, T>`.
    Call(Type),
}

impl Argument {
    /// Reads an argument, and takes off it the attributes that are for this macro.
    pub(super) fn read(cx: &Ctxt, argument: &mut PatType) -> Option<Self> {
        let attrs: Vec<Attribute> = argument.attrs.extract_if(.., |attr| is_ours(attr)).collect();
        for misplaced in argument.attrs.extract_if(.., |attr| super::is_ours(attr)) {
            cx.error(misplaced, "not expected here; the #[llm_function] attribute belongs on the function");
        }
        let injected: Vec<&Attribute> = attrs.iter().filter(|attr| attr.path().is_ident(DEPS)).collect();
        let role = match injected.as_slice() {
            [] => match of_call(&argument.ty) {
                Some(deps) => {
                    not_the_model_s(cx, &attrs);
                    Some(Role::Call(deps))
                }
                None => parameter(cx, argument, attrs),
            },
            [first, ..] => deps(cx, first, &attrs, &argument.ty),
        };
        role.map(|role| Self { role })
    }
}

fn is_ours(attr: &Attribute) -> bool {
    [DEPS, PARAMETER, "doc", "serde"].iter().any(|name| attr.path().is_ident(name))
}

fn deps(cx: &Ctxt, marker: &Attribute, attrs: &[Attribute], ty: &Type) -> Option<Role> {
    not_the_model_s(cx, attrs);
    if !matches!(marker.meta, Meta::Path(_)) {
        cx.error(&marker.meta, "#[deps] takes no values; the argument's type says what is injected");
    }
    let Type::Reference(reference) = ungrouped(ty) else {
        cx.error(ty, format!("what is injected is shared by all calls; take it as `&{}`", spelled(ty)));
        return Some(Role::Deps(ty.clone()));
    };
    if let Some(mutability) = &reference.mutability {
        let message = "what is injected is shared by all calls; take it as `&`, and put what changes into a `Mutex`";
        cx.error(mutability, message);
    }
    if let Some(lifetime) = &reference.lifetime {
        cx.error(lifetime, "what is injected is borrowed for the call; leave the lifetime out");
    }
    if let Type::TraitObject(_) = ungrouped(&reference.elem) {
        let inner = spelled(&reference.elem);
        cx.error(&reference.elem, format!("what is injected must have a size; take it as `&Box<{inner}>`"));
        return None;
    }
    Some(Role::Deps((*reference.elem).clone()))
}

/// The keys of a parameter on something that is none.
fn not_the_model_s(cx: &Ctxt, attrs: &[Attribute]) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(PARAMETER)) {
        cx.error(attr, "not expected here; the model does not see what is injected");
    }
}

fn parameter(cx: &Ctxt, argument: &PatType, attrs: Vec<Attribute>) -> Option<Role> {
    let ident = name(cx, &argument.pat);
    if let Type::Reference(reference) = ungrouped(&argument.ty) {
        let owned = match ungrouped(&reference.elem) {
            Type::Slice(slice) => format!("Vec<{}>", spelled(&slice.elem)),
            to if last_name(to).is_some_and(|name| name == "str") => "String".to_owned(),
            to => spelled(to),
        };
        let message = format!(
            "a parameter cannot borrow; its value comes from the model, so use `{owned}`, or mark it with #[deps] if the \
             application injects it"
        );
        cx.error(&argument.ty, message);
        return None;
    }
    if let Type::ImplTrait(_) = ungrouped(&argument.ty) {
        cx.error(&argument.ty, "a parameter needs a type of its own; write the type instead of `impl`");
        return None;
    }
    let ty = (*argument.ty).clone();
    let (vis, colon_token) = (Visibility::Inherited, Some(argument.colon_token));
    let field = Field { ident: Some(ident?), ty, attrs, vis, colon_token, ..empty() };
    Some(Role::Parameter(Box::new(field)))
}

/// The name that the model sees.
fn name(cx: &Ctxt, pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(ident.ident.clone()),
        other => {
            cx.error(other, "the model passes arguments by name; write a name here, and take it apart in the body");
            None
        }
    }
}

/// What `Call<'_, T>` is a call with.
fn of_call(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ungrouped(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Call")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// A field as nobody wrote one.
fn empty() -> Field {
    syn::parse_quote!(())
}
