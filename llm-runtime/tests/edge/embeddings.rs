//! What texts mean: by a model that was made for it and does nothing else, and by one that was not.

use std::sync::Arc;

use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
use llm_runtime::models::{DEFAULT_MODEL, ModelManager};
use llm_runtime::{EmbeddingRequest, ErrorKind, Platform, Schema, Sensitivity};

use crate::files::encoder;
use crate::files::probing::probe;
use crate::support::{MODEL, config, model_path};

fn reader(folder: &std::path::Path) -> EdgePlatform {
    // No architecture that is known by heart: tried in another process first.
    let model = EdgeModel::new("reader", encoder::file(folder)).untrusted();
    EdgePlatform::new(EdgeConfig::new().probe(probe()).model(model))
}

#[tokio::test]
async fn a_model_that_only_reads_says_what_texts_mean() {
    let folder = tempfile::tempdir().unwrap();
    let platform = reader(folder.path());
    let texts = ["the blood pressure", "walks", "the blood pressure", "zebra"];
    let vectors = platform.embed("reader", &texts).await.unwrap();
    for vector in &vectors {
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        assert!(vector.len() == 32 && (length - 1.0).abs() < 1e-4, "{length}");
    }
    assert!(vectors[0] == vectors[2] && vectors[0] != vectors[1] && vectors[1] != vectors[3]);
    assert!(!platform.facts("reader").await.unwrap().generates);
}

#[tokio::test]
async fn a_model_that_only_reads_is_not_talked_to() {
    let folder = tempfile::tempdir().unwrap();
    let platform = reader(folder.path());
    let Err(error) = platform.open(Arc::new(Schema::builder("reader").build().unwrap())).await else {
        panic!("it writes nothing")
    };
    let told = error.to_string();
    assert!(told.contains("bert") && told.contains("embeddings"), "{told}");
    assert!(platform.likelihood("reader", "the dog").await.is_err());
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_and_the_next_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let platform = reader(folder.path());
    let (long, most) = ("the dog walks. ".repeat(40), encoder::WINDOW as usize);
    let error = platform.embed("reader", &[long]).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ContextWindow { available, .. } if *available == most), "{error}");
    assert!(platform.embed("reader", &["the dog"]).await.is_ok());
}

#[tokio::test]
async fn texts_that_mean_the_same_are_nearer_than_others() {
    let platform = EdgePlatform::new(config(model_path()));
    let texts = ["My heart beats too fast.", "I have a rapid heartbeat.", "The train to Zurich leaves at noon."];
    let embeddings = platform.embed(MODEL, &texts).await.unwrap();
    let near = |one: usize, other: usize| {
        embeddings[one].iter().zip(&embeddings[other]).map(|(one, other)| one * other).sum::<f32>()
    };
    assert!((near(0, 0) - 1.0).abs() < 1e-3 && embeddings[0].len() == 576);
    assert!(near(0, 1) > near(0, 2), "{} and {}", near(0, 1), near(0, 2));
    let long = "word ".repeat(3000);
    let error = platform.embed(MODEL, &[long]).await.unwrap_err();
    assert!(error.is_context_window(), "{error}");
}

#[tokio::test]
async fn a_platform_says_what_texts_mean_and_how_long_they_were() {
    let platform = EdgePlatform::new(config(model_path()));
    let texts = vec!["It is cold.".to_owned(), "Good morning, Ada.".to_owned()];
    let request = EmbeddingRequest::new(MODEL, texts.clone(), Sensitivity::Personal);
    let embeddings = platform.embeddings(&request).await.unwrap();
    assert_eq!(embeddings.vectors, platform.embed(MODEL, &texts).await.unwrap());
    assert!((6..20).contains(&embeddings.tokens), "{}", embeddings.tokens);
    assert!(!format!("{request:?} {embeddings:?}").contains("cold"));
    let unknown = EmbeddingRequest::new("none", texts, Sensitivity::Public);
    assert!(platform.embeddings(&unknown).await.is_err());
}

/// What was converted is what its makers published. The cosines are those of the published weights in 64 bits, computed
/// with `NumPy` after the definition of BERT, with the tokenizer of Hugging Face; weights of eight bits end in other digits.
#[tokio::test]
async fn the_default_models_encoder_computes_what_the_published_weights_do() {
    let files = ModelManager::from_env().unwrap().files(DEFAULT_MODEL, &mut |_| {}).unwrap();
    let model = EdgeModel::installed(files).its_encoder().expect("the default model has an encoder").clone();
    assert!(model.adapters().next().is_some(), "it was taught functions");
    let model = model.without_adapter();
    let name = model.name().to_owned();
    let platform = EdgePlatform::new(EdgeConfig::new().model(model));
    let long = "The dog sleeps under the table, and the cat does not. ".repeat(24);
    let texts = [
        "How far did I walk yesterday?",
        "Number of steps per day, as the phone counted them.",
        "Réservation d'un café à Zürich pour Zoë",
        "The patient's blood pressure (systolic/diastolic), in mmHg.",
        "Schedule a meeting with Ana at 12:30.",
        &long,
    ];
    let vectors = platform.embed(&name, &texts).await.unwrap();
    let expected = [
        (0, 1, 0.4329),
        (0, 2, 0.0433),
        (0, 3, 0.1252),
        (0, 5, 0.0143),
        (1, 4, 0.2168),
        (2, 4, 0.0740),
        (2, 5, 0.0525),
        (3, 4, 0.0538),
    ];
    for (one, other, expected) in expected {
        let cosine: f32 = vectors[one].iter().zip(&vectors[other]).map(|(one, other)| one * other).sum();
        assert!((cosine - expected).abs() < 0.01, "{one} and {other}: {cosine} instead of {expected}");
    }
    assert!(vectors.iter().all(|vector| vector.len() == 384));
    assert!(!platform.facts(&name).await.unwrap().generates);
}
