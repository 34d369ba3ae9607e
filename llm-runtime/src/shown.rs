//! [`Hidden`]: how `Debug` shows what may be health data.

use std::fmt;

/// A text of which `Debug` shows how long it is.
pub(crate) struct Hidden<'a>(pub(crate) &'a str);

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{} bytes]", self.0.len())
    }
}
