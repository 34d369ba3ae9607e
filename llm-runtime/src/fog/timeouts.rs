//! [`FogTimeouts`]: how long a node may take.

use std::time::Duration;

use crate::limits::limits;

limits! {
    /// How long a node may take; [`Duration::MAX`] for as long as it likes. A node shows each second that it lives; who says
    /// nothing for longer is gone.
    FogTimeouts {
        /// Until there is a connection, with TLS; 1 second unless set.
        connect: Duration::from_secs(1), "connecting may take";
        /// For the status; 1 second unless set.
        status: Duration::from_secs(1), "a node may take to tell its status";
        /// Without any sign of life in the middle of an answer; 2½ seconds unless set: two signs that are missing, and half a
        /// second for another node to go on within three.
        silence: Duration::from_millis(2500), "a node may show no sign of life";
        /// Until the first token, however much the node lives; 5 minutes unless set.
        first_token: Duration::from_secs(5 * 60), "the first token may take";
        /// For the whole turn, at all nodes together; 15 minutes unless set.
        whole: Duration::from_secs(15 * 60), "the whole turn may take";
    }
}
