//! Patterns: the subset of regular expressions that means the same wherever it is checked.

use llm_functions_pattern::Pattern;

use crate::ctxt::Ctxt;
use crate::subject::Subject;

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    let Some(pattern) = &subject.constraints.pattern else { return };
    if let Err(error) = Pattern::parse(&pattern.value) {
        let place = pattern.value.get(..error.position).map_or(0, |before| before.chars().count()) + 1;
        cx.error(&pattern.written, format!("`pattern` at character {place}: {error}"));
    }
}

/// Whether a text contains a match; `None` when the pattern cannot be read, which is reported at the pattern.
pub(crate) fn matches(pattern: &str, text: &str) -> Option<bool> {
    let rust = Pattern::parse(pattern).ok()?.to_rust();
    regex_lite::Regex::new(&rust).ok().map(|regex| regex.is_match(text))
}
