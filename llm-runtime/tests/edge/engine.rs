//! What an application does with models as a whole: prewarming, prefixes on disk, budgets, priorities.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use llm_functions::ToolResult;
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, KvType};
use llm_runtime::{
    Delta, Engine, ErrorKind, Message, Platform, Priority, Schema, Sensitivity, ToolChoice, TurnRequest,
};

use crate::functions::with_functions;
use crate::support::{MODEL, config, greedy, model_path, next, open, platform, turn};

const SYSTEM: &str = "You are the assistant of a small clinic by the sea. It is open from Monday to Friday between eight and \
                      five, its doctors are called Ada and Grace, and its address is 5 Harbour Street. There is a bus \
                      from the station every ten minutes, and there is room for bicycles behind the house. Be kind and brief.";
const QUESTION: &str = "Is the clinic of Mr Winterbottom open on Sunday?";

async fn ask(platform: &EdgePlatform, label: Sensitivity) -> (String, u32) {
    let system = Message::system(SYSTEM).labelled(label);
    let mut engine = open(platform, Schema::builder(MODEL)).await;
    let answer = turn(&mut *engine, &[system, Message::user(QUESTION)], ToolChoice::None, &greedy(12)).await.unwrap();
    (answer.text, answer.usage.cached_input_tokens)
}

#[tokio::test]
async fn what_was_prewarmed_is_not_computed_again() {
    let platform = EdgePlatform::new(config(model_path()));
    let schema = Schema::builder(MODEL).instructions(SYSTEM).build().unwrap();
    platform.prewarm(Arc::new(schema)).await.unwrap();
    let (_, cached) = ask(&platform, Sensitivity::Public).await;
    assert!(cached > 40, "{cached}");
}

#[tokio::test]
async fn a_public_beginning_outlives_the_process_and_gives_the_same_answer() {
    let directory = tempfile::tempdir().unwrap();
    let config = || config(model_path()).prefix_directory(directory.path());
    let first = ask(&EdgePlatform::new(config()), Sensitivity::Public).await;
    assert_eq!(first.1, 0);
    let again = ask(&EdgePlatform::new(config()), Sensitivity::Public).await;
    assert!(again.1 > 40, "{again:?}");
    assert_eq!(again.0, first.0);
    // Another way to store the cache is another prefix.
    let other = ask(&EdgePlatform::new(config().kv_type(KvType::Q8_0)), Sensitivity::Public).await;
    assert_eq!(other.1, 0);
}

#[tokio::test]
async fn nothing_that_is_about_somebody_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let platform = EdgePlatform::new(config(model_path()).prefix_directory(directory.path()));
    ask(&platform, Sensitivity::Personal).await;
    let prefixes = || {
        let files = std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|extension| extension == "prefix")).collect::<Vec<_>>()
    };
    assert_eq!(prefixes().len(), 0);
    ask(&platform, Sensitivity::Public).await;
    drop(platform);
    let [file] = prefixes().try_into().unwrap();
    // llama.cpp writes the tokens as numbers before the cells: a file that held the question would hold its tokens.
    let bytes = std::fs::read(file).unwrap();
    let written = u32::from_le_bytes(bytes[8..12].try_into().unwrap());
    assert!((64..100).contains(&written), "{written} tokens");
}

#[tokio::test]
async fn a_prefix_that_was_damaged_is_computed_again() {
    let directory = tempfile::tempdir().unwrap();
    let config = || config(model_path()).prefix_directory(directory.path());
    let first = ask(&EdgePlatform::new(config()), Sensitivity::Public).await;
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "prefix") {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xFF;
            std::fs::write(&path, bytes).unwrap();
        }
    }
    assert_eq!(ask(&EdgePlatform::new(config()), Sensitivity::Public).await, first);
}

