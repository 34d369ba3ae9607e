//! A model beside which an encoder finds the function that a question means.

use std::path::Path;
use std::sync::Arc;

use llm_functions::{DynamicFunction, Registry, ToolCall, ToolResult, json};
use llm_runtime::edge::{ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, EncoderProfile, ModelProfile};
use llm_runtime::{
    ErrorKind, GenerationOptions, Message, Platform, Schema, SchemaBuilder, Sensitivity, ToolChoice, TurnRequest,
};

use crate::files::encoder;
use crate::files::probing::probe;
use crate::resume::generate;
use crate::support::{Answer, MODEL, greedy, model_path, open, turn};

const ENCODER: &str = "reader";

/// Functions in the encoder's few words, with the texts that it reads.
const FUNCTIONS: [(&str, &str, &str, &str); 3] = [
    ("blood_pressure", "The blood pressure.", "{}", "blood pressure: The blood pressure."),
    (
        "walkDog",
        "Walks the dog.",
        r#"{"type":"object","properties":{"dogWalks":{"type":"boolean"}},"required":["dogWalks"]}"#,
        "walk dog: Walks the dog. (dog walks)",
    ),
    ("zebra", "", "{}", "zebra"),
];

const QUESTIONS: [&str; 3] = ["The dog walks.", "the blood pressure", "Zebra zebra?"];

fn reader(folder: &Path) -> EdgeModel {
    // No architecture that is known by heart: tried in another process first.
    EdgeModel::new(ENCODER, encoder::file(folder)).untrusted()
}

fn writer(profile: ModelProfile) -> EdgeModel {
    EdgeModel::new(MODEL, model_path()).profile(profile)
}

fn config() -> EdgeConfig {
    EdgeConfig::new().probe(probe())
}

fn platform(folder: &Path, profile: ModelProfile) -> EdgePlatform {
    EdgePlatform::new(config().model(writer(profile).encoder(reader(folder))))
}

/// The model's own opinion counts for next to nothing.
fn told(none: f32) -> ModelProfile {
    let encoder = EncoderProfile { none, weight: 1e6, call_weight: 1e6, ..EncoderProfile::default() };
    ModelProfile { encoder, ..ModelProfile::smollm2_functions() }
}

fn functions(more: &[(&'static str, &'static str)]) -> SchemaBuilder {
    let mut registry = Registry::new();
    let known = FUNCTIONS.iter().map(|(name, description, parameters, _)| (*name, *description, *parameters));
    for (name, description, parameters) in known.chain(more.iter().map(|(name, text)| (*name, *text, "{}"))) {
        let schema = json::read(if parameters == "{}" { r#"{"type":"object","properties":{}}"# } else { parameters });
        let function =
            DynamicFunction::new(name, description, &schema.unwrap(), |_, _| async { Ok::<_, String>(String::new()) });
        registry.insert(function.unwrap()).unwrap();
    }
    Schema::builder(MODEL).functions(registry)
}

async fn answer(platform: &EdgePlatform, schema: SchemaBuilder, question: &str, choice: ToolChoice) -> Answer {
    let mut engine = open(platform, schema).await;
    turn(&mut *engine, &[Message::user(question)], choice, &greedy(256)).await.unwrap()
}

/// The cosine between a question and each function, by the encoder asked by its own name.
async fn cosines(platform: &EdgePlatform, question: &str) -> Vec<f32> {
    let texts: Vec<&str> = FUNCTIONS.iter().map(|(.., text)| *text).chain([question]).collect();
    let vectors = platform.embed(ENCODER, &texts).await.unwrap();
    let asked = &vectors[FUNCTIONS.len()];
    let cosine = |vector: &Vec<f32>| vector.iter().zip(asked).map(|(one, other)| one * other).sum();
    vectors[..FUNCTIONS.len()].iter().map(cosine).collect()
}

#[tokio::test]
async fn the_function_is_called_that_the_encoder_finds_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(folder.path(), told(-100.0));
    let mut called = Vec::new();
    for question in QUESTIONS {
        let cosines = cosines(&platform, question).await;
        let nearest = (0..cosines.len()).max_by(|one, other| cosines[*one].total_cmp(&cosines[*other])).unwrap();
        for choice in [ToolChoice::Auto, ToolChoice::Required] {
            let answer = answer(&platform, functions(&[]), question, choice).await;
            assert_eq!(answer.calls[0].name, FUNCTIONS[nearest].0, "{question}: {cosines:?}");
            let registry = functions(&[]).build().unwrap().functions().clone();
            assert!(registry.prepare(&answer.calls[0]).is_ok(), "{}", answer.calls[0].arguments);
            // What it begins with was chosen before, and is told and counted like the rest.
            assert!(answer.usage.output_tokens > 3, "{:?}", answer.usage);
        }
        called.push(nearest);
    }
    called.dedup();
    assert!(called.len() > 1, "it finds the same whatever is asked");
}

#[tokio::test]
async fn whether_a_function_is_called_is_up_to_it_as_well() {
    let folder = tempfile::tempdir().unwrap();
    for (none, calls) in [(-100.0, true), (100.0, false)] {
        let platform = platform(folder.path(), told(none));
        let answer = answer(&platform, functions(&[]), QUESTIONS[0], ToolChoice::Auto).await;
        assert_eq!((answer.calls.is_empty(), answer.text.is_empty()), (!calls, calls));
    }
}

#[tokio::test]
async fn a_function_of_many_words_is_read_as_far_as_the_encoder_reads() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(folder.path(), told(-100.0));
    let long: &str = "the blood pressure. ".repeat(100).leak();
    let schema = || functions(&[("long", long)]);
    platform.prewarm(Arc::new(schema().build().unwrap())).await.unwrap();
    let answer = answer(&platform, schema(), &"the dog walks. ".repeat(50), ToolChoice::Required).await;
    assert!(!answer.calls.is_empty());
}

