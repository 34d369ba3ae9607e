//! [`Timeouts`]: how long a server may take, for each part of a turn.

use std::time::Duration;

use crate::limits::limits;

limits! {
    /// How long a server may take; [`Duration::MAX`] for as long as it likes. Each part has its own limit, because a model that
    /// thinks for minutes before it speaks is nothing unusual, and one that falls silent in the middle of a sentence for as long
    /// will not go on.
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
    Timeouts {
        /// Until there is a connection, with name resolution and TLS; 10 seconds unless set.
        connect: Duration::from_secs(10), "connecting may take";
        /// From sending a request to the first token; 5 minutes unless set, since some models think that long and some servers
        /// load the model first. Without streaming, to the whole answer.
        first_token: Duration::from_secs(5 * 60), "the first token may take";
        /// From one token to the next; 1 minute unless set.
        silence: Duration::from_secs(60), "it may take from one token to the next";
        /// For the whole turn with everything that is tried again; 15 minutes unless set.
        whole: Duration::from_secs(15 * 60), "the whole turn may take";
    }
}