#[tokio::test]
async fn a_model_says_what_it_is_and_how_it_runs() {
    let platform = EdgePlatform::new(config(model_path()).kv_type(KvType::Q8_0).threads(1).context_tokens(512));
    assert!(platform.facts(MODEL).await.is_none());
    let told = Arc::new(AtomicU32::new(0));
    let progress = Arc::clone(&told);
    let tell = move |fraction: f32| {
        assert!((0.0..=1.0).contains(&fraction));
        progress.fetch_add(1, Ordering::Relaxed);
    };
    platform.load_with_progress(MODEL, tell).await.unwrap();
    assert!(told.load(Ordering::Relaxed) > 1);
    let facts = platform.facts(MODEL).await.unwrap();
    assert_eq!((facts.architecture.as_str(), facts.parameters, facts.threads), ("llama", 134_515_008, 1));
    assert_eq!((facts.context_tokens, facts.cache_tokens, facts.kv_type), (512, 1024, KvType::Q8_0));
    // 30 layers, 3 key heads of 64, keys and values, 34 bytes for 32 numbers.
    assert_eq!(facts.cache_bytes, 1024 * 30 * 3 * 64 * 2 * 34 / 32);
    assert!(platform.unload(MODEL).await && !platform.unload(MODEL).await);
    assert!(platform.facts(MODEL).await.is_none());
}

#[tokio::test]
async fn a_cache_of_small_numbers_answers_too() {
    for kv_type in [KvType::Q8_0, KvType::Q4_0] {
        let platform = EdgePlatform::new(config(model_path()).kv_type(kv_type));
        let mut engine = open(&platform, Schema::builder(MODEL)).await;
        let messages = [Message::system("Answer in one word."), Message::user("What is the capital of France?")];
        let answer = turn(&mut *engine, &messages, ToolChoice::None, &greedy(8)).await.unwrap();
        assert!(!answer.text.is_empty(), "{kv_type:?}");
    }
}

#[tokio::test]
async fn models_give_way_to_each_other_within_the_budget_unless_a_session_uses_them() {
    let weights = std::fs::metadata(model_path()).unwrap().len();
    let model = |name: &str| EdgeModel::new(name, model_path());
    let config = EdgeConfig::new().context_tokens(256).memory_budget(weights + weights / 2);
    let platform = EdgePlatform::new(config.model(model("one")).model(model("two")));
    platform.load("one").await.unwrap();
    platform.load("two").await.unwrap();
    assert!(platform.facts("one").await.is_none() && platform.facts("two").await.is_some());
    let session = platform.open(Arc::new(Schema::builder("two").build().unwrap())).await.unwrap();
    let error = platform.load("one").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoRoom { others: 1, .. }) && error.is_retryable(), "{error}");
    assert!(platform.is_loaded("two") && !platform.is_loaded("one"));
    drop(session);
    platform.load("one").await.unwrap();
}

