//! What a type's name says about it. Only a guess, since names can be shadowed: what it does not know is left to the
//! compiler, through constant assertions on the type's facts.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Ident, PathArguments, Type, TypePath};

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
    Text,
    List,
    Optional(&'a Type),
    /// A name that the macro does not know.
    Other,
}

impl<'a> Shape<'a> {
    pub(crate) fn of(ty: &'a Type) -> Self {
        let Some(path) = path(ty) else { return Self::Other };
        let Some(last) = path.path.segments.last() else { return Self::Other };
        let argument = argument(&last.arguments);
        match (name::of(&last.ident).as_str(), argument) {
            ("bool", None) => Self::Boolean,
            ("f32" | "f64", None) => Self::Float,
            ("String", None) => Self::Text,
            ("Vec", Some(_)) => Self::List,
            ("Option", Some(inner)) => Self::Optional(inner),
            (other, None) => integer(other).map_or(Self::Other, Self::Integer),
            _ => Self::Other,
        }
    }

    /// The shape that constraints are about: that of `T` for an `Option<T>`.
    pub(crate) fn inner(self) -> Self {
        match self {
            Self::Optional(ty) => Shape::of(ty).inner(),
            shape => shape,
        }
    }
}

/// The type that constraints are about: `T` for an `Option<T>`.
pub(crate) fn constrained(ty: &Type) -> &Type {
    match Shape::of(ty) {
        Shape::Optional(inner) => constrained(inner),
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

fn argument(arguments: &PathArguments) -> Option<&Type> {
    match arguments {
        PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1 => match arguments.args.first() {
            Some(GenericArgument::Type(ty)) => Some(ty),
            _ => None,
        },
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
