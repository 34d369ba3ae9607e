//! [`ApprovalRequest`]: a call that waits for a decision, as it is shown, stored and sent.

use std::fmt;
use std::time::SystemTime;

use llm_functions::json::Json;
use llm_functions::{PreparedCall, Sensitivity, ToolCall};
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::decision::Verdict;
use super::parts::Parts;
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
/// Asked now, answered in another process:
///
/// ```
/// # #[cfg(feature = "mock")] {
/// use std::time::Duration;
/// use llm_functions::{Call, Execute, LlmFunction, functions};
/// use llm_runtime::{ApprovalRequest, Context, Event, FinishReason, Runner, Schema, mock::MockPlatform};
///
/// /// Send a reminder to a patient.
/// #[derive(LlmFunction)]
/// #[llm_function(requires_approval)]
/// struct SendReminder {
///     /// What it says.
///     text: String,
/// }
///
/// impl Execute for SendReminder {
///     type Deps = ();
///     type Output = String;
///     type Error = std::convert::Infallible;
///     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
///         Ok(format!("sent: {}", self.text))
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let schema = || {
///     let a_day = Duration::from_secs(24 * 60 * 60);
///     Schema::builder("tiny").functions(functions![SendReminder]).defer_approvals(a_day).build()
/// };
/// // The first process: the model calls the function, and the session is suspended and stored.
/// let platform = MockPlatform::new("tiny").calls("send_reminder", r#"{"text": "Drink!"}"#);
/// let runner = Runner::builder().platform(platform).build()?;
/// let mut session = runner.session(schema()?).await?;
/// let mut events = session.generate("Remind them to drink");
/// let mut last = None;
/// while let Some(event) = events.next().await {
///     last = Some(event?);
/// }
/// assert_eq!(last, Some(Event::Finished(FinishReason::AwaitingApproval)));
/// # drop(events);
/// let stored = serde_json::to_string(&session.context().await)?;
///
/// // Whoever decides reads the request, in the stored conversation or sent alone.
/// let context: Context = serde_json::from_str(&stored)?;
/// let request: &ApprovalRequest = context.suspended().and_then(|suspended| suspended.requests().next()).unwrap();
/// assert_eq!(request.shown().to_string(), r#"{"text":"Drink!"}"#);
/// let decision = serde_json::to_string(&request.grant())?;
///
/// // The second process: the call runs, and the model goes on.
/// let runner = Runner::builder().platform(MockPlatform::new("tiny").says("They know.")).build()?;
/// let mut session = runner.resume(schema()?, context).await?;
/// let mut events = session.resume([serde_json::from_str(&decision)?]);
/// let mut seen = Vec::new();
/// while let Some(event) = events.next().await {
///     match event? {
///         Event::CallFinished(result) => seen.push(result.output),
///         Event::Text(text) => seen.push(text),
///         _ => {}
///     }
/// }
/// assert_eq!(seen, ["sent: Drink!", "They know."]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// # }
/// ```
///
/// `arguments` and `shown` are JSON within a text, so that they survive programs that write numbers in another way.
/// A request whose parts do not agree with each other was altered and cannot be read. Whoever has a request can grant it,
/// so it goes only to those who may; it is as private as its [`sensitivity`](Self::sensitivity) says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct ApprovalRequest {
    /// Large, and most calls wait for nobody.
    pub(super) parts: Box<Parts>,
    pub(super) arguments: Json,
    pub(super) shown: Json,
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
