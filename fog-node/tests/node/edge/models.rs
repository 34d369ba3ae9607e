//! Several models in one node, within a budget of memory.

use llm_runtime::fog::FogPlatform;
use llm_runtime::fog::protocol::{ModelState, Status};
use llm_runtime::{Event, Schema};

use super::{Real, config, file_named, greedy};
use crate::served::{Ground, said, session};

fn state(status: &Status, model: &str) -> ModelState {
    status.model(model).unwrap().state
}

async fn ask(platform: &FogPlatform, model: &str, tokens: u32) -> llm_runtime::Result<String> {
    let mut session = session(platform.clone(), Schema::builder(model).options(greedy(tokens))).await;
    said(&mut session, "Count from one to twelve.").await
}

/// Weights of 98 MB each, and caches of 47 MB: there is room for one of them.
const BUDGET: &str = "200";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn models_are_loaded_when_they_are_asked_for_and_give_way_unless_they_are_at_work() {
    let ground = Ground::new();
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("damaged.gguf");
    std::fs::write(&damaged, b"GGUF and nothing of what comes then").unwrap();
    let (a, b, bad) = (file_named("a"), file_named("b"), format!("bad={}", damaged.display()));
    let files = ["--file", &a, "--file", &b, "--file", &bad, "--memory", BUDGET];
    let node = Real::serve(&ground, &files);
    let platform = FogPlatform::new(config(&ground, &[(node.id, node.address)], &["a", "b", "bad"])).unwrap();
    let states = || async {
        let status = platform.status(node.id).await.unwrap();
        ["a", "b", "bad"].map(|model| state(&status, model))
    };
    assert_eq!(states().await, [ModelState::Unloaded; 3]);
    // Several at once wait for one loading.
    let many = (0..3).map(|_| ask(&platform, "a", 4));
    for answer in futures_util::future::join_all(many).await {
        assert!(!answer.unwrap().is_empty());
    }
    assert_eq!(states().await, [ModelState::Loaded, ModelState::Unloaded, ModelState::Unloaded]);
    assert!(!ask(&platform, "b", 4).await.unwrap().is_empty());
    assert_eq!(states().await, [ModelState::Unloaded, ModelState::Loaded, ModelState::Unloaded]);

    // One that is at work is not unloaded: who asks for another waits until it is done.
    let mut working = session(platform.clone(), Schema::builder("b").options(greedy(40))).await;
    let mut events = working.generate("Tell me a long story.");
    let mut words = 0;
    while words == 0 {
        words += usize::from(matches!(events.next().await.unwrap().unwrap(), Event::Text(_)));
    }
    let (other, rest) = tokio::join!(ask(&platform, "a", 4), async {
        let mut whole = true;
        while let Some(event) = events.next().await {
            whole &= event.is_ok();
        }
        whole
    });
    assert!(!other.unwrap().is_empty() && rest, "the one at work came to its end, and the other had its turn");

    // One that cannot be loaded is said to be so, and is not tried again at once; the others go on.
    let error = ask(&platform, "bad", 4).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("cannot be loaded") || text.contains("503"), "{text}");
    assert!(!text.contains("Count from"));
    assert_eq!(states().await[2], ModelState::Failed);
    assert!(!ask(&platform, "a", 4).await.unwrap().is_empty());
}
