//! Ask now, answer in another process: what waits for approval goes with the stored conversation.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{
    ApprovalDecision, ApprovalLedger, ApprovalRequest, Context, Event, FinishReason, Runner, SchemaBuilder, Session,
};

use super::{drain, results, schema};

/// Send a reminder.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct Remind {
    /// Whom.
    who: String,
}

impl Execute for Remind {
    type Deps = Mutex<Vec<String>>;
    type Output = String;
    type Error = String;
    async fn execute(self, call: Call<'_, Mutex<Vec<String>>>) -> Result<String, String> {
        call.deps().lock().unwrap().push(self.who.clone());
        Ok(format!("reminded {}", self.who))
    }
}

/// Look around.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct Look {}

impl Execute for Look {
    type Deps = AtomicUsize;
    type Output = &'static str;
    type Error = String;
    async fn execute(self, call: Call<'_, AtomicUsize>) -> Result<&'static str, String> {
        call.deps().fetch_add(1, Ordering::SeqCst);
        Ok("all quiet")
    }
}

/// What all processes of a test have in common: the world in which functions have their effects, and the time.
#[derive(Default)]
struct World {
    reminded: Arc<Mutex<Vec<String>>>,
    looked: Arc<AtomicUsize>,
    seconds: Arc<AtomicU64>,
}

impl World {
    fn schema(&self) -> SchemaBuilder {
        let seconds = Arc::clone(&self.seconds);
        schema(functions![Remind: Arc::clone(&self.reminded), Look: Arc::clone(&self.looked)])
            .defer_approvals(Duration::from_secs(60))
            .approval_clock(move || UNIX_EPOCH + Duration::from_secs(seconds.load(Ordering::SeqCst)))
    }

    fn reminded(&self) -> Vec<String> {
        self.reminded.lock().unwrap().clone()
    }

    /// A process that asks: the stored conversation, and what a person in it was told.
    async fn asks(&self, calls: &[(&str, &str)]) -> (String, Vec<Event>) {
        let platform = MockPlatform::new("tiny").calls_all(calls.iter().copied());
        let runner = Runner::builder().platform(platform).build().unwrap();
        let mut session = runner.session(self.schema().build().unwrap()).await.unwrap();
        let events = drain(&mut session, "Remind them").await;
        assert_eq!(events.last(), Some(&Event::Finished(FinishReason::AwaitingApproval)));
        (serde_json::to_string(&session.context().await).unwrap(), events)
    }

    /// A process that goes on with a stored conversation.
    async fn reads(&self, stored: &str) -> Session {
        self.reads_with(stored, self.schema()).await
    }

    async fn reads_with(&self, stored: &str, schema: SchemaBuilder) -> Session {
        let context: Context = serde_json::from_str(stored).unwrap();
        let runner = Runner::builder().platform(MockPlatform::new("tiny").says("Done.")).build().unwrap();
        runner.resume(schema.build().unwrap(), context).await.unwrap()
    }
}

/// What waits in a stored conversation, as whoever decides reads it.
fn requests(stored: &str) -> Vec<ApprovalRequest> {
    let context: Context = serde_json::from_str(stored).unwrap();
    let texts = context.suspended().unwrap().requests().map(|request| serde_json::to_string(request).unwrap());
    texts.map(|text| serde_json::from_str(&text).unwrap()).collect()
}

/// A decision on its way back.
fn sent(decision: &ApprovalDecision) -> ApprovalDecision {
    serde_json::from_str(&serde_json::to_string(decision).unwrap()).unwrap()
}

async fn resume(session: &mut Session, decisions: Vec<ApprovalDecision>) -> Vec<Event> {
    let mut events = session.resume(decisions);
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap());
    }
    seen
}

async fn outputs(session: &Session) -> Vec<String> {
    results(&session.context().await).into_iter().map(|result| result.output).collect()
}

const ADA: (&str, &str) = ("remind", r#"{"who": "Ada"}"#);
const BOB: (&str, &str) = ("remind", r#"{"who": "Bob"}"#);

#[tokio::test(start_paused = true)]
async fn a_call_is_asked_about_here_decided_there_and_runs_elsewhere() {
    let world = World::default();
    let (stored, events) = world.asks(&[("look", "{}"), ADA]).await;
    assert!(world.reminded().is_empty());
    assert_eq!(world.looked.load(Ordering::SeqCst), 1, "what needs no approval runs at once");
    let request = requests(&stored).remove(0);
    assert!(events.contains(&Event::CallAwaitsApproval(request.clone())));
    assert_eq!(request.expires_at(), UNIX_EPOCH + Duration::from_secs(60));

    let mut session = world.reads(&stored).await;
    let events = resume(&mut session, vec![sent(&request.grant())]).await;
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::Stop)));
    assert_eq!(world.reminded(), ["Ada"]);
    assert_eq!(world.looked.load(Ordering::SeqCst), 1, "an answer that is there is not looked for again");
    assert_eq!(outputs(&session).await, ["all quiet", "reminded Ada"]);
    assert!(session.context().await.suspended().is_none());
}

#[tokio::test(start_paused = true)]
async fn one_approval_lets_one_call_run_from_however_many_copies() {
    let world = World::default();
    let (stored, _) = world.asks(&[ADA]).await;
    let grant = requests(&stored)[0].grant();
    let mut first = world.reads(&stored).await;
    resume(&mut first, vec![sent(&grant)]).await;
    let mut copy = world.reads(&stored).await;
    resume(&mut copy, vec![sent(&grant)]).await;
    let again = "not executed again: its approval was used already, so it may have run before";
    assert_eq!(outputs(&copy).await, [again]);
    assert_eq!(world.reminded(), ["Ada"]);
}

