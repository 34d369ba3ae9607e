//! Attributes → values with the tokens they came from. Nothing here returns a `Result`: what cannot be read is reported
//! to the [`Ctxt`] and left out, and reading goes on.

mod metas;
mod number;
mod serde;

use syn::{Attribute, Expr, Path};

use metas::Metas;
pub(crate) use metas::{Attr, string, ungrouped};
pub(crate) use number::{Bound, Count};

use crate::ctxt::Ctxt;
use crate::name::Case;
use crate::symbol::{self, Keys};

/// What stands on a struct or enum.
#[derive(Default)]
pub(crate) struct ContainerAttrs {
    pub(crate) name: Option<Attr<String>>,
    pub(crate) description: Option<Attr<Expr>>,
    pub(crate) read_only: Option<Attr<()>>,
    pub(crate) exclusive: Option<Attr<()>>,
    pub(crate) sensitivity: Option<Attr<&'static str>>,
    pub(crate) rename_all: Option<Attr<Case>>,
    pub(crate) rename_all_fields: Option<Attr<Case>>,
    pub(crate) tag: Option<Attr<String>>,
    pub(crate) content: Option<Attr<String>>,
    pub(crate) krate: Option<Attr<Path>>,
    /// Something could not be read, so what is absent may have been meant by it.
    pub(crate) unread: bool,
}

/// What stands on a field or a variant.
#[derive(Default)]
pub(crate) struct MemberAttrs {
    pub(crate) name: Option<Attr<String>>,
    pub(crate) rename_all: Option<Attr<Case>>,
    pub(crate) description: Option<Attr<Expr>>,
    pub(crate) default: Option<Attr<Expr>>,
    pub(crate) minimum: Option<Attr<Bound>>,
    pub(crate) maximum: Option<Attr<Bound>>,
    pub(crate) min_length: Option<Attr<Count>>,
    pub(crate) max_length: Option<Attr<Count>>,
    pub(crate) min_items: Option<Attr<Count>>,
    pub(crate) max_items: Option<Attr<Count>>,
    /// As above.
    pub(crate) unread: bool,
}

/// The labels of data, as written and as the constant is called.
const SENSITIVITIES: &[(&str, &str)] = &[("public", "Public"), ("personal", "Personal"), ("sensitive", "Sensitive")];

impl ContainerAttrs {
    /// Reads everything that may stand at this place.
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], keys: &Keys) -> Self {
        let mut metas = Metas::read(cx, attrs, keys);
        let read = Self {
            name: metas.string(cx, symbol::NAME),
            description: metas.text(cx, symbol::DESCRIPTION),
            read_only: metas.flag(cx, symbol::READ_ONLY),
            exclusive: metas.flag(cx, symbol::EXCLUSIVE),
            sensitivity: metas.choice(cx, symbol::SENSITIVITY, SENSITIVITIES),
            rename_all: metas.choice(cx, symbol::RENAME_ALL, Case::NAMES),
            rename_all_fields: metas.choice(cx, symbol::RENAME_ALL_FIELDS, Case::NAMES),
            tag: metas.string(cx, symbol::TAG),
            content: metas.string(cx, symbol::CONTENT),
            krate: metas.path(cx, symbol::CRATE),
            unread: metas.unread,
        };
        let given = [(symbol::RENAME_ALL, read.rename_all.is_some()), (symbol::NAME, read.name.is_some())];
        serde::refuse(cx, attrs, keys, &given);
        read
    }
}

impl MemberAttrs {
    /// Reads everything that may stand at this place.
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], keys: &Keys) -> Self {
        let mut metas = Metas::read(cx, attrs, keys);
        let read = Self {
            name: metas.string(cx, symbol::NAME),
            rename_all: metas.choice(cx, symbol::RENAME_ALL, Case::NAMES),
            description: metas.text(cx, symbol::DESCRIPTION),
            default: metas.expression(cx, symbol::DEFAULT),
            minimum: metas.bound(cx, symbol::MINIMUM),
            maximum: metas.bound(cx, symbol::MAXIMUM),
            min_length: metas.count(cx, symbol::MIN_LENGTH),
            max_length: metas.count(cx, symbol::MAX_LENGTH),
            min_items: metas.count(cx, symbol::MIN_ITEMS),
            max_items: metas.count(cx, symbol::MAX_ITEMS),
            unread: metas.unread,
        };
        let given = [(symbol::NAME, read.name.is_some()), (symbol::DEFAULT, read.default.is_some())];
        serde::refuse(cx, attrs, keys, &given);
        read
    }
}

/// Reports an attribute of ours that stands where nothing reads it.
pub(crate) fn misplaced(cx: &Ctxt, attrs: &[Attribute], owner: &str, belongs: &str) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(owner)) {
        cx.error(attr, format!("not expected here; the #[{owner}] attribute belongs on {belongs}"));
    }
}
