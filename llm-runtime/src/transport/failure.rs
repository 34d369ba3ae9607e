//! What the HTTP client reports, as our errors: without addresses, whose paths and queries may hold keys.

use crate::error::{Error, ErrorKind, WaitedFor};

use super::client::Place;

/// An error of the client's while it connected, sent or received.
pub(super) fn of(error: reqwest::Error, place: &Place) -> Error {
    let destination = place.name.clone();
    let kind = if error.is_timeout() && error.is_connect() {
        ErrorKind::Timeout { destination, waited_for: WaitedFor::Connection, limit: place.connect_timeout }
    } else if error.is_connect() && mentions_certificate(&error) {
        ErrorKind::Certificate { destination }
    } else {
        ErrorKind::Transport { destination, reason: reason(&error).to_owned() }
    };
    Error::with_source(kind, error.without_url())
}

/// An error of who carries what is sent, before or while the answer came.
#[cfg(feature = "fog")]
pub(super) fn of_carrier(error: std::io::Error, place: &Place, has_begun: bool) -> Error {
    let destination = place.name.clone();
    let kind = if error.kind() == std::io::ErrorKind::TimedOut && !has_begun {
        ErrorKind::Timeout { destination, waited_for: WaitedFor::Connection, limit: place.connect_timeout }
    } else {
        let reason = if has_begun {
            "the connection broke off in the middle of the answer"
        } else {
            "no connection, or one that broke off before the answer began"
        };
        ErrorKind::Transport { destination, reason: reason.to_owned() }
    };
    Error::with_source(kind, error)
}

fn reason(error: &reqwest::Error) -> &'static str {
    if error.is_dns() {
        "the host's name could not be resolved"
    } else if error.is_connect() {
        "no connection; is the server running, and is the base URL right?"
    } else if error.is_body() || error.is_decode() {
        "the connection broke off in the middle of the answer"
    } else {
        "the connection broke off before the answer began"
    }
}

/// The TLS library's errors are behind those of input and output, which are behind the client's.
fn mentions_certificate(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.to_string().contains("invalid peer certificate") {
            return true;
        }
        source = error.source();
    }
    false
}
