//! Host names (RFC 1123, section 2.1) and mailboxes (RFC 5321, section 4.1.2).
//!
//! An internationalized label counts by its letters, digits and hyphens (`xn--…`); whether it decodes to a name that
//! IDNA allows takes tables of Unicode that are not carried here.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Labels of letters, digits and inner hyphens.
pub(super) fn is_host_name(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = label.as_bytes();
    bytes.len() <= 63
        && alphanumeric(bytes.first())
        && alphanumeric(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// `local-part "@" ( domain / address-literal )`.
pub(super) fn is_mailbox(text: &str) -> bool {
    // A quoted local part may hold an `@`, a domain may not.
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    local.len() <= 64 && (is_dot_string(local) || is_quoted(local)) && (is_host_name(domain) || is_literal(domain))
}

fn is_dot_string(local: &str) -> bool {
    local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_text))
}

fn is_atom_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_quoted(local: &str) -> bool {
    let Some(inside) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut bytes = inside.bytes();
    while let Some(byte) = bytes.next() {
        let plain = if byte == b'\\' { bytes.next() } else { Some(byte).filter(|byte| *byte != b'"') };
        if !plain.is_some_and(|byte| (b' '..=b'~').contains(&byte)) {
            return false;
        }
    }
    true
}

fn is_literal(domain: &str) -> bool {
    let Some(address) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    match address.split_once(':') {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6") => Ipv6Addr::from_str(address).is_ok(),
        _ => Ipv4Addr::from_str(address).is_ok(),
    }
}
