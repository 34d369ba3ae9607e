//! How bytes stand in text.

/// For `#[serde(with = "...")]`: bytes as base64 (RFC 4648, with padding).
pub(crate) mod base64 {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The decoder's own error names the offending byte of a picture that may be health data.
        BASE64_STANDARD.decode(text).map_err(|_| D::Error::custom("an image is not base64"))
    }
}
