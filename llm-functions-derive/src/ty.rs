//! What a type's name says about it. Only a guess, since names can be shadowed: what it does not know is left to the
//! compiler, through constant assertions on the type's facts.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, GenericArgument, Ident, PathArguments, Type, TypePath};

use crate::name;

/// A primitive integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Integer {
    pub(crate) name: &'static str,
    pub(crate) minimum: i128,
    pub(crate) maximum: i128,
}

macro_rules! integers {
    ($($name:ident),*) => {
        &[$(Integer { name: stringify!($name), minimum: $name::MIN as i128, maximum: $name::MAX as i128 }),*]
    };
}

/// Pointer-sized integers count as 64 bits, the most they have.
const INTEGERS: &[Integer] = integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// What kind of type it seems to be.
#[derive(Clone, Copy)]
pub(crate) enum Shape<'a> {
    Boolean,
    Integer(Integer),
    Float,
    Character,
    Text,
    /// A list of these items.
    List(&'a Type),
    /// Different items of this type.
    Set(&'a Type),
    /// As many items of this type as the expression says.
    Array(&'a Type, &'a Expr),
    /// Values of this type under names.
    Map(&'a Type),
    Optional(&'a Type),
    Boxed(&'a Type),
    /// A name that the macro does not know.
    Other,
}

impl<'a> Shape<'a> {
    pub(crate) fn of(ty: &'a Type) -> Self {
        if let Type::Array(array) = ungrouped(ty) {
            return Self::Array(&array.elem, &array.len);
        }
        let Some(name) = last_name(ty) else { return Self::Other };
        let arguments: Vec<&Type> = arguments(ty).collect();
        match (name.as_str(), arguments.as_slice()) {
            ("bool", []) => Self::Boolean,
            ("f32" | "f64", []) => Self::Float,
            ("char", []) => Self::Character,
            ("String", []) => Self::Text,
            ("Vec", [item]) => Self::List(item),
            ("HashSet" | "BTreeSet", [item]) => Self::Set(item),
            ("HashMap" | "BTreeMap", [_, value]) => Self::Map(value),
            ("Option", [inner]) => Self::Optional(inner),
            ("Box", [inner]) => Self::Boxed(inner),
            (other, []) => integer(other).map_or(Self::Other, Self::Integer),
            _ => Self::Other,
        }
    }

    /// The type of what is inside a list, set, array or map.
    pub(crate) fn item(self) -> Option<&'a Type> {
        match self {
            Self::List(item) | Self::Set(item) | Self::Array(item, _) | Self::Map(item) => Some(item),
            _ => None,
        }
    }
}

/// The type that constraints are about: `T` for an `Option<T>` and a `Box<T>`.
pub(crate) fn constrained(ty: &Type) -> &Type {
    match Shape::of(ty) {
        Shape::Optional(inner) | Shape::Boxed(inner) => constrained(inner),
        _ => ty,
    }
}

/// The type of a value that is there: `T` for an `Option<T>`.
pub(crate) fn present(ty: &Type) -> &Type {
    match Shape::of(ty) {
        Shape::Optional(inner) => present(inner),
        _ => ty,
    }
}

/// Without parentheses and the invisible groups of macros.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        ty => ty,
    }
}

/// The last name of a type, such as `Vec`.
pub(crate) fn last_name(ty: &Type) -> Option<String> {
    path(ty)?.path.segments.last().map(|segment| name::of(&segment.ident))
}

/// The types in angle brackets.
pub(crate) fn arguments(ty: &Type) -> impl Iterator<Item = &Type> {
    let last = path(ty).and_then(|path| path.path.segments.last());
    let arguments = match last.map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Whether the name stands anywhere in the type.
pub(crate) fn mentions(ty: &Type, name: &Ident) -> bool {
    fn within(tokens: TokenStream, name: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == *name || ident == "Self",
            TokenTree::Group(group) => within(group.stream(), name),
            _ => false,
        })
    }
    within(ty.to_token_stream(), name)
}

fn path(ty: &Type) -> Option<&TypePath> {
    match ungrouped(ty) {
        Type::Path(path) if path.qself.is_none() => Some(path),
        _ => None,
    }
}

fn integer(name: &str) -> Option<Integer> {
    match name {
        "isize" => integer("i64").map(|integer| Integer { name: "isize", ..integer }),
        "usize" => integer("u64").map(|integer| Integer { name: "usize", ..integer }),
        name => INTEGERS.iter().find(|integer| integer.name == name).copied(),
    }
}
