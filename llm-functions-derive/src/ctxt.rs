//! [`Ctxt`]: collects mistakes, so that an item with five of them gets five errors at once.

use std::cell::RefCell;
use std::fmt::Display;

use quote::ToTokens;
use syn::Error;

/// The mistakes found so far. It must be asked for them with [`finish`](Self::finish): dropping it unasked is a bug in
/// the derive, and panics.
pub(crate) struct Ctxt {
    /// `None` once asked.
    errors: RefCell<Option<Vec<Error>>>,
}

impl Ctxt {
    pub(crate) fn new() -> Self {
        Self { errors: RefCell::new(Some(Vec::new())) }
    }

    /// Reports a mistake at all of `at`.
    pub(crate) fn error(&self, at: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(at, message));
    }

    /// Reports a mistake that the parser found.
    pub(crate) fn push(&self, error: Error) {
        if let Some(errors) = self.errors.borrow_mut().as_mut() {
            errors.push(error);
        }
    }

    /// Everything that was reported, if anything was.
    pub(crate) fn finish(self) -> Option<Error> {
        let errors = self.errors.borrow_mut().take().unwrap_or_default();
        errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
    }
}

impl Drop for Ctxt {
    #[allow(clippy::panic, reason = "a mistake that is found and not reported would be ignored in silence")]
    fn drop(&mut self) {
        assert!(
            std::thread::panicking() || self.errors.borrow().is_none(),
            "the mistakes were collected but never reported"
        );
    }
}
