//! Files that are no models, models that lack something, and what is made of files.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small numbers, or any at all")]
#![allow(clippy::print_stdout, reason = "figures of long runs")]

mod adapters;
mod check;
pub(crate) mod encoder;
mod mutate;
pub(crate) mod probing;
mod quantizing;
mod rows;
mod soak;
mod tiny;

use std::sync::Arc;

use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, ModelProfile, gguf};
use llm_runtime::{ErrorKind, Platform, Schema};

use crate::support::{MODEL, config, model_path};

#[tokio::test]
async fn a_file_that_is_no_model_is_refused_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let mut cases = vec![
        (folder.path().join("missing.gguf"), "no such file"),
        (folder.path().to_owned(), "directory"),
        (write("empty.gguf", b""), "empty"),
        (write("page.gguf", b"<!DOCTYPE html><html></html>"), "web page"),
        (write("zip.gguf", b"PK\x03\x04 and more of it"), "not a GGUF"),
        (write("version.gguf", b"GGUF\x09\0\0\0"), "version 9"),
        (write("counts.gguf", &[b"GGUF\x03\0\0\0".as_slice(), &[0xFF; 16]].concat()), "tensors"),
    ];
    let model = std::fs::read(model_path()).unwrap();
    cases.push((write("header.gguf", &model[..10_000]), "cut off"));
    cases.push((write("half.gguf", &model[..model.len() / 2]), "cut off"));
    for (path, reason) in cases {
        let platform = EdgePlatform::new(config(path.clone()));
        let schema = Arc::new(Schema::builder(MODEL).build().unwrap());
        let error = platform.open(schema).await.err().expect("the file is no model");
        assert!(matches!(error.kind(), ErrorKind::Model { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains(reason) && text.contains("fetch it again"), "{}: {text}", path.display());
    }
}

/// Overwrites a word of a model's header by one of the same length, wherever it stands, so that nothing moves.
fn rename(model: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let header = model.len().min(8 << 20);
    for place in 0..header - from.len() {
        if model[place..].starts_with(from) {
            model[place..place + to.len()].copy_from_slice(to);
        }
    }
}

#[tokio::test]
async fn a_model_without_a_chat_template_needs_one_from_its_profile_unless_its_vocabulary_is_that_of_chatml() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.gguf");
    let open = |profile: ModelProfile| {
        let model = EdgeModel::new("plain", path.clone()).profile(profile);
        let platform = EdgePlatform::new(EdgeConfig::new().model(model));
        async move { platform.open(Arc::new(Schema::builder("plain").build().unwrap())).await.map(drop) }
    };
    let mut model = std::fs::read(model_path()).unwrap();
    rename(&mut model, b"tokenizer.chat_template", b"tokenizer.chat_templatX");
    std::fs::write(&path, &model).unwrap();
    open(ModelProfile::default()).await.unwrap();

    rename(&mut model, b"<|im_start|>", b"<|no_start|>");
    std::fs::write(&path, &model).unwrap();
    let error = open(ModelProfile::default()).await.unwrap_err();
    assert!(error.to_string().contains("no chat template; give one in the model's profile"), "{error}");
    open(ModelProfile::base()).await.unwrap();
}
