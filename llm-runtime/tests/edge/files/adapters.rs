//! Adapters that do not fit their model, and damaged ones.

use std::path::{Path, PathBuf};

use llm_runtime::edge::adapter::prepare_in;
use llm_runtime::edge::gguf::{Depth, Draft, Number, TensorKind, Value};
use llm_runtime::edge::probe::Trial;
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};

use super::encoder;
use super::mutate::{Log, Parts};
use super::probing::probe;
use super::soak::{Tally, count, first};
use super::tiny::{Noise, Tiny, write};

/// An adapter of the small model, of rank 2.
fn adapter() -> Draft {
    let mut draft = Draft::default();
    for (key, text) in [("general.architecture", "llama"), ("general.type", "adapter"), ("adapter.type", "lora")] {
        draft.set(key, Value::Text(text.into()));
    }
    draft.set("adapter.lora.alpha", Value::Number(Number::f32(4.0)));
    let mut noise = Noise(5);
    for (name, row, rows) in [("blk.0.attn_q.weight", 64, 64), ("blk.1.ffn_up.weight", 64, 96)] {
        pair(&mut draft, &mut noise, name, [[row, 2], [2, rows]]);
    }
    draft
}

fn pair(draft: &mut Draft, noise: &mut Noise, name: &str, shapes: [[u64; 2]; 2]) {
    for (half, shape) in ["lora_a", "lora_b"].into_iter().zip(shapes) {
        let bytes = (0..shape[0] * shape[1]).flat_map(|_| noise.weight(false).to_le_bytes()).collect();
        draft.push(&format!("{name}.{half}"), TensorKind::F32, &shape, bytes);
    }
}

fn prepare(folder: &Path, base: &Path, draft: &Draft, weight: f32) -> llm_runtime::Result<PathBuf> {
    let path = write(draft, &folder.join("adapter.gguf"));
    prepare_in(&folder.join("prepared"), base, &[(path, weight)])
}

