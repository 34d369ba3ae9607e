//! Addresses of the Internet protocol, as text. The types are `core`'s: nothing is opened.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::text_form::{of_format, text_types};
use crate::format::Format;
use crate::json::Json;
use crate::spec::{TypeKind, TypeSpec};

text_types! {
    Ipv4Addr,
    of_format::<Self>("Ipv4Addr", Format::Ipv4),
    "an IPv4 address such as `192.0.2.1`",
    |text| text.parse().ok(),
    Self::to_string;

    Ipv6Addr,
    of_format::<Self>("Ipv6Addr", Format::Ipv6),
    "an IPv6 address such as `2001:db8::1`",
    |text| text.parse().ok(),
    Self::to_string;

    IpAddr,
    TypeSpec::of::<Self>("IpAddr", TypeKind::Schema(either)),
    "an IPv4 or IPv6 address",
    |text| text.parse().ok(),
    Self::to_string;
}

/// JSON Schema has no format for both; `ip`, which some generators write, is none.
fn either() -> Json {
    let format = |format: Format| Json::object([("type", Json::from("string")), ("format", format.name().into())]);
    Json::object([("anyOf", Json::Array(vec![format(Format::Ipv4), format(Format::Ipv6)]))])
}
