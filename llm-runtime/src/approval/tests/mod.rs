//! A decision lets exactly its call run, once and in time, whatever happens to it on its way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod tampering;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_functions::{Call, Execute, LlmFunction, Registry, Sensitivity, ToolCall, functions};
use tokio_util::sync::CancellationToken;

use super::{ApprovalDecision, ApprovalRequest, CallState, Decided, MemoryLedger, Suspended, SuspendedCall};
use crate::error::{Error, ErrorKind};
use crate::execute::{Executed, Task, execute};
use crate::rt::Tokio;
use crate::schema::{Schema, SchemaBuilder};
use crate::session::EventSender;

/// What ran, with which arguments.
type Ran = Mutex<Vec<String>>;

/// Transfer money.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct Transfer {
    /// To whom.
    to: String,
    /// How much.
    amount: f64,
}

impl Execute for Transfer {
    type Deps = Ran;
    type Output = &'static str;
    type Error = String;
    async fn execute(self, call: Call<'_, Ran>) -> Result<&'static str, String> {
        call.deps().lock().unwrap().push(format!("transfer {} {}", self.to, self.amount));
        Ok("transferred")
    }
}

/// Delete a record.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct Delete {
    /// Which.
    to: String,
    /// How often.
    amount: f64,
}

impl Execute for Delete {
    type Deps = Ran;
    type Output = &'static str;
    type Error = String;
    async fn execute(self, call: Call<'_, Ran>) -> Result<&'static str, String> {
        call.deps().lock().unwrap().push(format!("delete {} {}", self.to, self.amount));
        Ok("deleted")
    }
}

struct Bank {
    schema: Arc<Schema>,
    ran: Arc<Ran>,
    now: Arc<AtomicU64>,
}

impl Bank {
    fn of(change: impl FnOnce(SchemaBuilder) -> SchemaBuilder) -> Self {
        let ran = Arc::new(Ran::default());
        let now = Arc::new(AtomicU64::new(1000));
        let clock = Arc::clone(&now);
        let builder = Schema::builder("tiny")
            .functions(functions![Transfer: Arc::clone(&ran), Delete: Arc::clone(&ran)])
            .defer_approvals(Duration::from_secs(60))
            .approval_ledger(MemoryLedger::default())
            .approval_clock(move || at(clock.load(Ordering::SeqCst)));
        Self { schema: Arc::new(change(builder).build().unwrap()), ran, now }
    }

    fn new() -> Self {
        Self::of(|builder| builder)
    }

    async fn execute(&self, call: &ToolCall, decided: Option<Decided>) -> Executed {
        let task = Task { schema: Arc::clone(&self.schema), call: call.clone(), label: Sensitivity::Personal, decided };
        execute(Tokio, task, EventSender::unread(), CancellationToken::new()).await
    }

    async fn ask(&self, call: &ToolCall) -> ApprovalRequest {
        match self.execute(call, None).await {
            Executed::Deferred(request) => request,
            other => panic!("not deferred: {other:?}"),
        }
    }

    async fn decided(&self, call: &ToolCall, request: &ApprovalRequest, decision: &ApprovalDecision) -> String {
        let decided = Decided { request: request.clone(), decision: decision.clone() };
        match self.execute(call, Some(decided)).await {
            Executed::Answered(result) => result.output,
            other => panic!("not answered: {other:?}"),
        }
    }