#[tokio::test(start_paused = true)]
async fn processes_that_share_a_ledger_use_an_approval_once() {
    /// A file of its own, as two processes would see it.
    struct Shared(Arc<Mutex<Vec<String>>>);
    impl ApprovalLedger for Shared {
        fn consume(&self, request: &str, _expires_at: SystemTime) -> llm_runtime::Result<bool> {
            let mut used = self.0.lock().unwrap();
            let fresh = !used.iter().any(|id| id == request);
            used.push(request.to_owned());
            Ok(fresh)
        }
    }
    let (world, file) = (World::default(), Arc::new(Mutex::new(Vec::new())));
    let (stored, _) = world.asks(&[ADA]).await;
    let request = requests(&stored).remove(0);
    for _ in 0..2 {
        let schema = world.schema().approval_ledger(Shared(Arc::clone(&file)));
        let mut session = world.reads_with(&stored, schema).await;
        resume(&mut session, vec![request.grant()]).await;
    }
    assert_eq!(world.reminded(), ["Ada"]);
    assert_eq!(*file.lock().unwrap(), [request.id(), request.id()]);
}

/// A file that somebody else has locked holds up nobody but the call.
#[tokio::test]
async fn a_ledger_may_wait_while_everything_else_goes_on() {
    struct Locked(Mutex<std::sync::mpsc::Receiver<()>>);
    impl ApprovalLedger for Locked {
        fn consume(&self, _request: &str, _expires_at: SystemTime) -> llm_runtime::Result<bool> {
            let freed = self.0.lock().unwrap().recv_timeout(Duration::from_secs(60));
            Ok(freed.is_ok())
        }
    }
    let world = World::default();
    let (stored, _) = world.asks(&[ADA]).await;
    let request = requests(&stored).remove(0);
    let (free, locked) = std::sync::mpsc::channel();
    let mut session = world.reads_with(&stored, world.schema().approval_ledger(Locked(Mutex::new(locked)))).await;
    // On the same thread as the session: it comes to this only if the ledger waits elsewhere.
    tokio::spawn(async move {
        tokio::task::yield_now().await;
        free.send(()).unwrap();
    });
    resume(&mut session, vec![request.grant()]).await;
    assert_eq!(world.reminded(), ["Ada"]);
}

#[tokio::test(start_paused = true)]
async fn calls_are_decided_one_by_one() {
    let world = World::default();
    let (stored, _) = world.asks(&[ADA, BOB]).await;
    let waiting = requests(&stored);
    let mut session = world.reads(&stored).await;
    let events = resume(&mut session, vec![waiting[1].grant()]).await;
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::AwaitingApproval)));
    assert_eq!(world.reminded(), ["Bob"]);
    let stored = serde_json::to_string(&session.context().await).unwrap();
    assert_eq!(requests(&stored), [waiting[0].clone()]);
    let mut session = world.reads(&stored).await;
    resume(&mut session, vec![waiting[0].refuse("she knows")]).await;
    assert_eq!(outputs(&session).await, ["not executed: it was not approved: she knows", "reminded Bob"]);
    assert_eq!(world.reminded(), ["Bob"]);
}

#[tokio::test(start_paused = true)]
async fn a_stored_call_that_was_altered_does_not_run() {
    let world = World::default();
    let (stored, _) = world.asks(&[ADA]).await;
    let grant = requests(&stored)[0].grant();
    let mut altered: serde_json::Value = serde_json::from_str(&stored).unwrap();
    let call = altered.pointer_mut("/suspended/calls/0/call").unwrap();
    call["arguments"] = r#"{"who": "Eve"}"#.into();
    let mut session = world.reads(&altered.to_string()).await;
    resume(&mut session, vec![grant.clone()]).await;
    assert_eq!(outputs(&session).await, ["not executed: what was approved is not what would run now"]);
    assert!(world.reminded().is_empty());
    // It was not used up: as it was asked, it still runs.
    let mut session = world.reads(&stored).await;
    resume(&mut session, vec![grant]).await;
    assert_eq!(world.reminded(), ["Ada"]);
}

#[tokio::test(start_paused = true)]
async fn a_decision_of_another_session_is_an_error_and_nothing_runs() {
    let world = World::default();
    let (stored, _) = world.asks(&[ADA]).await;
    let (other, _) = world.asks(&[ADA]).await;
    let mut session = world.reads(&stored).await;
    let mut events = session.resume([requests(&other)[0].grant()]);
    let mut error = None;
    while let Some(event) = events.next().await {
        error = event.err().or(error);
    }
    drop(events);
    assert!(error.unwrap().to_string().contains("belongs to no call that waits here"));
    assert!(world.reminded().is_empty());
    resume(&mut session, vec![requests(&stored)[0].grant()]).await;
    assert_eq!(world.reminded(), ["Ada"], "the call still waited");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_decides_in_time_is_answered_without_running() {
    let world = World::default();
    let (stored, _) = world.asks(&[ADA]).await;
    world.seconds.store(60, Ordering::SeqCst);
    let mut session = world.reads(&stored).await;
    resume(&mut session, vec![requests(&stored)[0].grant()]).await;
    assert_eq!(outputs(&session).await, ["not executed: the approval came too late"]);
    let mut session = world.reads(&stored).await;
    drain(&mut session, "Never mind").await;
    assert_eq!(outputs(&session).await, ["not executed: nobody approved it"]);
    assert!(world.reminded().is_empty());
}
