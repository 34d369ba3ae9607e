use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use llm_runtime::store::Store;
use llm_runtime::{Context, Message, Sensitivity};

use super::{key, open};

/// Tells the other process where to write.
const PLACE: &str = "LLM_RUNTIME_TEST_STORE";

/// Each state is told by its length: so many messages, so many that the metadata says.
fn state(number: usize) -> Context {
    let messages = (0..number).map(|one| Message::assistant(format!("message {one}"), vec![], Sensitivity::Sensitive));
    Context::builder().id("one").metadata("number", number.to_string()).messages(messages).build().unwrap()
}

/// Writes one state after the other and says so after each; with `PLACE` until it is killed, else a few.
#[tokio::test]
async fn states_are_written_one_after_the_other() {
    let given = std::env::var_os(PLACE);
    let folder = tempfile::tempdir().unwrap();
    let path = given.as_ref().map_or(folder.path().join("s.db"), Into::into);
    let store = open(&path).await.unwrap();
    let first = store.load("one").await.unwrap().map_or(0, |context| context.messages().len());
    let last = if given.is_some() { usize::MAX } else { 5 };
    for number in first + 1..=last {
        store.save(&state(number)).await.unwrap();
        if given.is_some() {
            // Not through the test's own output, which is kept back.
            let mut out = std::io::stderr();
            writeln!(out, "saved {number}").unwrap();
        }
        if number % 7 == 0 {
            store.save(&Context::builder().id("other").build().unwrap()).await.unwrap();
            store.delete("other").await.unwrap();
        }
    }
    assert_eq!(store.load("one").await.unwrap(), Some(state(5)));
}

fn writer(path: &Path) -> Child {
    child(path, "killed::states_are_written_one_after_the_other")
}

fn child(path: &Path, test: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(PLACE, path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Where each of a row of numbers that look random comes from (Knuth, MMIX).
fn next(random: &mut u64) -> u64 {
    *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *random >> 33
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_writes_leaves_every_state_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let mut random = 4;
    let mut told = 0;
    for _ in 0..25 {
        let mut child = writer(&path);
        let saved = BufReader::new(child.stderr.take().unwrap()).lines().map(|line| line.unwrap());
        let mut saved = saved.filter_map(|line| line.strip_prefix("saved ").map(|number| number.parse().unwrap()));
        for _ in 0..=next(&mut random) % 12 {
            told = saved.next().unwrap();
        }
        // Somewhere in what comes after the last state that was told.
        for _ in 0..next(&mut random) % 200_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        told = saved.last().unwrap_or(told);
        let store = Store::at(&path).key(key(1)).open().await.unwrap();
        let found = store.load("one").await.unwrap().unwrap();
        let number = found.messages().len();
        assert!(number == told || number == told + 1, "{told} was told, {number} is there");
        assert_eq!(found, state(number));
        assert!((1..=2).contains(&store.list().await.unwrap().len()));
    }
    assert!(told > 25);
}

/// With `PLACE`, changes the key there from 1 to 2 and back until it is killed; else does nothing.
#[tokio::test]
async fn keys_are_changed_one_after_the_other() {
    let Some(path) = std::env::var_os(PLACE).map(std::path::PathBuf::from) else { return };
    let mut number = key_of(&path).await;
    let store = Store::at(&path).key(key(number)).open().await.unwrap();
    for done in 0.. {
        number = 3 - number;
        store.rekey(Some(key(number))).await.unwrap();
        writeln!(std::io::stderr(), "saved {done}").unwrap();
    }
}

/// Which of the two keys the store has.
async fn key_of(path: &Path) -> u8 {
    let mut fits = Vec::new();
    for number in [1, 2] {
        if Store::at(path).key(key(number)).open().await.is_ok() {
            fits.push(number);
        }
    }
    assert_eq!(fits.len(), 1, "one key fits, and not the other");
    fits[0]
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_changes_the_key_leaves_a_store_of_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let store = open(&path).await.unwrap();
    let conversations: Vec<Context> = (1..20)
        .map(|number| {
            let long = Message::assistant("long ".repeat(number * 1000), vec![], Sensitivity::Sensitive);
            Context::builder().id(format!("number {number}")).message(long).build().unwrap()
        })
        .collect();
    for conversation in &conversations {
        store.save(conversation).await.unwrap();
    }
    drop(store);
    let mut random = 7;
    let mut keys = Vec::new();
    for _ in 0..12 {
        let mut child = child(&path, "killed::keys_are_changed_one_after_the_other");
        let saved = BufReader::new(child.stderr.take().unwrap()).lines().map(|line| line.unwrap());
        let mut saved = saved.filter(|line| line.starts_with("saved "));
        for _ in 0..=next(&mut random) % 4 {
            saved.next().unwrap();
        }
        for _ in 0..next(&mut random) % 2_000_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let number = key_of(&path).await;
        keys.push(number);
        let store = Store::at(&path).key(key(number)).open().await.unwrap();
        for conversation in &conversations {
            assert_eq!(store.load(conversation.id()).await.unwrap().as_ref(), Some(conversation));
        }
        assert_eq!(store.list().await.unwrap().len(), conversations.len());
    }
    assert!(keys.contains(&1) && keys.contains(&2), "{keys:?}");
}
