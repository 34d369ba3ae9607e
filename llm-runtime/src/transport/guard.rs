//! Forbids every use of this process's transports, for tests that must not reach a network.
//!
//! It is a switch of the whole process, because a test's runtime may have several threads: while anybody forbids, nothing
//! is sent, and every attempt is counted so that one whose error was swallowed is noticed too.

use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(feature = "cloud")]
use crate::error::{ErrorKind, Result};

static FORBIDDEN: AtomicUsize = AtomicUsize::new(0);
static ATTEMPTS: AtomicUsize = AtomicUsize::new(0);

/// Forbids transports until this is dropped. Several may be there at once; the last one to go allows them again.
#[derive(Debug)]
pub(crate) struct Forbidden {
    attempts_before: usize,
}

/// Forbids every use of a transport from now on.
#[must_use]
pub(crate) fn forbid() -> Forbidden {
    FORBIDDEN.fetch_add(1, Ordering::SeqCst);
    Forbidden { attempts_before: ATTEMPTS.load(Ordering::SeqCst) }
}

impl Forbidden {
    /// How often somebody tried since.
    pub(crate) fn attempts(&self) -> usize {
        ATTEMPTS.load(Ordering::SeqCst).wrapping_sub(self.attempts_before)
    }
}

impl Drop for Forbidden {
    fn drop(&mut self) {
        FORBIDDEN.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Asked by every transport before it does anything.
#[cfg(feature = "cloud")]
pub(super) fn pass(destination: &str) -> Result<()> {
    if FORBIDDEN.load(Ordering::SeqCst) == 0 {
        return Ok(());
    }
    ATTEMPTS.fetch_add(1, Ordering::SeqCst);
    Err(ErrorKind::NetworkForbidden { destination: destination.to_owned() }.into())
}