#[tokio::test]
async fn what_speaks_for_a_function_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(folder.path(), ModelProfile::smollm2_functions());
    let schema = Arc::new(functions(&[]).build().unwrap());
    let question = [Message::user(QUESTIONS[0])];
    let evidence = platform.evidence(Arc::clone(&schema), &question).await.unwrap();
    assert!(evidence.call.is_finite());
    let meant = cosines(&platform, QUESTIONS[0]).await;
    for ((found, known), meant) in evidence.functions.iter().zip(FUNCTIONS).zip(meant) {
        assert_eq!(found.name, known.0);
        assert!(found.written < 0.0 && found.written.is_finite());
        assert!((found.meant.unwrap() - meant).abs() < 1e-4, "{found:?} {meant}");
    }
    let call = ToolCall::new("1", "zebra", "{}");
    let result = Message::tool(ToolResult::success(&call, "striped", Sensitivity::Public));
    let called = [question[0].clone(), Message::assistant("", vec![call], Sensitivity::Public), result];
    let evidence = platform.evidence(schema, &called).await.unwrap();
    assert!(evidence.functions.iter().all(|found| found.meant.is_none()), "a result asks nothing");
}

#[tokio::test]
async fn the_nearest_functions_are_read_together_with_the_question() {
    let folder = tempfile::tempdir().unwrap();
    let encoder = EncoderProfile { nearest: 2, ..told(-100.0).encoder };
    let platform = platform(folder.path(), ModelProfile { encoder, ..told(-100.0) });
    let schema = Arc::new(functions(&[]).build().unwrap());
    let evidence = platform.evidence(schema, &[Message::user(QUESTIONS[0])]).await.unwrap();
    let meant = cosines(&platform, QUESTIONS[0]).await;
    let farthest = (0..3).min_by(|one, other| meant[*one].total_cmp(&meant[*other])).unwrap();
    for (place, (found, (.., text))) in evidence.functions.iter().zip(FUNCTIONS).enumerate() {
        let read = format!("{} | {text}", QUESTIONS[0]);
        let vectors = platform.embed(ENCODER, &[&read, "meant", "not meant"]).await.unwrap();
        let cosine = |label: usize| vectors[label].iter().zip(&vectors[0]).map(|(one, other)| one * other).sum::<f32>();
        match found.together {
            None => assert_eq!(place, farthest),
            Some(together) => assert!((together - (cosine(1) - cosine(2))).abs() < 1e-4, "{found:?}"),
        }
    }
    assert!(evidence.functions[farthest].together.is_none());
}

#[tokio::test]
async fn what_was_read_together_decides_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut called = Vec::new();
    for together_scale in [1e6, -1e6] {
        let encoder = EncoderProfile { nearest: 3, together_scale, none: -1e9, ..told(0.0).encoder };
        let platform = platform(folder.path(), ModelProfile { encoder, ..told(0.0) });
        called.push(answer(&platform, functions(&[]), QUESTIONS[0], ToolChoice::Auto).await.calls.remove(0).name);
    }
    assert_ne!(called[0], called[1]);
}

