//! Approvers that decide while the exchange waits.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::{Approval, ApprovalRequest, Schema};

use super::{call, schema};

/// Log a meal.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct LogMeal {
    /// What was eaten.
    #[parameter(sensitive)]
    food: String,
    /// How much energy it had.
    #[parameter(default = 500)]
    calories: u32,
}

impl Execute for LogMeal {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Ok(format!("logged {} with {} kcal", self.food, self.calories))
    }
}

const MEAL: &str = r#"{"calories": "600", "food": "secret soup"}"#;

async fn decided(approval: Approval) -> String {
    let approver = move |_: ApprovalRequest| {
        let approval = approval.clone();
        async { approval }
    };
    call(schema(functions![LogMeal]).approver(approver), "log_meal", MEAL).await.0.output
}

#[tokio::test(start_paused = true)]
async fn a_call_runs_if_it_is_granted_and_the_model_reads_why_if_not() {
    assert_eq!(decided(Approval::Granted).await, "logged secret soup with 600 kcal");
    assert_eq!(decided(Approval::Refused(String::new())).await, "not executed: it was not approved");
    let reason = Approval::Refused("you ate already".into());
    assert_eq!(format!("{reason:?}"), "Refused([redacted])");
    assert_eq!(decided(reason).await, "not executed: it was not approved: you ate already");
}

#[tokio::test(start_paused = true)]
async fn an_approver_sees_what_would_run_and_a_log_sees_nothing() {
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let approver = move |request: ApprovalRequest| {
        *keep.lock().unwrap() = Some(request);
        async { Approval::Granted }
    };
    call(schema(functions![LogMeal]).approver(approver), "log_meal", MEAL).await;
    let request = seen.lock().unwrap().take().unwrap();
    assert_eq!((request.function(), request.call_id()), ("log_meal", "call_1"));
    assert_eq!(request.canonical_arguments(), r#"{"food":"secret soup","calories":600}"#);
    assert_eq!(request.arguments().to_string(), request.canonical_arguments());
    assert_eq!(request.shown().to_string(), r#"{"food":"[redacted]","calories":600}"#);
    assert_eq!(request.coercions(), ["argument `/calories`: a number in a string was read as the number"]);
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<ApprovalRequest>(&text).unwrap(), request);
    for shown in [format!("{request:?}"), format!("{:?}", request.grant()), format!("{:?}", request.refuse("secret"))] {
        assert!(!shown.contains("secret") && !shown.contains(&request.id()), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_comes_after_its_time_is_too_late() {
    // Each look at this clock is 40 s after the one before.
    let seconds = Arc::new(Mutex::new(0));
    let clock = move || -> SystemTime {
        let mut seconds = seconds.lock().unwrap();
        *seconds += 40;
        UNIX_EPOCH + Duration::from_secs(*seconds)
    };
    let granted = |_: ApprovalRequest| async { Approval::Granted };
    let schema = schema(functions![LogMeal]).approver(granted).approval_clock(clock);
    let late = schema.clone().defer_approvals(Duration::from_secs(40));
    assert_eq!(call(late, "log_meal", MEAL).await.0.output, "not executed: the approval came too late");
    let in_time = schema.defer_approvals(Duration::from_secs(41));
    assert_eq!(call(in_time, "log_meal", MEAL).await.0.output, "logged secret soup with 600 kcal");
}

#[test]
fn a_schema_says_who_approves() {
    let schema = || Schema::builder("tiny").functions(functions![LogMeal]);
    let error = schema().build().unwrap_err();
    assert!(
        error.to_string().contains("`log_meal` requires approval") && error.to_string().contains("defer_approvals")
    );
    assert!(schema().defer_approvals(Duration::from_secs(60)).build().is_ok());
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_ever_for_somebody_who_does_not_decide() {
    let schema = schema(functions![LogMeal]).approver(|_: ApprovalRequest| std::future::pending());
    let began = tokio::time::Instant::now();
    let (result, _) = call(schema.defer_approvals(Duration::from_secs(90)), "log_meal", MEAL).await;
    assert_eq!((&*result.output, result.is_error), ("not executed: the approval came too late", true));
    assert_eq!(began.elapsed().as_secs(), 90);
}
