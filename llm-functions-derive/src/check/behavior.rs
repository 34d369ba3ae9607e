//! What is said of a whole function or type: no contradictions, nothing empty.

use crate::ast::Container;
use crate::ctxt::Ctxt;

pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    let attrs = &container.attrs;
    if let (Some(read_only), Some(destructive)) = (&attrs.read_only, &attrs.destructive) {
        let message = "`read_only` and `destructive` cannot be combined; what changes nothing destroys nothing";
        cx.error(&read_only.whole, message);
        cx.error(&destructive.whole, message);
    }
    if let Some(bytes) = attrs.max_output.as_ref().filter(|bytes| bytes.value.literal() == Some(0)) {
        cx.error(&bytes.written, "`max_output` is 0, so the model would read nothing; give a number of bytes");
    }
    if let (Some(retries), None, None) = (&attrs.retries, &attrs.read_only, &attrs.idempotent) {
        let message =
            "`retries` needs `idempotent`, which says that calling it again changes nothing more, or `read_only`";
        cx.error(&retries.whole, message);
    }
    if let Some(egress) = attrs.egress.as_ref().filter(|egress| egress.value.trim().is_empty()) {
        cx.error(&egress.written, "`egress` is empty; name where the function sends data");
    }
    if let Some(validate) = attrs.validate.as_ref().filter(|_| container.is_choice()) {
        let message = "`validate` has no effect on an enum without data; put it on the field that has this type";
        cx.error(&validate.whole, message);
    }
}
