//! `uuid`: a UUID as RFC 4122 writes it, in small letters when it is ours to write.

use uuid::Uuid;

use super::text_form::{of_format, text_types};
use crate::format::Format;

text_types! {
    Uuid,
    of_format::<Self>("Uuid", Format::Uuid),
    "a UUID such as `67e55044-10b1-426f-9247-bb680e5fe0c8`",
    // The shorter and longer forms that the type reads as well are not the schema's.
    |text| Self::try_parse(text).ok().filter(|_| text.len() == uuid::fmt::Hyphenated::LENGTH),
    |value| value.hyphenated().to_string();
}
