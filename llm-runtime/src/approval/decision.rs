//! [`ApprovalDecision`]: what somebody said about one request.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::bytes::Bytes;
use super::digest::framed;
use super::version::Version;
use super::{ApprovalDigest, ApprovalRequest, time};

/// Keeps these proofs apart from any other use of a request's key.
const DOMAIN: &str = "llm-functions decision 1";

/// A decision about one [`ApprovalRequest`], made by [`grant`](ApprovalRequest::grant) or
/// [`refuse`](ApprovalRequest::refuse) and by nothing else. It is written as JSON and goes back to whoever executes the
/// call.
///
/// ```json
/// {"version": 1, "request": "…", "digest": "…", "verdict": "granted", "proof": "…"}
/// ```
///
/// `proof` is an HMAC-SHA-256 with the request's `key` (its 32 bytes, not their digits) over texts written as for
/// [`ApprovalDigest`]: `llm-functions decision 1`, `request`, `digest`, the request's `expires_at` in decimal digits,
/// `verdict`, and `reason`, which is empty where there is none. Whoever has seen decisions alone can alter none and make
/// none; whoever has the request can. Who may have it is for the application to say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalDecision {
    version: Version,
    request: Bytes<16>,
    digest: ApprovalDigest,
    #[serde(flatten)]
    verdict: Verdict,
    proof: Bytes<32>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "reason", rename_all = "snake_case")]
pub(super) enum Verdict {
    Granted,
    Refused(String),
}

impl ApprovalDecision {
    pub(super) fn about(request: &ApprovalRequest, verdict: Verdict) -> Self {
        let (nonce, digest) = (request.nonce(), request.digest());
        let proof = Bytes(mac(request, &verdict).map_or([0; 32], |mac| mac.finalize().into_bytes().into()));
        Self { version: Version, request: nonce, digest, verdict, proof }
    }

    /// The [`id`](ApprovalRequest::id) of the request that was decided.
    pub fn request_id(&self) -> String {
        self.request.text()
    }

    /// Whether the call may run.
    pub fn is_granted(&self) -> bool {
        self.verdict == Verdict::Granted
    }

    pub(super) fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    pub(super) fn answers(&self, request: &ApprovalRequest) -> bool {
        self.request == request.nonce()
    }

    /// Whether it was made from this request as it stands, and is as it was made.
    pub(super) fn is_made_from(&self, request: &ApprovalRequest) -> bool {
        let proven = mac(request, &self.verdict).is_some_and(|mac| mac.verify_slice(&self.proof.0).is_ok());
        self.answers(request) && self.digest == request.digest() && proven
    }
}

/// `None` never happens: an HMAC takes keys of any length.
fn mac(request: &ApprovalRequest, verdict: &Verdict) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(request.key()).ok()?;
    let (id, digest) = (request.id(), request.digest().to_string());
    let expires_at = time::seconds(request.expires_at()).to_string();
    let (verdict, reason) = match verdict {
        Verdict::Granted => ("granted", ""),
        Verdict::Refused(reason) => ("refused", reason.as_str()),
    };
    framed([DOMAIN, &id, &digest, &expires_at, verdict, reason], |bytes| mac.update(bytes));
    Some(mac)
}

/// Without the reason, which may repeat what the call is about, and without what would let a reader of logs decide.
impl fmt::Debug for ApprovalDecision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ApprovalDecision").field("granted", &self.is_granted()).finish_non_exhaustive()
    }
}