/// One parameter that has to be there and is copied, and two that may be left out and are chosen.
const WALK: &str = r#"{"type":"object","properties":{"dog":{"type":"string"},"dogWalks":{"type":"boolean"},
    "pressure":{"enum":["high","low"]}},"required":["dog"]}"#;

fn walk() -> SchemaBuilder {
    let schema = json::read(WALK).unwrap();
    let function = DynamicFunction::new("walkDog", "", &schema, |_, _| async { Ok::<_, String>(String::new()) });
    let mut registry = Registry::new();
    registry.insert(function.unwrap()).unwrap();
    Schema::builder(MODEL).functions(registry)
}

fn weighed(encoder: EncoderProfile) -> ModelProfile {
    ModelProfile { encoder: EncoderProfile { none: -100.0, call_weight: 1e6, ..encoder }, ..told(0.0) }
}

#[tokio::test]
async fn what_a_question_says_of_a_parameter_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(folder.path(), weighed(EncoderProfile { said_scale: 7.0, ..EncoderProfile::default() }));
    let schema = Arc::new(walk().build().unwrap());
    let evidence = platform.evidence(schema, &[Message::user(QUESTIONS[0])]).await.unwrap();
    let read = format!("{} | walk dog: pressure (high or low)", QUESTIONS[0]);
    let vectors = platform.embed(ENCODER, &[&read, "not said", "pressure: high", "pressure: low"]).await.unwrap();
    let logits: Vec<f32> = vectors[1..]
        .iter()
        .map(|label| 7.0 * label.iter().zip(&vectors[0]).map(|(one, other)| one * other).sum::<f32>())
        .collect();
    let all = logits.iter().map(|logit| logit.exp()).sum::<f32>().ln();
    let found = &evidence.functions[0].parameters[2];
    assert_eq!((found.name.as_str(), found.required), ("pressure", false));
    let logs = [found.unsaid, found.values[0].1, found.values[1].1];
    assert_eq!((found.values[0].0.to_string(), found.values[1].0.to_string()), ("\"high\"".into(), "\"low\"".into()));
    for (log, logit) in logs.iter().zip(logits) {
        assert!((log - (logit - all)).abs() < 1e-3, "{logs:?}");
    }
}

#[tokio::test]
async fn what_stands_in_the_question_word_for_word_counts() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(folder.path(), weighed(EncoderProfile { literal: 50.0, ..EncoderProfile::default() }));
    let high = platform.evidence(Arc::new(walk().build().unwrap()), &[Message::user("It is High.")]).await.unwrap();
    assert!(high.functions[0].parameters[2].values[0].1 > -1e-6, "{high:?}");
}

