//! [`Version`]: which form of JSON something was written in.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

/// The only form so far. It is written as a number, and another number is refused: what it would change about an approval
/// cannot be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Version;

const NUMBER: u32 = 1;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(NUMBER)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            NUMBER => Ok(Self),
            other => Err(D::Error::custom(format!("written as version {other}, and this release reads {NUMBER}"))),
        }
    }
}
