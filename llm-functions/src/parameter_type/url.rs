//! `url`: a URL as browsers read it.
//!
//! Browsers leave some characters as they are that RFC 3986, which JSON Schema's `uri` goes by, wants percent-encoded.
//! They are encoded when a URL is written, so that the schema accepts what is written.

use std::fmt::Write;

use url::Url;

use super::text_form::{of_format, text_types};
use crate::format::Format;

text_types! {
    Url,
    of_format::<Self>("Url", Format::Uri),
    "an absolute URL such as `https://example.org/path`",
    |text| text.parse().ok(),
    to_uri;
}

fn to_uri(url: &Url) -> String {
    let text = url.as_str();
    // Brackets are for the address of a host of IPv6; anywhere else they stand for themselves.
    let host_end = url.host_str().filter(|host| host.starts_with('[')).and_then(|_| text.find(']'));
    let mut uri = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let in_host = host_end.is_some_and(|end| at <= end);
        let is_kept = match character {
            '%' => is_encoded(&text[at..]),
            '#' => url.fragment().is_some_and(|fragment| at + fragment.len() + 1 == text.len()),
            '[' | ']' => in_host,
            _ => character.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(character),
        };
        if is_kept { uri.push(character) } else { encode(character, &mut uri) }
    }
    uri
}

/// Whether a percent sign begins an encoded byte.
fn is_encoded(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn encode(character: char, uri: &mut String) {
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a `String` cannot fail.
        let _ = write!(uri, "%{byte:02X}");
    }
}
