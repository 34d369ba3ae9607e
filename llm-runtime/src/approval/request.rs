//! [`ApprovalRequest`]: a call that waits for a decision, as it is shown, stored and sent.

use std::fmt;
use std::time::SystemTime;

use llm_functions::json::{self, Json};
use llm_functions::{PreparedCall, Sensitivity, ToolCall};
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::decision::Verdict;
use super::version::Version;
use super::{ApprovalDecision, ApprovalDigest, Approvals, time};
use crate::error::Result;

/// A call that waits for a decision. Its arguments were checked, so nobody is asked about a call that could not run.
///
/// It is written as JSON and read elsewhere, decided there, and the [`ApprovalDecision`] comes back:
///
/// ```json
/// {"version": 1, "id": "…", "key": "…", "call_id": "call_1", "function": "log_meal",
///  "arguments": "{\"calories\":600}", "shown": "{\"calories\":\"[redacted]\"}", "coercions": [],
///  "digest": "…", "sensitivity": "sensitive", "expires_at": 1795000000}
/// ```
///
/// `arguments` and `shown` are JSON within a text, so that they survive programs that write numbers in another way.
/// A request whose parts do not agree with each other was altered and cannot be read. Whoever has a request can grant it,
/// so it goes only to those who may; it is as private as its [`sensitivity`](Self::sensitivity) says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct ApprovalRequest {
    /// Large, and most calls wait for nobody.
    parts: Box<Parts>,
    arguments: Json,
    shown: Json,
}

/// What is written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Parts {
    version: Version,
    id: Bytes<16>,
    key: Bytes<32>,
    call_id: String,
    function: String,
    arguments: String,
    shown: String,
    coercions: Vec<String>,
    digest: ApprovalDigest,
    sensitivity: Sensitivity,
    #[serde(with = "time")]
    expires_at: SystemTime,
}

impl ApprovalRequest {
    /// Asks about a call in a conversation of this label.
    pub(crate) fn new(
        call: &ToolCall,
        prepared: &dyn PreparedCall,
        label: Sensitivity,
        approvals: &Approvals,
    ) -> Result<Self> {
        let view = prepared.view();
        let arguments = prepared.arguments().clone();
        let shown = view.redacted(&arguments);
        let canonical = arguments.to_string();
        let parts = Parts {
            version: Version,
            id: Bytes::random()?,
            key: Bytes::random()?,
            call_id: call.id.clone(),
            function: view.name.clone().into_owned(),
            digest: ApprovalDigest::of(&view.name, &canonical),
            arguments: canonical,
            shown: shown.to_string(),
            coercions: prepared.coercions().iter().map(ToString::to_string).collect(),
            sensitivity: label,
            expires_at: time::after((approvals.clock)(), approvals.ttl),
        };
        Ok(Self { parts: Box::new(parts), arguments, shown })
    }

    /// Identifies this question: 32 hexadecimal digits that nobody can guess.
    pub fn id(&self) -> String {
        self.parts.id.text()
    }

    /// The call's identity within its conversation.
    pub fn call_id(&self) -> &str {
        &self.parts.call_id
    }

    /// The function that would run.
    pub fn function(&self) -> &str {
        &self.parts.function
    }

    /// The arguments it would get: checked, in declaration order, defaults filled in.
    pub fn arguments(&self) -> &Json {
        &self.arguments
    }

    /// The same as the text that was hashed.
    pub fn canonical_arguments(&self) -> &str {
        &self.parts.arguments
    }

    /// The arguments for a screen: without the values of parameters that are declared `sensitive`.
    pub fn shown(&self) -> &Json {
        &self.shown
    }

    /// What was done to what the model sent so that it became these arguments, in words without values.
    pub fn coercions(&self) -> &[String] {
        &self.parts.coercions
    }

    /// What a decision about this request is bound to.
    pub fn digest(&self) -> ApprovalDigest {
        self.parts.digest
    }

    /// How private the request is: as the conversation was in which the model wrote the call.
    pub fn sensitivity(&self) -> Sensitivity {
        self.parts.sensitivity
    }

    /// From when on a decision comes too late, by the clock of whoever executes the call.
    pub fn expires_at(&self) -> SystemTime {
        self.parts.expires_at
    }
}

/// Deciding.
impl ApprovalRequest {
    /// Agrees: exactly this call may run, once.
    #[must_use]
    pub fn grant(&self) -> ApprovalDecision {
        ApprovalDecision::about(self, Verdict::Granted)
    }

    /// Refuses; the model reads why, if a reason is given.
    #[must_use]
    pub fn refuse(&self, reason: impl Into<String>) -> ApprovalDecision {
        ApprovalDecision::about(self, Verdict::Refused(reason.into()))
    }

    pub(super) fn nonce(&self) -> Bytes<16> {
        self.parts.id
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.parts.key.0
    }
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

/// Without the arguments, which may be health data, and without what would let a reader of logs decide.
impl fmt::Debug for ApprovalRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ApprovalRequest")
            .field("call_id", &self.parts.call_id)
            .field("function", &self.parts.function)
            .field("expires_at", &self.parts.expires_at)
            .finish_non_exhaustive()
    }
}
