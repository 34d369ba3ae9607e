//! Attributes → values with the tokens they came from. Nothing here returns a `Result`: what cannot be read is reported
//! to the [`Ctxt`] and left out, and reading goes on.

mod constraints;
mod duration;
mod entry;
mod literal;
mod metas;
mod number;
mod others;
mod scalar;
pub(crate) mod serde;
mod values;

use std::time::Duration;

use syn::{Attribute, Expr, Path};

pub(crate) use constraints::Constraints;
pub(crate) use literal::{string, ungrouped};
pub(crate) use metas::{Attr, Metas};
pub(crate) use number::{Bound, Count};
pub(crate) use scalar::Scalar;

use crate::ctxt::Ctxt;
use crate::name::Case;
use crate::symbol::{self, Keys};

/// What stands on a struct or enum.
#[derive(Default)]
pub(crate) struct ContainerAttrs {
    pub(crate) name: Option<Attr<String>>,
    pub(crate) description: Option<Attr<Expr>>,
    pub(crate) read_only: Option<Attr<()>>,
    pub(crate) idempotent: Option<Attr<()>>,
    pub(crate) destructive: Option<Attr<()>>,
    pub(crate) exclusive: Option<Attr<()>>,
    pub(crate) blocking: Option<Attr<()>>,
    pub(crate) requires_approval: Option<Attr<()>>,
    pub(crate) timeout: Option<Attr<Duration>>,
    pub(crate) max_output: Option<Attr<Count>>,
    pub(crate) retries: Option<Attr<Count>>,
    pub(crate) egress: Option<Attr<String>>,
    pub(crate) sensitivity: Option<Attr<&'static str>>,
    pub(crate) rename_all: Option<Attr<Case>>,
    pub(crate) validate: Option<Attr<Path>>,
    pub(crate) rename_all_fields: Option<Attr<Case>>,
    pub(crate) tag: Option<Attr<String>>,
    pub(crate) content: Option<Attr<String>>,
    /// The value that the fields' defaults come from, as `#[serde(default)]` says.
    pub(crate) default: Option<Expr>,
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
    /// The value of an absent argument where no `default` of ours says it.
    pub(crate) inherited: Option<Expr>,
    pub(crate) examples: Vec<Attr<Expr>>,
    pub(crate) constraints: Constraints,
    pub(crate) sensitive: Option<Attr<()>>,
    pub(crate) validate: Option<Attr<Path>>,
    pub(crate) skip: Option<Attr<()>>,
    /// As above.
    pub(crate) unread: bool,
}

/// The labels of data, as written and as the constant is called.
const SENSITIVITIES: &[(&str, &str)] = &[("public", "Public"), ("personal", "Personal"), ("sensitive", "Sensitive")];

impl ContainerAttrs {
    /// Reads everything that may stand at this place.
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], keys: &Keys) -> Self {
        let mut metas = Metas::read(cx, attrs, keys);
        others::refuse(cx, attrs, keys, &metas.given());
        Self {
            name: metas.string(cx, symbol::NAME),
            description: metas.text(cx, symbol::DESCRIPTION),
            read_only: metas.flag(cx, symbol::READ_ONLY),
            idempotent: metas.flag(cx, symbol::IDEMPOTENT),
            destructive: metas.flag(cx, symbol::DESTRUCTIVE),
            exclusive: metas.flag(cx, symbol::EXCLUSIVE),
            blocking: metas.flag(cx, symbol::BLOCKING),
            requires_approval: metas.flag(cx, symbol::REQUIRES_APPROVAL),
            timeout: metas.duration(cx, symbol::TIMEOUT),
            max_output: metas.count(cx, symbol::MAX_OUTPUT),
            retries: metas.count(cx, symbol::RETRIES),
            egress: metas.string(cx, symbol::EGRESS),
            sensitivity: metas.choice(cx, symbol::SENSITIVITY, SENSITIVITIES),
            rename_all: metas.choice(cx, symbol::RENAME_ALL, Case::NAMES),
            validate: metas.path(cx, symbol::VALIDATE),
            rename_all_fields: metas.choice(cx, symbol::RENAME_ALL_FIELDS, Case::NAMES),
            tag: metas.string(cx, symbol::TAG),
            content: metas.string(cx, symbol::CONTENT),
            default: None,
            krate: metas.path(cx, symbol::CRATE),
            unread: metas.unread,
        }
    }
}

impl MemberAttrs {
    /// Reads everything that may stand at this place.
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], keys: &Keys) -> Self {
        let mut metas = Metas::read(cx, attrs, keys);
        others::refuse(cx, attrs, keys, &metas.given());
        Self {
            name: metas.string(cx, symbol::NAME),
            rename_all: metas.choice(cx, symbol::RENAME_ALL, Case::NAMES),
            description: metas.text(cx, symbol::DESCRIPTION),
            default: metas.expression(cx, symbol::DEFAULT),
            inherited: None,
            examples: metas.examples(cx),
            constraints: Constraints::read(cx, &mut metas),
            sensitive: metas.flag(cx, symbol::SENSITIVE),
            validate: metas.path(cx, symbol::VALIDATE),
            skip: metas.flag(cx, symbol::SKIP),
            unread: metas.unread,
        }
    }
}

/// Reports an attribute of ours that stands where nothing reads it.
pub(crate) fn misplaced(cx: &Ctxt, attrs: &[Attribute], owner: &str, belongs: &str) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(owner)) {
        cx.error(attr, format!("not expected here; the #[{owner}] attribute belongs on {belongs}"));
    }
}
