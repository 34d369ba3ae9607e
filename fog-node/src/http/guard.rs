//! Web pages get nothing from a node.
//!
//! A browser sends a request for any page that wants it to, and a page can have its own name lead to an address of the local network
//! (DNS rebinding). So a request has to ask for a host that is none of the internet's, or one of the names that the node was given; and
//! one that a page of another origin makes is refused, of which none is this node's, since it has no pages. Nothing here ever allows
//! another origin.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Response, Uri, Version, header};
use axum::middleware::Next;

use crate::node::Node;
use crate::refused::Refused;

/// What ends a name that nobody on the internet can own (RFC 2606, 6761, 6762, 8375, and ICANN's for private use).
const PRIVATE: [&str; 6] = ["localhost", "local", "internal", "home.arpa", "test", "invalid"];

pub(super) async fn guard(State(node): State<Node>, request: Request, next: Next) -> Response<Body> {
    if request.headers().contains_key(header::ORIGIN) {
        return Refused::foreign_origin().response();
    }
    match host(request.uri(), request.headers(), request.version()) {
        Ok(Some(host)) if is_ours(&host, node.names()) => next.run(request).await,
        Ok(None) => next.run(request).await,
        Ok(Some(_)) => Refused::misdirected().response(),
        Err(refused) => refused.response(),
    }
}

/// The host that is asked for. Of two a proxy might look at one and we at the other.
fn host(uri: &Uri, headers: &HeaderMap, version: Version) -> Result<Option<String>, Refused> {
    let wrong = || Refused::invalid("host", "a request has to name one host");
    let mut named = headers.get_all(header::HOST).iter();
    let header = match (named.next(), named.next()) {
        (Some(one), None) => Some(one.to_str().ok().and_then(|name| name.parse::<Authority>().ok()).ok_or_else(wrong)?),
        (None, None) => None,
        _ => return Err(wrong()),
    };
    match uri.authority().or(header.as_ref()) {
        Some(authority) => Ok(Some(authority.host().to_ascii_lowercase())),
        // The older version has no hosts.
        None if version == Version::HTTP_10 => Ok(None),
        None => Err(wrong()),
    }
}

fn is_ours(host: &str, names: &[String]) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let private = |end: &str| host == end || host.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'));
    // A name without a dot is looked up in the local network alone.
    !host.is_empty() && !host.contains('.')
        || address.parse::<IpAddr>().is_ok()
        || PRIVATE.iter().any(|end| private(end))
        || names.iter().any(|name| name.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_internet_are_not_ours_unless_we_have_them() {
        let names = ["Ward.hospital.example".to_owned()];
        for ours in [
            "127.0.0.1",
            "[::1]",
            "192.168.1.7",
            "localhost",
            "node",
            "abc.fog.internal",
            "desk.local",
            "desk.local.",
            "x.home.arpa",
            "ward.hospital.example",
        ] {
            assert!(is_ours(ours, &names), "{ours}");
        }
        for other in [
            "evil.example",
            "local.evil.example",
            "127.0.0.1.evil.example",
            "evillocal.example",
            "",
            "hospital.example",
        ] {
            assert!(!is_ours(other, &names), "{other}");
        }
    }
}
