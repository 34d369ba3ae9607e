//! Addresses of the Internet protocol, as text. The types are `core`'s: nothing is opened.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{FactKind, Facts, ParameterType};
use crate::arguments::Mismatch;
use crate::format::Format;
use crate::json::Json;
use crate::spec::{Constraints, TypeKind, TypeSpec};

macro_rules! addresses {
    ($($address:ty, $expected:literal, $spec:expr;)*) => {$(
        impl ParameterType for $address {
            const FACTS: Facts = Facts::new(FactKind::String);

            fn spec() -> &'static TypeSpec {
                const { &$spec }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                let address = value.as_str().and_then(|text| text.parse().ok());
                address.ok_or_else(|| Mismatch::expected($expected, &value))
            }

            fn to_json(&self) -> Json {
                self.to_string().into()
            }
        }
    )*};
}
addresses! {
    Ipv4Addr, "an IPv4 address such as `192.0.2.1`", of_format::<Self>("Ipv4Addr", Format::Ipv4);
    Ipv6Addr, "an IPv6 address such as `2001:db8::1`", of_format::<Self>("Ipv6Addr", Format::Ipv6);
    IpAddr, "an IPv4 or IPv6 address", TypeSpec::of::<Self>("IpAddr", TypeKind::Schema(either));
}

const fn of_format<T: 'static>(name: &'static str, format: Format) -> TypeSpec {
    TypeSpec::of::<T>(name, TypeKind::String).constraints(Constraints::NONE.format(format))
}

/// JSON Schema has no format for both; `ip`, which some generators write, is none.
fn either() -> Json {
    let format = |format: Format| Json::object([("type", Json::from("string")), ("format", format.name().into())]);
    Json::object([("anyOf", Json::Array(vec![format(Format::Ipv4), format(Format::Ipv6)]))])
}
