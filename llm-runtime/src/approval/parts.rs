//! [`Parts`]: a request as it is written, and whether what was read agrees with itself.

use std::time::SystemTime;

use llm_functions::Sensitivity;
use llm_functions::json::{self, Json};
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::version::Version;
use super::{ApprovalDigest, ApprovalRequest, time};

/// What is written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Parts {
    pub(super) version: Version,
    pub(super) id: Bytes<16>,
    pub(super) key: Bytes<32>,
    pub(super) call_id: String,
    pub(super) function: String,
    pub(super) arguments: String,
    pub(super) shown: String,
    pub(super) coercions: Vec<String>,
    pub(super) digest: ApprovalDigest,
    pub(super) sensitivity: Sensitivity,
    #[serde(with = "time")]
    pub(super) expires_at: SystemTime,
}

impl TryFrom<Parts> for ApprovalRequest {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        if ApprovalDigest::of(&parts.function, &parts.arguments) != parts.digest {
            return Err("the request's function or arguments are not those of its digest; ask again");
        }
        let (Ok(arguments), Ok(shown)) = (json::read(&parts.arguments), json::read(&parts.shown)) else {
            return Err("the request's arguments are not JSON");
        };
        if !shows(&shown, &arguments) {
            return Err("the request shows other arguments than it is about; ask again");
        }
        Ok(Self { parts: Box::new(parts), arguments, shown })
    }
}

impl From<ApprovalRequest> for Parts {
    fn from(request: ApprovalRequest) -> Self {
        *request.parts
    }
}

/// Whether what is shown is these arguments, but for what is left out. Recursion is bounded by the reader's limit on
/// nesting.
fn shows(shown: &Json, arguments: &Json) -> bool {
    match (shown, arguments) {
        (Json::Array(shown), Json::Array(items)) => {
            shown.len() == items.len() && shown.iter().zip(items).all(|(shown, item)| shows(shown, item))
        }
        (Json::Object(shown), Json::Object(members)) => {
            let mut pairs = shown.iter().zip(members);
            shown.len() == members.len()
                && pairs.all(|(shown, member)| shown.0 == member.0 && shows(&shown.1, &member.1))
        }
        _ => shown == arguments || shown.as_str() == Some("[redacted]"),
    }
}
