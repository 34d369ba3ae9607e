//! [`ApprovalDigest`]: what an approval is bound to.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::bytes::Bytes;

/// Keeps these digests apart from any other use of SHA-256.
const DOMAIN: &str = "llm-functions approval 1";

/// SHA-256 of a function's name and the canonical text of its arguments. An approval holds for these alone.
///
/// So that another program can compute it, this is what is hashed: three texts in UTF-8, each after its length in bytes
/// as an unsigned 64-bit integer with the most significant byte first:
///
/// 1. `llm-functions approval 1`
/// 2. the function's name
/// 3. the arguments as in [`ApprovalRequest::canonical_arguments`](super::ApprovalRequest::canonical_arguments): JSON
///    without white space, every parameter in declaration order, defaults filled in. The member `arguments` of a
///    request's JSON is this text, byte for byte, so nobody has to write JSON in the same way to compute it.
///
/// In Python, for a request `r` read from its JSON:
///
/// ```python
/// def field(text): b = text.encode(); return len(b).to_bytes(8, "big") + b
/// parts = ["llm-functions approval 1", r["function"], r["arguments"]]
/// assert hashlib.sha256(b"".join(map(field, parts))).hexdigest() == r["digest"]
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApprovalDigest(pub(super) Bytes<32>);

impl ApprovalDigest {
    /// The digest of a function and the canonical text of its arguments.
    ///
    /// ```
    /// use llm_runtime::ApprovalDigest;
    /// let digest = ApprovalDigest::of("log_meal", r#"{"calories":600}"#);
    /// assert_eq!(digest.to_string(), "b49104e90d241e0ac98e305ec2292bd283e652a3c1380e78baad5ca03fd29b84");
    /// ```
    pub fn of(function: &str, arguments: &str) -> Self {
        let mut hash = Sha256::new();
        framed([DOMAIN, function, arguments], |bytes| hash.update(bytes));
        Self(Bytes(hash.finalize().into()))
    }
}

/// Texts one after the other, each after its length, so that no two lists of texts give the same bytes.
pub(super) fn framed<const N: usize>(texts: [&str; N], mut take: impl FnMut(&[u8])) {
    for text in texts {
        take(&(text.len() as u64).to_be_bytes());
        take(text.as_bytes());
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for ApprovalDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.text())
    }
}

/// Not in full: short arguments could be found by trying.
impl fmt::Debug for ApprovalDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ApprovalDigest([redacted])")
    }
}
