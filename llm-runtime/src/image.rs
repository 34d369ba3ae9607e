//! [`Image`]: a picture that a person shows to a model.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A picture: its bytes, or where a provider finds it.
///
/// ```
/// use llm_runtime::{Image, Message};
///
/// let question = Message::user("What is on this plate?").image(Image::new("image/png", vec![0x89, b'P', b'N', b'G']));
/// # let _ = question;
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Image {
    /// The bytes themselves.
    Data {
        /// Such as `image/png`.
        media_type: String,
        /// The file's bytes; base64 in a stored conversation.
        #[serde(with = "crate::encoding::base64")]
        bytes: Vec<u8>,
    },
    /// An address from which the provider fetches it, which thereby learns that somebody asked.
    Url(String),
}

impl Image {
    /// A picture from its bytes.
    pub fn new(media_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::Data { media_type: media_type.into(), bytes: bytes.into() }
    }
}

/// Without the bytes or the address, which may be health data.
impl fmt::Debug for Image {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data { media_type, bytes } => {
                out.debug_struct("Image").field("media_type", media_type).field("bytes", &bytes.len()).finish()
            }
            Self::Url(_) => out.debug_struct("Image").field("url", &"[redacted]").finish(),
        }
    }
}