#[tokio::test]
async fn a_call_is_held_to_what_was_certainly_said() {
    let folder = tempfile::tempdir().unwrap();
    let always = f32::NEG_INFINITY;
    let mut seen = Vec::new();
    // One scale finds one value likelier, its negative the other.
    for said_scale in [20.0, -20.0] {
        let profile = EncoderProfile { said_scale, said_from: always, ..EncoderProfile::default() };
        let platform = platform(folder.path(), weighed(profile));
        let question = [Message::user(QUESTIONS[0])];
        let evidence = platform.evidence(Arc::new(walk().build().unwrap()), &question).await.unwrap();
        let answer = answer(&platform, walk(), QUESTIONS[0], ToolChoice::Auto).await;
        let arguments = json::read(&answer.calls[0].arguments).unwrap();
        for parameter in &evidence.functions[0].parameters[1..] {
            let likeliest = parameter.values.iter().max_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
            assert_eq!(arguments.get(&parameter.name), Some(&likeliest.0), "{said_scale} {arguments}");
        }
        seen.push(answer.calls[0].arguments.clone());
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn words_of_the_question_are_found_and_a_call_is_held_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let question = "Zebra walks the dog, 12 of 40.";
    let mut seen = Vec::new();
    for copied_scale in [20.0, -20.0] {
        let profile = EncoderProfile { copied_scale, copied_from: f32::NEG_INFINITY, ..EncoderProfile::default() };
        let platform = platform(folder.path(), weighed(profile));
        let asked = [Message::user(question)];
        let evidence = platform.evidence(Arc::new(walk().build().unwrap()), &asked).await.unwrap();
        let parameters = &evidence.functions[0].parameters;
        assert!(parameters[1].copied.is_none() && parameters[2].copied.is_none(), "one of a few is chosen");
        let (words, odds) = parameters[0].copied.clone().unwrap();
        assert!(question.contains(&words) && words.trim() == words && !words.is_empty() && odds.is_finite(), "{words}");
        let called = answer(&platform, walk(), question, ToolChoice::Auto).await;
        let arguments = json::read(&called.calls[0].arguments).unwrap();
        assert_eq!(arguments.get("dog").and_then(json::Json::as_str), Some(words.as_str()));
        seen.push(words);
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn a_message_of_several_requests_has_a_call_for_each_held_to_its_part() {
    let folder = tempfile::tempdir().unwrap();
    let always = f32::NEG_INFINITY;
    let message = "Zebra walks the dog and the blood pressure walks, zebra walks the dog";
    for (parallel, calls) in [(true, 4), (false, 1)] {
        let profile = EncoderProfile { parted_from: always, copied_from: always, ..EncoderProfile::default() };
        let platform = platform(folder.path(), weighed(profile));
        let answer = answer(&platform, walk().parallel_calls(parallel), message, ToolChoice::Auto).await;
        assert_eq!(answer.calls.len(), calls, "{:?}", answer.calls);
        let mut rest = message;
        for call in &answer.calls {
            let arguments = json::read(&call.arguments).unwrap();
            let words = arguments.get("dog").and_then(json::Json::as_str).unwrap();
            rest = &rest[rest.find(words).expect("each from a part behind the one before") + words.len()..];
        }
        // Where there is no room for all of them, there is for one.
        let mut engine = open(&platform, walk().parallel_calls(parallel)).await;
        let short = turn(&mut *engine, &[Message::user(message)], ToolChoice::Auto, &greedy(45)).await.unwrap();
        assert!(!short.calls.is_empty(), "{short:?}");
    }
}

#[tokio::test]
async fn what_was_certainly_not_said_is_left_out_unless_it_has_to_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let profile = EncoderProfile { unsaid_from: f32::NEG_INFINITY, ..EncoderProfile::default() };
    let platform = platform(folder.path(), weighed(profile));
    let first = answer(&platform, walk(), QUESTIONS[0], ToolChoice::Auto).await;
    let arguments = json::read(&first.calls[0].arguments).unwrap();
    let there = ["dog", "dogWalks", "pressure"].map(|name| arguments.get(name).is_some());
    assert_eq!(there, [true, false, false], "{arguments}");
}

#[tokio::test]
async fn nothing_is_called_while_something_that_is_needed_was_not_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut called = Vec::new();
    for said_scale in [20.0, -20.0] {
        let profile = EncoderProfile { said_scale, missing_weight: 1e12, ..EncoderProfile::default() };
        let question_openings = vec!["Whose dog".to_owned(), "qzqz".to_owned()];
        let platform = platform(folder.path(), ModelProfile { question_openings, ..weighed(profile) });
        let question = [Message::user(QUESTIONS[0])];
        let evidence = platform.evidence(Arc::new(walk().build().unwrap()), &question).await.unwrap();
        let said = evidence.functions[0].parameters[0].unsaid < 0.5_f32.ln();
        let first = answer(&platform, walk(), QUESTIONS[0], ToolChoice::Auto).await;
        assert_eq!(!first.calls.is_empty(), said, "{evidence:?}");
        assert_eq!(first.text.starts_with("Whose dog"), !said, "it is asked for: {}", first.text);
        called.push(said);
        // What is missing may have been said before.
        let before = Message::assistant("Which dog?", Vec::new(), Sensitivity::Public);
        let later = [question[0].clone(), before, question[0].clone()];
        let mut engine = open(&platform, walk()).await;
        let later = turn(&mut *engine, &later, ToolChoice::Auto, &greedy(256)).await.unwrap();
        assert!(!later.calls.is_empty());
        // Who demands a call gets one.
        let demanded = answer(&platform, walk(), QUESTIONS[0], ToolChoice::Required).await;
        assert_eq!(demanded.calls.len(), 1);
    }
    assert_ne!(called[0], called[1]);
}

#[tokio::test]
async fn a_question_back_is_gone_on_with_as_it_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let mut asked = 0;
    for said_scale in [20.0, -20.0] {
        let profile = EncoderProfile { said_scale, missing_weight: 1e12, ..EncoderProfile::default() };
        let platform = platform(folder.path(), weighed(profile));
        let messages = [Message::user(QUESTIONS[0])];
        let options = greedy(48);
        let request = || TurnRequest::new(&messages, ToolChoice::Auto, &options).token_ids(true);
        let whole = generate(&mut *open(&platform, walk()).await, request()).await.unwrap();
        if !whole.call.is_empty() {
            continue;
        }
        asked += 1;
        for at in [1, 4] {
            let resumed = request().resume(&whole.tokens[..at]);
            let resumed = generate(&mut *open(&platform, walk()).await, resumed).await.unwrap();
            assert_eq!(resumed.text, whole.text, "from token {at}");
        }
    }
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn without_an_encoder_what_the_model_writes_decides() {
    let with = |choice| {
        let profile = ModelProfile { choice, ..ModelProfile::smollm2_functions() };
        EdgePlatform::new(config().model(writer(profile)))
    };
    let (encoder, decoded) = (with(ChoiceMethod::Encoder), with(ChoiceMethod::Decoded));
    for question in QUESTIONS {
        for choice in [ToolChoice::Auto, ToolChoice::Required] {
            let one = answer(&encoder, functions(&[]), question, choice.clone()).await;
            assert_eq!(one, answer(&decoded, functions(&[]), question, choice).await);
        }
    }
}

#[tokio::test]
async fn a_turn_that_is_resumed_goes_on_with_what_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(folder.path(), told(-100.0));
    let messages = [Message::user(QUESTIONS[0])];
    let options = GenerationOptions::greedy();
    let request = || TurnRequest::new(&messages, ToolChoice::Auto, &options).token_ids(true);
    let whole = generate(&mut *open(&platform, functions(&[])).await, request()).await.unwrap();
    assert!(whole.tokens.len() > 3 && !whole.call.is_empty(), "{whole:?}");
    for at in [1, 2, whole.tokens.len() - 1] {
        let mut engine = open(&platform, functions(&[])).await;
        let resumed = generate(&mut *engine, request().resume(&whole.tokens[..at])).await.unwrap();
        assert_eq!((resumed.call, resumed.text), (whole.call.clone(), whole.text.clone()), "from token {at}");
    }
}

