//! Reads FHIR R4 bundles.
//!
//! A bundle is taken apart before anything in it is read: one resource with a wrong type, a number beyond all bounds or a
//! thousand nested lists costs that resource and a [`Warning`], and nothing else. Errors and warnings say where and what
//! kind, never what stood there: that is health data.
//!
//! The views of the resources (`wire`) are our own, over `serde`. The crates with the whole of FHIR were measured and are
//! too much for ten resource types; `docs/decisions/fhir-parsing.md` has the figures.

mod bundle;
mod clinical;
mod entries;
mod error;
mod observation;
mod reader;
mod records;
mod references;
mod visit;
mod warning;
mod wire;

pub use bundle::Bundle;
pub use error::{BundleError, BundleErrorKind};
pub use warning::{Warning, WarningKind};