    fn ran(&self) -> Vec<String> {
        self.ran.lock().unwrap().clone()
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn call(name: &str, arguments: &str) -> ToolCall {
    ToolCall::new("call_1", name, arguments)
}

const TO_ADA: &str = r#"{"to": "Ada", "amount": 12.50}"#;

fn suspended(requests: Vec<(ToolCall, ApprovalRequest)>) -> Suspended {
    let calls = requests.into_iter().map(|(call, request)| SuspendedCall::new(call, CallState::Awaiting(request)));
    Suspended::new("Shall I?".into(), None, calls.collect(), 1, Sensitivity::Personal)
}

#[tokio::test]
async fn a_granted_call_runs_once() {
    let (bank, call) = (Bank::new(), call("transfer", TO_ADA));
    let request = bank.ask(&call).await;
    assert!(bank.ran().is_empty());
    assert_eq!((request.sensitivity(), request.expires_at()), (Sensitivity::Personal, at(1060)));
    let decision = request.grant();
    assert_eq!(bank.decided(&call, &request, &decision).await, "transferred");
    let again = "not executed again: its approval was used already, so it may have run before";
    assert_eq!(bank.decided(&call, &request, &decision).await, again);
    // Another copy of the request, decided once more, is the same request.
    assert_eq!(bank.decided(&call, &request, &request.grant()).await, again);
    assert_eq!(bank.ran(), ["transfer Ada 12.5"]);
}

#[tokio::test]
async fn a_refused_call_does_not_run_and_does_not_use_the_approval_up() {
    let (bank, call) = (Bank::new(), call("transfer", TO_ADA));
    let request = bank.ask(&call).await;
    let refused = bank.decided(&call, &request, &request.refuse("too much")).await;
    assert_eq!(refused, "not executed: it was not approved: too much");
    assert_eq!(bank.decided(&call, &request, &request.grant()).await, "transferred");
}

#[tokio::test]
async fn a_decision_holds_until_it_expires() {
    let (bank, call) = (Bank::new(), call("transfer", TO_ADA));
    let request = bank.ask(&call).await;
    bank.now.store(1060, Ordering::SeqCst);
    let late = bank.decided(&call, &request, &request.grant()).await;
    assert_eq!(late, "not executed: the approval came too late");
    bank.now.store(1059, Ordering::SeqCst);
    assert_eq!(bank.decided(&call, &request, &request.grant()).await, "transferred");
}

#[tokio::test]
async fn a_decision_holds_for_its_function_and_arguments_alone() {
    let bank = Bank::new();
    let asked = call("transfer", TO_ADA);
    let request = bank.ask(&asked).await;
    let decision = request.grant();
    let other = "not executed: what was approved is not what would run now";
    for (name, arguments) in [("transfer", r#"{"to": "Eve", "amount": 12.5}"#), ("delete", TO_ADA)] {
        assert_eq!(bank.decided(&call(name, arguments), &request, &decision).await, other);
    }
    let mut renamed = asked.clone();
    renamed.id = "call_2".into();
    assert_eq!(bank.decided(&renamed, &request, &decision).await, "not executed: the approval is not of this call");
    // Written differently, it is the same call.
    let same = call("transfer", r#"{"amount":1.25e1,"to":"\u0041da"}"#);
    assert_eq!(bank.decided(&same, &request, &decision).await, "transferred");
    assert_eq!(bank.ran(), ["transfer Ada 12.5"]);
}

#[tokio::test]
async fn a_function_that_is_gone_or_has_changed_does_not_run() {
    let (bank, asked) = (Bank::new(), call("transfer", TO_ADA));
    let request = bank.ask(&asked).await;
    let gone = Bank::of(|builder| builder.functions(Registry::new()));
    let decided = Decided { request: request.clone(), decision: request.grant() };
    assert!(matches!(gone.execute(&asked, Some(decided.clone())).await, Executed::Refused(_)));
    // Known choices that no longer have what was approved.
    let ran = Arc::new(Ran::default());
    let fewer = functions![Transfer: Arc::clone(&ran)].choices("transfer", "to", ["Grace"]).unwrap();
    let fewer = Bank::of(|builder| builder.functions(fewer));
    assert!(matches!(fewer.execute(&asked, Some(decided)).await, Executed::Refused(_)));
    assert!(ran.lock().unwrap().is_empty() && bank.ran().is_empty());
}

#[tokio::test]
async fn a_ledger_that_fails_lets_nothing_run() {
    struct Broken;
    impl super::ApprovalLedger for Broken {
        fn consume(&self, _request: &str, _expires_at: SystemTime) -> crate::error::Result<bool> {
            Err(Error::new(ErrorKind::Store("the disk is full".into())))
        }
    }
    let (bank, call) = (Bank::of(|builder| builder.approval_ledger(Broken)), call("transfer", TO_ADA));
    let request = bank.ask(&call).await;
    let answer = bank.decided(&call, &request, &request.grant()).await;
    assert_eq!(answer, "not executed: whether its approval was used already cannot be known");
    assert!(bank.ran().is_empty());
}

#[tokio::test]
async fn decisions_find_their_calls_or_are_an_error() {
    let bank = Bank::new();
    let calls = ["Ada", "Eve"].map(|to| ToolCall::new(to, "transfer", format!(r#"{{"to": "{to}", "amount": 1}}"#)));
    let mut asked = Vec::new();
    for call in calls {
        let request = bank.ask(&call).await;
        asked.push((call, request));
    }
    let (ada, eve) = (asked[0].1.clone(), asked[1].1.clone());
    let suspended = suspended(asked);
    assert_eq!(suspended.requests().count(), 2);
    assert_eq!(suspended.label(), Sensitivity::Personal);
    let decided = suspended.decide([eve.grant()]).unwrap();
    assert_eq!(decided.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), [1]);
    let message = |decisions: Vec<ApprovalDecision>| suspended.decide(decisions).unwrap_err().to_string();
    assert!(message(vec![ada.grant(), ada.refuse("")]).contains("two decisions"));
    let stranger = bank.ask(&call("transfer", TO_ADA)).await;
    assert!(message(vec![ada.grant(), stranger.grant()]).contains("belongs to no call that waits here"));
}

#[test]
fn a_digest_is_computed_as_documented() {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    for field in ["llm-functions approval 1", "transfer", r#"{"to":"Ada","amount":12.5}"#] {
        hash.update(u64::try_from(field.len()).unwrap().to_be_bytes());
        hash.update(field);
    }
    let documented = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let computed = super::ApprovalDigest::of("transfer", r#"{"to":"Ada","amount":12.5}"#);
    assert_eq!(computed.to_string(), documented);
    assert_ne!(computed, super::ApprovalDigest::of("transfe", r#"r{"to":"Ada","amount":12.5}"#));
}

#[test]
fn what_is_used_is_remembered_while_it_could_be_used_again() {
    use super::ApprovalLedger as _;
    let ledger = MemoryLedger::default();
    let soon = SystemTime::now() + Duration::from_secs(60);
    for number in 0..5000 {
        // Long expired, but for one.
        let expires_at = if number == 7 { soon } else { at(number) };
        assert!(ledger.consume(&number.to_string(), expires_at).unwrap());
    }
    assert!(!ledger.consume("7", soon).unwrap());
    assert!(ledger.len() < 4000, "what has expired is forgotten");
}
