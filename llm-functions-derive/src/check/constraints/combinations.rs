//! Keys that say the same thing twice, or contradict each other.

use super::both;
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::symbol;

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    let constraints = subject.constraints;
    for (inclusive, exclusive, keys) in [
        (&constraints.minimum, &constraints.exclusive_minimum, (symbol::MINIMUM, symbol::EXCLUSIVE_MINIMUM)),
        (&constraints.maximum, &constraints.exclusive_maximum, (symbol::MAXIMUM, symbol::EXCLUSIVE_MAXIMUM)),
    ] {
        if let (Some(inclusive), Some(exclusive)) = (inclusive, exclusive) {
            let message = format!("`{}` and `{}` cannot be combined; keep the one that is meant", keys.0, keys.1);
            both(cx, inclusive, exclusive, &message);
        }
    }
    constant(cx, subject);
}

/// A constant beside a key that narrows what can be given: nothing is left to narrow.
fn constant(cx: &Ctxt, subject: &Subject<'_>) {
    let Some(constant) = &subject.constraints.constant else { return };
    let others = subject.constraints.present().into_iter().filter(|(key, _)| *key != symbol::CONSTANT);
    for (index, (key, whole)) in others.enumerate() {
        let message = format!("`constant` and `{key}` cannot be combined; a constant is the only value there is");
        if index == 0 {
            cx.error(&constant.whole, &message);
        }
        cx.error(whole, message);
    }
}