#[tokio::test]
async fn more_turns_than_may_wait_are_refused_and_may_come_again() {
    let platform = EdgePlatform::new(config(model_path()).max_sessions(1).max_waiting(1));
    let ask = async || {
        let mut engine = open(&platform, Schema::builder(MODEL)).await;
        turn(&mut *engine, &[Message::user("Count to a hundred.")], ToolChoice::None, &greedy(40)).await
    };
    let answers = tokio::join!(ask(), ask(), ask(), ask());
    let answers = [answers.0, answers.1, answers.2, answers.3];
    let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    assert!(!refused.is_empty() && refused.len() < 4, "{refused:?}");
    for error in refused {
        assert!(matches!(error.kind(), ErrorKind::Busy { .. }) && error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn an_urgent_turn_is_served_before_one_that_came_earlier() {
    let platform = EdgePlatform::new(config(model_path()).max_sessions(1));
    let order = std::sync::Mutex::new(Vec::new());
    let ask = async |priority: Priority, name: &'static str| {
        let mut engine = open(&platform, Schema::builder(MODEL).priority(priority)).await;
        turn(&mut *engine, &[Message::user("Count to ten.")], ToolChoice::None, &greedy(12)).await.unwrap();
        order.lock().unwrap().push(name);
    };
    // The model is loaded first, so that all ask at the same time.
    ask(Priority::Normal, "first").await;
    tokio::join!(
        ask(Priority::Normal, "running"),
        ask(Priority::Background, "background"),
        ask(Priority::Normal, "normal"),
        ask(Priority::Urgent, "urgent")
    );
    let order = order.into_inner().unwrap();
    let place = |name: &str| order.iter().position(|served| *served == name).unwrap();
    assert!(place("urgent") < place("normal") && place("normal") < place("background"), "{order:?}");
}

#[tokio::test]
async fn what_follows_an_exchange_that_was_left_out_is_moved_up() {
    let platform = EdgePlatform::new(config(model_path()));
    assert!({
        platform.load(MODEL).await.unwrap();
        platform.facts(MODEL).await.unwrap().moves_up
    });
    let said = |text: &str| Message::assistant(text, Vec::new(), Sensitivity::Sensitive);
    let old = [Message::user("What do you know about lighthouses? ".repeat(12)), said("They are tall and bright.")];
    let kept = [Message::user("The capital of France is Paris. ".repeat(12)), said("Yes, that is right.")];
    let question = Message::user("What is the capital of France? Answer in one word.");
    let mut engine = open(&platform, Schema::builder(MODEL)).await;
    let system = Message::system(SYSTEM);
    let all: Vec<Message> =
        std::iter::once(system.clone()).chain(old).chain(kept.clone()).chain([question.clone()]).collect();
    turn(&mut *engine, &all, ToolChoice::None, &greedy(4)).await.unwrap();
    let trimmed: Vec<Message> = std::iter::once(system).chain(kept).chain([question]).collect();
    let answer = turn(&mut *engine, &trimmed, ToolChoice::None, &greedy(8)).await.unwrap();
    assert!(answer.text.contains("Paris"), "{answer:?}");
    assert!(answer.usage.cached_input_tokens + 4 >= answer.usage.input_tokens, "{answer:?}");
}

/// The likeliest beginnings of an answer.
async fn beginnings(engine: &mut dyn Engine, messages: &[Message]) -> BTreeMap<String, f32> {
    let options = greedy(1).logprobs(20);
    let mut deltas = engine.generate(TurnRequest::new(messages, ToolChoice::None, &options));
    let mut found = BTreeMap::new();
    while let Some(delta) = next(&mut deltas).await {
        if let Delta::Logprobs(tokens) = delta.unwrap() {
            found.extend(tokens.into_iter().take(1).flat_map(|token| token.top));
        }
    }
    found
}

#[tokio::test]
async fn what_choosing_and_calling_leave_in_the_cache_is_what_would_be_computed_afresh() {
    for question in
        ["How many steps did I take in the last seven days?", "I ate an apple.", "I walked from Rome to Ostia."]
    {
        let used = platform();
        let mut engine = open(used, with_functions()).await;
        let asked = Message::user(question);
        let called =
            turn(&mut *engine, std::slice::from_ref(&asked), ToolChoice::Required, &greedy(128)).await.unwrap();
        let call = called.calls[0].clone();
        let result = ToolResult::success(&call, r#"{"found":[7000,8000,6000]}"#, Sensitivity::Sensitive);
        let said = Message::assistant("", vec![call], Sensitivity::Sensitive);
        let messages = [asked, said, Message::tool(result)];
        let kept = beginnings(&mut *engine, &messages).await;
        let fresh = EdgePlatform::new(config(model_path()));
        let mut engine = open(&fresh, with_functions()).await;
        let afresh = beginnings(&mut *engine, &messages).await;
        let differences: Vec<f32> =
            kept.iter().filter_map(|(token, one)| afresh.get(token).map(|other| (one - other).abs())).collect();
        // Sums in other batches differ a little; a token in the wrong place would change everything.
        assert!(differences.len() > 14 && differences.iter().all(|difference| *difference < 0.8), "{differences:?}");
    }
}
