//! A field that the application sets: the model never sees it, so nothing can be said about what the model gives.

use proc_macro2::TokenStream;

use crate::ast::Parameter;
use crate::ctxt::Ctxt;
use crate::symbol;

pub(super) fn check(cx: &Ctxt, field: &Parameter<'_>) {
    let attrs = &field.attrs;
    let Some(skip) = &attrs.skip else { return };
    let mut others: Vec<(&str, &TokenStream)> = attrs.constraints.present();
    let others_beside = [
        (symbol::NAME, attrs.name.as_ref().map(|attr| &attr.whole)),
        (symbol::DESCRIPTION, attrs.description.as_ref().map(|attr| &attr.whole)),
        (symbol::DEFAULT, attrs.default.as_ref().map(|attr| &attr.whole)),
        (symbol::EXAMPLE, attrs.examples.first().map(|attr| &attr.whole)),
        (symbol::SENSITIVE, attrs.sensitive.as_ref().map(|attr| &attr.whole)),
        (symbol::VALIDATE, attrs.validate.as_ref().map(|attr| &attr.whole)),
    ];
    others.extend(others_beside.into_iter().filter_map(|(key, whole)| Some((key, whole?))));
    for (index, (key, whole)) in others.into_iter().enumerate() {
        let message = format!("`skip` and `{key}` cannot be combined; the model never sees a skipped field");
        if index == 0 {
            cx.error(&skip.whole, &message);
        }
        cx.error(whole, message);
    }
}