#[test]
fn an_adapter_that_does_not_fit_is_refused_by_name() {
    let text = |text: &str| Value::Text(text.into());
    let mut noise = Noise(6);
    let mut with = |name: &str, shapes| {
        let mut draft = adapter();
        pair(&mut draft, &mut noise, name, shapes);
        draft
    };
    let set = |key: &str, value: Value| {
        let mut draft = adapter();
        draft.set(key, value);
        draft
    };
    let mut half = adapter();
    half.push("blk.1.attn_q.weight.lora_a", TensorKind::F32, &[64, 2], vec![0; 512]);
    let mut integers = adapter();
    integers.push("blk.1.attn_q.weight.lora_a", TensorKind::I32, &[64, 2], vec![0; 512]);
    integers.push("blk.1.attn_q.weight.lora_b", TensorKind::I32, &[2, 64], vec![0; 512]);
    let mut infinite = adapter();
    infinite.push("blk.1.attn_q.weight.lora_a", TensorKind::F32, &[64, 1], vec![0xFF; 256]);
    infinite.push("blk.1.attn_q.weight.lora_b", TensorKind::F32, &[1, 64], vec![0xFF; 256]);
    let cases = [
        (set("general.architecture", text("qwen3")), 1.0, "for a model of `qwen3`"),
        (set("general.type", text("model")), 1.0, "`general.type` is `model`"),
        (set("adapter.type", Value::Number(Number::u32(1))), 1.0, "`adapter.type` is a value of type U32 and no text"),
        (set("adapter.lora.alpha", Value::Number(Number::u32(1))), 1.0, "`adapter.lora.alpha` is no 32-bit float"),
        (set("adapter.alora.invocation_tokens", Value::Texts(["a"].into_iter().collect())), 1.0, "switched on"),
        (adapter(), f32::NAN, "its weight is NaN"),
        (with("blk.5.attn_q.weight", [[64, 2], [2, 64]]), 1.0, "the model has no tensor `blk.5.attn_q.weight`"),
        (with("blk.1.attn_q.weight", [[32, 2], [2, 64]]), 1.0, "`blk.1.attn_q.weight.lora_a` has the shape [32, 2]"),
        (with("blk.1.attn_q.weight", [[64, 2], [3, 64]]), 1.0, "`blk.1.attn_q.weight.lora_b` has the shape [3, 64]"),
        (with("blk.1.attn_k.weight", [[64, 2], [2, 64]]), 1.0, "it would be [2, 32, 1, 1]"),
        (with("blk.1.attn_norm.weight", [[64, 2], [2, 1]]), 1.0, "is no matrix"),
        (with("token_embd.weight", [[2, 268], [2, 64]]), 1.0, "the model's output too"),
        (with("blk.1.attn_q.weight", [[64, 5000], [5000, 64]]), 1.0, "rank of `blk.1.attn_q.weight` is 5000"),
        (half, 1.0, "lacks one half"),
        (integers, 1.0, "is of type I32; convert it"),
        (infinite, 1.0, "holds what is no number"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let base = Tiny::new("llama").file(folder.path());
    for (draft, weight, reason) in cases {
        let error = prepare(folder.path(), &base, &draft, weight).expect_err(reason).to_string();
        assert!(error.contains(reason), "`{reason}` is not in: {error}");
        assert!(error.contains("adapter.gguf") && error.contains("made for this model"), "{error}");
    }
    let left = std::fs::read_dir(folder.path().join("prepared")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "something was left behind");
}

#[test]
fn what_an_adapter_says_of_norms_is_left_out_as_llama_cpp_does() {
    let folder = tempfile::tempdir().unwrap();
    let base = Tiny::new("llama").file(folder.path());
    let mut draft = adapter();
    draft.push("blk.0.attn_norm.weight", TensorKind::F32, &[64], vec![0; 256]);
    let prepared = prepare(folder.path(), &base, &draft, 1.0).unwrap();
    let trial = Trial::model(&base).adapter(&prepared);
    assert_eq!(probe().start().unwrap().examine(&trial), llm_runtime::edge::probe::Verdict::Fit);
}

#[tokio::test]
async fn an_adapter_changes_what_texts_mean() {
    let folder = tempfile::tempdir().unwrap();
    let base = encoder::file(folder.path());
    let mut draft = Draft::default();
    for (key, text) in [("general.architecture", "bert"), ("general.type", "adapter"), ("adapter.type", "lora")] {
        draft.set(key, Value::Text(text.into()));
    }
    draft.set("adapter.lora.alpha", Value::Number(Number::f32(4.0)));
    pair(&mut draft, &mut Noise(5), "blk.0.attn_v.weight", [[32, 2], [2, 32]]);
    let adapter = write(&draft, &folder.path().join("adapter.gguf"));
    let model = |name: &str| EdgeModel::new(name, &base).untrusted();
    let config = EdgeConfig::new().probe(probe()).model(model("plain")).model(model("adapted").adapter(adapter, 1.0));
    let platform = EdgePlatform::new(config);
    let [plain, changed] = [platform.embed("plain", &["the dog"]).await, platform.embed("adapted", &["the dog"]).await];
    let (plain, changed) = (plain.unwrap(), changed.unwrap());
    let cosine: f32 = plain[0].iter().zip(&changed[0]).map(|(one, other)| one * other).sum();
    assert!(cosine < 0.9999, "{cosine}");
}

#[test]
fn no_damaged_adapter_kills_a_process() {
    let folder = tempfile::tempdir().unwrap();
    let base = Tiny::new("llama").file(folder.path());
    let whole = Parts::of(&adapter());
    let mut examiner = probe().start().unwrap();
    let mut tally = Tally::default();
    for number in first()..first() + count() / 2 {
        let (mut noise, mut log, mut parts) = (Noise(number as u64), Log::new(), whole.clone());
        (0..=noise.below(2)).for_each(|_| parts.damage(&mut noise, &mut log));
        let path = folder.path().join("adapter.gguf");
        std::fs::write(&path, parts.bytes()).unwrap();
        tally.files += 1;
        match prepare_in(&folder.path().join("prepared"), &base, &[(path, 1.0)]) {
            Err(_) => tally.refused += 1,
            Ok(prepared) => {
                let trial = Trial::model(&base).adapter(&prepared);
                tally.add(&mut examiner, &trial, Depth::Whole, &format!("{number} {log:?}"));
                std::fs::remove_file(prepared).unwrap();
            }
        }
    }
    tally.tell("damaged adapters");
    assert!(tally.refused > 0 && tally.fit > tally.files / 20, "{tally:?}");
    assert!(tally.deaths.is_empty() && tally.unfit == 0, "{:#?}", tally.deaths);
}
