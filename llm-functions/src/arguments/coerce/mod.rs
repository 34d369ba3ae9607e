//! Arguments that do not fit as they stand, and leave no doubt about what was meant.
//!
//! Small models write `"5"` for 5, one value for a list of one, a choice in capitals, a dictionary as Python prints it.
//! Refusing all of that costs a turn each time; guessing would be worse. So a value is coerced only when the strict check
//! refuses it, when *exactly one* reading of it fits its place, and when nothing is lost: no digit, no name that stands
//! twice, no text that was cut. Each coercion is recorded, and each kind can be switched off.
//!
//! The search is bounded by a budget of steps, so that alternatives in alternatives and strings in strings cost no more
//! than a moment; when the budget is spent nothing is coerced and the strict refusal stands.

mod decimal;
mod inside;
mod kind;
mod python;
mod rewrite;
mod scalar;
mod search;
mod spelling;
mod text;
mod writing;

pub use kind::{Coercion, CoercionKind, Coercions};

use super::check::Path;
use crate::json::Json;
use crate::view::{FunctionView, NodeId};
use search::{How, Reading, Search};

/// The only reading of a text that fits the function, with what was done for it; `None` when there is none or more than
/// one. Not filled in and not checked beyond that.
pub(super) fn arguments(view: &FunctionView, text: &str, allowed: Coercions) -> Option<(Json, Vec<Coercion>)> {
    if allowed == Coercions::NONE {
        return None;
    }
    let text = text::read(text, allowed)?;
    // No arguments at all, as in the strict reading.
    let tree = if text.tree == Json::Null { Json::Object(Vec::new()) } else { text.tree };
    let found = Search::new(view, allowed).place(NodeId::ROOT, &tree, &text.writing, &Path::Root, How::ROOT);
    let Reading { value, done } = found.ok()??.after(&text.kinds, &Path::Root);
    Some((value, done))
}
