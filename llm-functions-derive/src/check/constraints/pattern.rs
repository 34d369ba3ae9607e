//! Patterns: the subset of regular expressions that means the same wherever it is checked.

use llm_functions_pattern::Pattern;

use crate::attr::{Attr, Count};
use crate::ctxt::Ctxt;
use crate::subject::Subject;

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    let Some(pattern) = &subject.constraints.pattern else { return };
    match Pattern::parse(&pattern.value) {
        Ok(read) => length(cx, subject, &read),
        Err(error) => {
            let place = pattern.value.get(..error.position).map_or(0, |before| before.chars().count()) + 1;
            cx.error(&pattern.written, format!("`pattern` at character {place}: {error}"));
        }
    }
}

/// A length that no match has.
fn length(cx: &Ctxt, subject: &Subject<'_>, pattern: &Pattern) {
    let constraints = subject.constraints;
    let known = |attr: &Option<Attr<Count>>| attr.as_ref().and_then(|attr| attr.value.literal());
    let shortest = pattern.min_length();
    let longest = pattern.max_length().filter(|_| pattern.is_anchored());
    let too_long = longest.filter(|longest| known(&constraints.min_length).is_some_and(|least| least > *longest));
    let message = match (known(&constraints.max_length), too_long) {
        (Some(most), _) if most < shortest => {
            format!(
                "no value can have at most {most} characters and match the pattern, which takes at least {shortest}"
            )
        }
        (_, Some(longest)) => {
            let least = known(&constraints.min_length).unwrap_or_default();
            format!(
                "no value can have at least {least} characters and match the pattern, which takes at most {longest}"
            )
        }
        _ => return,
    };
    let limit = if too_long.is_some() { &constraints.min_length } else { &constraints.max_length };
    let at = constraints.pattern.iter().map(|attr| &attr.whole).chain(limit.iter().map(|attr| &attr.whole));
    for whole in at {
        cx.error(whole, &message);
    }
}

/// Whether a text contains a match; `None` when the pattern cannot be read, which is reported at the pattern.
pub(crate) fn matches(pattern: &str, text: &str) -> Option<bool> {
    let rust = Pattern::parse(pattern).ok()?.to_rust();
    regex_lite::Regex::new(&rust).ok().map(|regex| regex.is_match(text))
}
