//! A call that one process asks about, and others let run: with a real file between real processes.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, assert_every_call_is_answered};
use llm_runtime::store::Store;
use llm_runtime::{ApprovalRequest, Context, Event, FinishReason, Message, Runner, Schema, Session};

use super::open;

/// Tells the other process where everything is, and what it is to do.
const PLACE: &str = "LLM_RUNTIME_TEST_APPROVAL";
const DIES: &str = "LLM_RUNTIME_TEST_DIES";

/// Send a reminder.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct Send {
    /// What it says.
    text: String,
}

impl Execute for Send {
    type Deps = std::path::PathBuf;
    type Output = String;
    type Error = std::io::Error;
    async fn execute(self, call: Call<'_, std::path::PathBuf>) -> Result<String, std::io::Error> {
        let mut sent = std::fs::OpenOptions::new().append(true).create(true).open(call.deps().join("sent"))?;
        std::io::Write::write_all(&mut sent, format!("{}\n", self.text).as_bytes())?;
        if std::env::var_os(DIES).is_some() {
            std::process::abort();
        }
        Ok("sent".into())
    }
}

async fn session(folder: &Path, store: &Store, platform: MockPlatform, context: Context) -> Session {
    let schema = Schema::builder("tiny")
        .functions(functions![Send: folder.to_owned()])
        .defer_approvals(Duration::from_secs(600))
        .approval_ledger(store.clone());
    let runner = Runner::builder().platform(platform).build().unwrap();
    runner.resume(schema.build().unwrap(), context).await.unwrap()
}

async fn read(mut events: llm_runtime::Events<'_>) -> Vec<Event> {
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap());
    }
    seen
}

/// With `PLACE`, goes on with the conversation that is stored there by the decision that lies beside it; else does nothing.
#[tokio::test]
async fn a_process_goes_on_where_another_stopped() {
    let Some(folder) = std::env::var_os(PLACE).map(std::path::PathBuf::from) else { return };
    let store = open(&folder.join("s.db")).await.unwrap();
    let context = store.load("one").await.unwrap().unwrap();
    let decision = std::fs::read_to_string(folder.join("decision")).unwrap();
    let platform = MockPlatform::new("tiny").says("Done.");
    let mut session = session(&folder, &store, platform, context).await;
    let events = read(session.resume([serde_json::from_str(&decision).unwrap()])).await;
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::Stop)));
    let context = session.context().await;
    assert_every_call_is_answered(&context);
    let said = context.messages().iter().find_map(|message| match &message.content {
        llm_runtime::Content::Tool { result } => Some(result.output.clone()),
        _ => None,
    });
    std::fs::write(folder.join(format!("answer of {}", std::process::id())), said.unwrap()).unwrap();
}

fn process(folder: &Path, dies: bool) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "elsewhere::a_process_goes_on_where_another_stopped", "--nocapture"]).env(PLACE, folder);
    if dies {
        command.env(DIES, "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Suspends a session, stores it, and lays the decision beside it.
async fn suspended(folder: &Path) {
    let store = open(&folder.join("s.db")).await.unwrap();
    let platform = MockPlatform::new("tiny").calls("send", r#"{"text": "Drink!"}"#);
    let context = Context::builder().id("one").message(Message::system("Be brief.")).build().unwrap();
    let mut session = session(folder, &store, platform, context).await;
    let events = read(session.generate("Remind them")).await;
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::AwaitingApproval)));
    let context = session.context().await;
    let request: &ApprovalRequest = context.suspended().unwrap().requests().next().unwrap();
    // As it comes to whoever decides.
    let sent = serde_json::to_string(request).unwrap();
    let decision = serde_json::from_str::<ApprovalRequest>(&sent).unwrap().grant();
    std::fs::write(folder.join("decision"), serde_json::to_string(&decision).unwrap()).unwrap();
    store.save(&context).await.unwrap();
}

fn sent(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("sent")).unwrap_or_default()
}

fn answers(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let answers = files.filter(|file| file.file_name().to_string_lossy().starts_with("answer of "));
    let mut answers: Vec<_> = answers.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect();
    answers.sort();
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_processes_that_go_on_with_a_conversation_one_runs_the_call() {
    let folder = tempfile::tempdir().unwrap();
    suspended(folder.path()).await;
    let processes: Vec<_> = (0..4).map(|_| process(folder.path(), false)).collect();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
    }
    assert_eq!(sent(folder.path()), "Drink!\n");
    let answers = answers(folder.path());
    assert_eq!(answers.len(), 4);
    assert_eq!(answers.iter().filter(|answer| *answer == "sent").count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer == "sent" || answer.contains("used already")), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_in_which_a_process_died_is_not_made_again() {
    let folder = tempfile::tempdir().unwrap();
    suspended(folder.path()).await;
    assert!(!process(folder.path(), true).wait_with_output().unwrap().status.success());
    assert_eq!(sent(folder.path()), "Drink!\n");
    let output = process(folder.path(), false).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(sent(folder.path()), "Drink!\n", "it may have run, so it does not again");
    assert!(answers(folder.path())[0].contains("may have run before"));
}
