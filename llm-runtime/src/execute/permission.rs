//! Whether a call may run: where it sends data, and whether somebody agrees.

use llm_functions::{PreparedCall, Sensitivity, ToolCall};

use crate::approval::{Approval, ApprovalRequest, Approvals, Decided, TOO_LATE, UNKNOWN, is_late, not_approved};
use crate::rt::Runtime;
use crate::schema::Schema;

pub(super) enum Permission {
    Granted,
    /// By a decision that has to be used up.
    Decided(Decided),
    /// In words for the model.
    Refused(String),
    /// Somebody decides, see [`asked`].
    Asked(ApprovalRequest),
    /// Somebody decides later.
    Deferred(ApprovalRequest),
}

/// `label` is that of the conversation.
pub(super) fn of(
    schema: &Schema,
    prepared: &dyn PreparedCall,
    call: &ToolCall,
    label: Sensitivity,
    decided: Option<&Decided>,
) -> Permission {
    if let Some(reason) = refused_egress(schema, prepared, label) {
        return Permission::Refused(reason);
    }
    let approvals = schema.approvals();
    if let Some(decided) = decided {
        // Also where the function no longer requires approval: a refusal still counts.
        let refusal = decided.refusal(call, prepared, approvals);
        return refusal.map_or_else(|| Permission::Decided(decided.clone()), Permission::Refused);
    }
    if !prepared.view().behavior.requires_approval {
        return Permission::Granted;
    }
    match ApprovalRequest::new(call, prepared, label, approvals) {
        Ok(request) => Permission::Asked(request),
        Err(error) => {
            tracing::warn!(function = %call.name, %error, "no approval can be asked for");
            Permission::Refused("not executed: no approval can be asked for".to_owned())
        }
    }
}

/// Uses a decision up, where waiting for a disk stalls nobody.
pub(super) async fn used<R: Runtime>(runtime: &R, decided: Decided, approvals: &Approvals) -> Permission {
    let approvals = approvals.clone();
    match runtime.elsewhere(async move { decided.used(&approvals) }).await {
        Some(None) => Permission::Granted,
        Some(Some(reason)) => Permission::Refused(reason),
        None => Permission::Refused(UNKNOWN.to_owned()),
    }
}

/// Asks the approver if there is one.
pub(super) async fn asked(request: ApprovalRequest, approvals: &Approvals) -> Permission {
    let Some(approver) = &approvals.approver else {
        return Permission::Deferred(request);
    };
    match approver.decide(request.clone()).await {
        Approval::Granted if is_late(&request, approvals) => Permission::Refused(TOO_LATE.to_owned()),
        Approval::Granted => Permission::Granted,
        Approval::Refused(reason) => Permission::Refused(not_approved(&reason)),
        Approval::Deferred => Permission::Deferred(request),
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
