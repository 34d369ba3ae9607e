//! URIs and references: RFC 3986, sections 3 and 4.

use core::net::Ipv6Addr;
use std::str::FromStr;

/// `scheme ":" hier-part [ "?" query ] [ "#" fragment ]`.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    is_scheme(scheme) && is_rest(rest)
}

/// A URI, or what can stand for one in a document that has one: without a scheme, the first step of a path has no colon.
pub(super) fn is_reference(text: &str) -> bool {
    let first = &text[..text.find(['/', '?', '#']).unwrap_or(text.len())];
    is_uri(text) || !first.contains(':') && is_rest(text)
}

/// What follows the scheme: `hier-part [ "?" query ] [ "#" fragment ]`.
fn is_rest(rest: &str) -> bool {
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    is_hierarchy(hierarchy) && is_made_of(query, ":@/?") && is_made_of(fragment, ":@/?")
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Two slashes begin an authority; the path after it begins with one.
fn is_hierarchy(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("//") else { return is_made_of(text, ":@/") };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    is_authority(authority) && is_made_of(path, ":@/")
}

/// `[ userinfo "@" ] host [ ":" port ]`.
fn is_authority(text: &str) -> bool {
    let (user, place) = text.rsplit_once('@').unwrap_or(("", text));
    // The colons of an address in brackets are its own.
    let port_at = place.rfind(':').filter(|colon| !place[*colon..].contains(']')).unwrap_or(place.len());
    let (host, port) = place.split_at(port_at);
    is_made_of(user, ":") && is_host(host) && port.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => Ipv6Addr::from_str(address).is_ok() || is_future_address(address),
        None => is_made_of(host, ""),
    }
}

/// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`.
fn is_future_address(text: &str) -> bool {
    let Some((version, address)) = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let hexadecimal = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal && !address.is_empty() && !address.contains('%') && is_made_of(address, ":")
}

/// Unreserved characters, delimiters within parts, percent-encoded bytes, and what this part allows besides.
fn is_made_of(text: &str, besides: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                [bytes.next(), bytes.next()].iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
            }
            _ => {
                byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || besides.as_bytes().contains(&byte)
            }
        };
        if !fits {
            return false;
        }
    }
    true
}
