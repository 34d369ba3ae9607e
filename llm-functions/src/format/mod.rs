//! [`Format`]: what a string stands for, in JSON Schema's words.
//!
//! Each has its own standard, and what the standards leave out is refused: texts go on to whatever reads them next.

mod code;
mod duration;
mod mail;
mod pointer;
mod sample;
mod template;
mod time;
mod uri;

use core::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The format of a string. Names and meanings are those of JSON Schema 2020-12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `date-time`: RFC 3339, such as `2026-03-01T07:30:00Z`.
    DateTime,
    /// `date`: RFC 3339, such as `2026-03-01`.
    Date,
    /// `time`: RFC 3339, such as `07:30:00Z`.
    Time,
    /// `duration`: ISO 8601 as in RFC 3339, such as `P1DT2H`.
    Duration,
    /// `email`: RFC 5321.
    Email,
    /// `hostname`: RFC 1123.
    Hostname,
    /// `ipv4`: four decimal numbers with dots.
    Ipv4,
    /// `ipv6`: RFC 4291.
    Ipv6,
    /// `uri`: RFC 3986, absolute.
    Uri,
    /// `uri-reference`: RFC 3986, absolute or relative.
    UriReference,
    /// `uri-template`: RFC 6570.
    UriTemplate,
    /// `json-pointer`: RFC 6901.
    JsonPointer,
    /// `relative-json-pointer`: a number of steps up, and a JSON pointer or `#`.
    RelativeJsonPointer,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `byte`: base64, RFC 4648 (the name is `OpenAPI`'s).
    Byte,
}

impl Format {
    /// Every format there is.
    pub const ALL: [Self; 15] = [
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::Duration,
        Self::Email,
        Self::Hostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Uri,
        Self::UriReference,
        Self::UriTemplate,
        Self::JsonPointer,
        Self::RelativeJsonPointer,
        Self::Uuid,
        Self::Byte,
    ];

    /// The word for it in JSON Schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::UriTemplate => "uri-template",
            Self::JsonPointer => "json-pointer",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Uuid => "uuid",
            Self::Byte => "byte",
        }
    }

    /// The format with this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What it is, for somebody who has to write one.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time such as 2026-03-01T07:30:00Z",
            Self::Date => "a date such as 2026-03-01",
            Self::Time => "a time such as 07:30:00Z",
            Self::Duration => "an ISO 8601 duration such as P1DT2H",
            Self::Email => "an e-mail address",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Uri => "an absolute URI",
            Self::UriReference => "a URI, absolute or relative",
            Self::UriTemplate => "a URI template such as /days/{day}",
            Self::JsonPointer => "a JSON pointer such as /items/0",
            Self::RelativeJsonPointer => "a relative JSON pointer such as 1/name",
            Self::Uuid => "a UUID",
            Self::Byte => "base64 text",
        }
    }

    /// Whether a text is of this format.
    ///
    /// ```
    /// use llm_functions::format::Format;
    ///
    /// assert!(Format::Date.accepts("2024-02-29") && !Format::Date.accepts("2023-02-29"));
    /// assert!(Format::DateTime.accepts("2016-12-31T23:59:60Z"), "there was a leap second");
    /// ```
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::DateTime => time::is_date_time(text),
            Self::Date => time::is_date(text),
            Self::Time => time::is_time(text),
            Self::Duration => duration::is_duration(text),
            Self::Email => mail::is_mailbox(text),
            Self::Hostname => mail::is_host_name(text),
            Self::Ipv4 => Ipv4Addr::from_str(text).is_ok(),
            Self::Ipv6 => Ipv6Addr::from_str(text).is_ok(),
            Self::Uri => uri::is_uri(text),
            Self::UriReference => uri::is_reference(text),
            Self::UriTemplate => template::is_template(text),
            Self::JsonPointer => pointer::is_pointer(text),
            Self::RelativeJsonPointer => pointer::is_relative(text),
            Self::Uuid => code::is_uuid(text),
            Self::Byte => code::is_base64(text),
        }
    }

    /// A text of this format, of the sort that every reader of it takes: no leap second, no quoted mailbox.
    ///
    /// `choose` decides: asked with `n` it answers a number below `n` (anything else is reduced), where 0 leads to the
    /// plainest text.
    ///
    /// ```
    /// use llm_functions::format::Format;
    ///
    /// assert_eq!(Format::DateTime.sample(&mut |_| 0), "2000-01-01T00:00:00Z");
    /// ```
    pub fn sample(self, choose: &mut dyn FnMut(u32) -> u32) -> String {
        sample::sample(self, choose)
    }
}
