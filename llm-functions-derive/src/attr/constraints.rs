//! [`Constraints`]: the keys that say what a value must satisfy beyond its type.

use syn::Meta;

use super::metas::{Attr, Metas};
use super::{Bound, Count, Scalar};
use crate::ctxt::Ctxt;
use crate::symbol;

/// The constraints on a parameter, or on its items.
#[derive(Default)]
pub(crate) struct Constraints {
    pub(crate) minimum: Option<Attr<Bound>>,
    pub(crate) maximum: Option<Attr<Bound>>,
    pub(crate) exclusive_minimum: Option<Attr<Bound>>,
    pub(crate) exclusive_maximum: Option<Attr<Bound>>,
    pub(crate) multiple_of: Option<Attr<Bound>>,
    pub(crate) min_length: Option<Attr<Count>>,
    pub(crate) max_length: Option<Attr<Count>>,
    pub(crate) pattern: Option<Attr<String>>,
    /// The format's name in JSON Schema and in Rust.
    pub(crate) format: Option<Attr<Format>>,
    pub(crate) min_items: Option<Attr<Count>>,
    pub(crate) max_items: Option<Attr<Count>>,
    pub(crate) unique_items: Option<Attr<()>>,
    pub(crate) one_of: Option<Attr<Vec<Attr<Scalar>>>>,
    pub(crate) constant: Option<Attr<Scalar>>,
    pub(crate) items: Option<Attr<Box<Constraints>>>,
}

/// The name of a string format in JSON Schema, and of the runtime crate's constant.
#[derive(Clone, Copy)]
pub(crate) struct Format {
    pub(crate) name: &'static str,
    pub(crate) variant: &'static str,
}

macro_rules! formats {
    ($($name:literal $variant:ident),*) => {
        &[$(($name, Format { name: $name, variant: stringify!($variant) })),*]
    };
}

/// Every format that the runtime crate checks.
const FORMATS: &[(&str, Format)] = formats! {
    "date-time" DateTime, "date" Date, "time" Time, "duration" Duration, "email" Email, "hostname" Hostname,
    "ipv4" Ipv4, "ipv6" Ipv6, "uri" Uri, "uri-reference" UriReference, "uri-template" UriTemplate,
    "json-pointer" JsonPointer, "relative-json-pointer" RelativeJsonPointer, "uuid" Uuid, "byte" Byte
};

impl Constraints {
    /// Takes every constraint out of `metas`.
    pub(crate) fn read(cx: &Ctxt, metas: &mut Metas) -> Self {
        Self {
            minimum: metas.bound(cx, symbol::MINIMUM),
            maximum: metas.bound(cx, symbol::MAXIMUM),
            exclusive_minimum: metas.bound(cx, symbol::EXCLUSIVE_MINIMUM),
            exclusive_maximum: metas.bound(cx, symbol::EXCLUSIVE_MAXIMUM),
            multiple_of: metas.bound(cx, symbol::MULTIPLE_OF),
            min_length: metas.count(cx, symbol::MIN_LENGTH),
            max_length: metas.count(cx, symbol::MAX_LENGTH),
            pattern: metas.string(cx, symbol::PATTERN),
            format: metas.choice(cx, symbol::FORMAT, FORMATS),
            min_items: metas.count(cx, symbol::MIN_ITEMS),
            max_items: metas.count(cx, symbol::MAX_ITEMS),
            unique_items: metas.flag(cx, symbol::UNIQUE_ITEMS),
            one_of: metas.scalars(cx, symbol::ONE_OF),
            constant: metas.scalar(cx, symbol::CONSTANT),
            items: Self::items(cx, metas),
        }
    }

    fn items(cx: &Ctxt, metas: &mut Metas) -> Option<Attr<Box<Self>>> {
        let meta = metas.take(symbol::ITEMS)?;
        let Meta::List(list) = &meta else {
            metas.unread = true;
            cx.error(&meta, "expected `items` to have constraints in parentheses: `items(minimum = 1)`");
            return None;
        };
        let mut inside = Metas::inside(cx, list, &symbol::ON_ITEMS);
        let read = Self::read(cx, &mut inside);
        if !inside.unread && read.is_empty() {
            cx.error(&meta, "`items` has no constraints; write one: `items(minimum = 1)`");
        }
        Some(Attr::new(Box::new(read), &meta))
    }

    /// The keys whose values are numbers.
    pub(crate) fn bounds(&self) -> impl Iterator<Item = (&'static str, &Attr<Bound>)> {
        let all = [
            (symbol::MINIMUM, &self.minimum),
            (symbol::MAXIMUM, &self.maximum),
            (symbol::EXCLUSIVE_MINIMUM, &self.exclusive_minimum),
            (symbol::EXCLUSIVE_MAXIMUM, &self.exclusive_maximum),
            (symbol::MULTIPLE_OF, &self.multiple_of),
        ];
        all.into_iter().filter_map(|(key, attr)| Some((key, attr.as_ref()?)))
    }

    /// The keys whose values are lengths of strings.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = (&'static str, &Attr<Count>)> {
        let all = [(symbol::MIN_LENGTH, &self.min_length), (symbol::MAX_LENGTH, &self.max_length)];
        all.into_iter().filter_map(|(key, attr)| Some((key, attr.as_ref()?)))
    }

    /// The keys whose values are numbers of items.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, &Attr<Count>)> {
        let all = [(symbol::MIN_ITEMS, &self.min_items), (symbol::MAX_ITEMS, &self.max_items)];
        all.into_iter().filter_map(|(key, attr)| Some((key, attr.as_ref()?)))
    }

    /// The values there are, when they are listed.
    pub(crate) fn listed(&self) -> Option<Vec<&Attr<Scalar>>> {
        match (&self.one_of, &self.constant) {
            (Some(values), _) => Some(values.value.iter().collect()),
            (None, Some(constant)) => Some(vec![constant]),
            (None, None) => None,
        }
    }

    /// Every key that is there, with its tokens.
    pub(crate) fn present(&self) -> Vec<(&'static str, &proc_macro2::TokenStream)> {
        let numbers = self.bounds().map(|(key, attr)| (key, &attr.whole));
        let counts = self.lengths().chain(self.counts()).map(|(key, attr)| (key, &attr.whole));
        let others = [
            (symbol::PATTERN, self.pattern.as_ref().map(|attr| &attr.whole)),
            (symbol::FORMAT, self.format.as_ref().map(|attr| &attr.whole)),
            (symbol::UNIQUE_ITEMS, self.unique_items.as_ref().map(|attr| &attr.whole)),
            (symbol::ITEMS, self.items.as_ref().map(|attr| &attr.whole)),
            (symbol::ONE_OF, self.one_of.as_ref().map(|attr| &attr.whole)),
            (symbol::CONSTANT, self.constant.as_ref().map(|attr| &attr.whole)),
        ];
        numbers.chain(counts).chain(others.into_iter().filter_map(|(key, whole)| Some((key, whole?)))).collect()
    }

    fn is_empty(&self) -> bool {
        self.present().is_empty()
    }
}
