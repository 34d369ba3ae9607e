//! Patterns: the subset of regular expressions that means the same wherever it is checked.

use crate::ctxt::Ctxt;
use crate::subject::Subject;

pub(super) fn check(_cx: &Ctxt, subject: &Subject<'_>) {
    let Some(_pattern) = &subject.constraints.pattern else { return };
}

/// Whether a text contains a match; `None` when the pattern cannot be read, which is reported at the pattern.
pub(crate) fn matches(_pattern: &str, _text: &str) -> Option<bool> {
    None
}
