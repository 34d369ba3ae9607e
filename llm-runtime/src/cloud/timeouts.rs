//! [`Timeouts`]: how long a server may take, for each part of a turn.

use std::time::Duration;

/// How long a server may take; [`Duration::MAX`] for as long as it likes. Each part has its own limit, because a model that thinks for minutes before it speaks is
/// nothing unusual, and one that falls silent in the middle of a sentence for as long will not go on.
///
/// What a server sends only to show that it lives counts for nothing: comments, empty lines, pings.
///
/// ```
/// use std::time::Duration;
/// use llm_runtime::cloud::Timeouts;
///
/// let patient = Timeouts::default().first_token(Duration::from_secs(600));
/// assert_eq!(patient.connect, Duration::from_secs(10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Until there is a connection, with name resolution and TLS; 10 seconds unless set.
    pub connect: Duration,
    /// From sending a request to the first token; 5 minutes unless set, since some models think that long and some servers
    /// load the model first. Without streaming, to the whole answer.
    pub first_token: Duration,
    /// From one token to the next; 1 minute unless set.
    pub silence: Duration,
    /// For the whole turn with everything that is tried again; 15 minutes unless set.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_token: Duration::from_secs(5 * 60),
            silence: Duration::from_secs(60),
            whole: Duration::from_secs(15 * 60),
        }
    }
}

impl Timeouts {
    /// Sets how long connecting may take.
    #[must_use]
    pub const fn connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// Sets how long the first token may take.
    #[must_use]
    pub const fn first_token(mut self, limit: Duration) -> Self {
        self.first_token = limit;
        self
    }

    /// Sets how long it may take from one token to the next.
    #[must_use]
    pub const fn silence(mut self, limit: Duration) -> Self {
        self.silence = limit;
        self
    }

    /// Sets how long the whole turn may take.
    #[must_use]
    pub const fn whole(mut self, limit: Duration) -> Self {
        self.whole = limit;
        self
    }
}
