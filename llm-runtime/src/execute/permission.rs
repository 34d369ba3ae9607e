//! Whether a call may run: where it sends data, and whether somebody agrees.

use llm_functions::{PreparedCall, Sensitivity, ToolCall};

use crate::approval::{Approval, ApprovalRequest};
use crate::schema::Schema;

/// What is to be done before a call runs.
pub(super) enum Permission {
    Granted,
    /// Somebody decides.
    Asked(ApprovalRequest),
    /// In words for the model.
    Refused(String),
}

impl Permission {
    /// `label` is that of the conversation.
    pub(super) fn of(schema: &Schema, prepared: &dyn PreparedCall, call: &ToolCall, label: Sensitivity) -> Self {
        match refused_egress(schema, prepared, label) {
            Some(reason) => Self::Refused(reason),
            None if prepared.view().behavior.requires_approval => Self::Asked(ApprovalRequest::new(call, prepared)),
            None => Self::Granted,
        }
    }

    /// Why the call may not run, if it may not.
    pub(super) async fn refusal(self, schema: &Schema) -> Option<String> {
        let request = match self {
            Self::Granted => return None,
            Self::Refused(reason) => return Some(reason),
            Self::Asked(request) => request,
        };
        let Some(approver) = schema.approver() else {
            return Some("not executed: it needs somebody's approval, and nobody is there to give it".to_owned());
        };
        match approver.decide(request).await {
            Approval::Granted => None,
            Approval::Refused(reason) if reason.is_empty() => Some("not executed: it was not approved".to_owned()),
            Approval::Refused(reason) => Some(format!("not executed: it was not approved: {reason}")),
        }
    }
}

/// The model wrote the arguments after it had read everything that is in the conversation, so they are as private as
/// that.
fn refused_egress(schema: &Schema, prepared: &dyn PreparedCall, label: Sensitivity) -> Option<String> {
    let view = prepared.view();
    let destination = view.egress.as_deref()?;
    let ceiling = schema.egress_ceiling(destination);
    (label > ceiling).then(|| {
        let (name, label, ceiling) = (&view.name, label.name(), ceiling.name());
        format!("not executed: `{name}` sends data to {destination}, which may get {ceiling} data, and this is {label}")
    })
}