#[tokio::test]
async fn an_encoder_is_loaded_with_its_model_shared_and_unloaded_with_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let models = ["one", "two"].map(|name| EdgeModel::new(name, model_path()).encoder(reader(folder.path())));
    let platform = EdgePlatform::new(models.into_iter().fold(config(), EdgeConfig::model));
    assert_eq!(platform.capabilities().models, ["one", "two"], "nobody can talk to an encoder");
    for name in ["one", "two"] {
        platform.load(name).await.unwrap();
        assert!(platform.is_loaded(name) && platform.is_loaded(ENCODER));
    }
    assert_eq!(platform.embed(ENCODER, &["the dog"]).await.unwrap()[0].len(), 32);
    assert_eq!(platform.facts(ENCODER).await.unwrap().cache_bytes, 0);
    assert!(platform.unload("one").await && platform.is_loaded(ENCODER));
    assert!(platform.unload("two").await && !platform.is_loaded(ENCODER));
}

#[tokio::test]
async fn the_budget_of_memory_counts_the_encoder() {
    let folder = tempfile::tempdir().unwrap();
    let alone = EdgePlatform::new(config().model(writer(ModelProfile::smollm2())).model(reader(folder.path())));
    alone.load(MODEL).await.unwrap();
    alone.load(ENCODER).await.unwrap();
    let bytes = alone.facts(MODEL).await.unwrap().bytes();
    let both = bytes + alone.facts(ENCODER).await.unwrap().bytes();
    let with = |budget| {
        let models =
            [writer(ModelProfile::smollm2()).encoder(reader(folder.path())), EdgeModel::new("other", model_path())];
        EdgePlatform::new(models.into_iter().fold(config(), EdgeConfig::model).memory_budget(budget))
    };
    let error = with(both - 1).load(MODEL).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Model { reason, .. } if reason.contains("encoder")), "{error}");
    let platform = with(both);
    platform.load(MODEL).await.unwrap();
    platform.load("other").await.unwrap();
    assert!(!platform.is_loaded(MODEL));
    // The encoder that nobody needs any more gives way, and comes back with its model.
    platform.load(MODEL).await.unwrap();
    assert!(platform.is_loaded(ENCODER) && !platform.is_loaded("other"));
}

#[tokio::test]
async fn what_cannot_be_an_encoder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let reader = || reader(folder.path());
    let model = || writer(ModelProfile::smollm2());
    for (encoder, word) in [
        (EdgeModel::new("talker", model_path()), "generates"),
        (reader().encoder(reader()), "itself"),
        (EdgeModel::new(MODEL, reader().path()), "name"),
    ] {
        let platform = EdgePlatform::new(config().model(model().encoder(encoder)));
        let error = platform.load(MODEL).await.unwrap_err();
        let ErrorKind::Model { model, reason } = error.kind() else { panic!("{error}") };
        assert!(model == MODEL && reason.contains(word), "{error}");
    }
}
