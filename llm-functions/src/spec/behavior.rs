//! [`Behavior`]: what may be assumed about calling a function.

use std::time::Duration;

use crate::Sensitivity;

/// What may be assumed about calling a function. The words are MCP's where MCP has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own that an author states or does not")]
pub struct Behavior {
    /// Calling it changes nothing, so it may start while the model is still writing.
    pub read_only: bool,
    /// Calling it again with the same arguments changes nothing more, so it may be retried.
    pub idempotent: bool,
    /// It may delete or overwrite something.
    pub destructive: bool,
    /// It must run alone: no other call of the message runs beside it.
    pub exclusive: bool,
    /// It occupies its thread, so it runs where that stalls nobody.
    pub blocking: bool,
    /// Somebody has to agree before it runs.
    pub requires_approval: bool,
    /// How long a call may take; with [`retries`](Self::retries), each attempt.
    pub timeout: Option<Duration>,
    /// How many bytes of a result the model is given; the rest is cut at a character and said to be cut.
    pub max_output: Option<u32>,
    /// How often a call that failed is made again; nothing is, unless it is [idempotent](Self::idempotent) or
    /// [read-only](Self::read_only).
    pub retries: u32,
    /// How private its results are.
    pub sensitivity: Sensitivity,
}

impl Behavior {
    /// It may change things, and its results are [`Sensitivity::Sensitive`]: what must be assumed of a function of which
    /// nothing is known.
    pub const UNKNOWN: Self = Self {
        read_only: false,
        idempotent: false,
        destructive: false,
        exclusive: false,
        blocking: false,
        requires_approval: false,
        timeout: None,
        max_output: None,
        retries: 0,
        sensitivity: Sensitivity::Sensitive,
    };

    /// Sets how long a call may take.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how many bytes of a result the model is given.
    #[must_use]
    pub const fn max_output(mut self, bytes: u32) -> Self {
        self.max_output = Some(bytes);
        self
    }

    /// Sets how often a call that failed is made again.
    #[must_use]
    pub const fn retries(mut self, count: u32) -> Self {
        self.retries = count;
        self
    }

    /// Sets how private its results are.
    #[must_use]
    pub const fn sensitivity(mut self, sensitivity: Sensitivity) -> Self {
        self.sensitivity = sensitivity;
        self
    }
}

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// Builders, usable in constants.
        impl Behavior {$(
            $(#[$doc])*
            #[must_use]
            pub const fn $name(mut self) -> Self {
                self.$name = true;
                self
            }
        )*}
    };
}
flags! {
    /// Declares that calling it changes nothing.
    read_only;
    /// Declares that calling it again changes nothing more.
    idempotent;
    /// Declares that it may delete or overwrite something.
    destructive;
    /// Declares that no other call may run beside it.
    exclusive;
    /// Declares that it occupies its thread.
    blocking;
    /// Declares that somebody has to agree before it runs.
    requires_approval;
}
