#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test should say where")]
#![allow(clippy::cast_precision_loss, reason = "small numbers")]

//! What adapters do to a model: the same as weights to which their products were added.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use tiny::{Noise, Tiny, write};

use super::{merge_in, prepare_in};
use crate::edge::model::gguf::{self, Draft, Gguf, Number, TensorKind, Value};
use crate::edge::quantize::{Mixture, Quantize};
use crate::edge::worker;

#[path = "../../../tests/edge/files/tiny.rs"]
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::pedantic,
    reason = "shared with the tests of the whole engine"
)]
mod tiny;

/// A matrix by rows.
type Matrix = Vec<Vec<f32>>;

/// An adapter in the making: an alpha, and pairs.
struct Made {
    alpha: Option<f32>,
    pairs: Vec<(&'static str, Matrix, Matrix)>,
}

fn random(noise: &mut Noise, rows: usize, row: usize) -> Matrix {
    (0..rows).map(|_| (0..row).map(|_| noise.weight(false)).collect()).collect()
}

fn bytes(matrix: &Matrix) -> Vec<u8> {
    matrix.iter().flatten().flat_map(|number| number.to_le_bytes()).collect()
}

impl Made {
    fn new(seed: u64, alpha: Option<f32>, rank: usize, changed: &[(&'static str, usize, usize)]) -> Self {
        let mut noise = Noise(seed);
        let mut pair = |(name, row, rows): &(&'static str, usize, usize)| {
            (*name, random(&mut noise, rank, *row), random(&mut noise, *rows, rank))
        };
        Self { alpha, pairs: changed.iter().map(&mut pair).collect() }
    }

    fn file(&self, path: &Path) -> PathBuf {
        let mut draft = Draft::default();
        for (key, text) in [("general.architecture", "llama"), ("general.type", "adapter"), ("adapter.type", "lora")] {
            draft.set(key, Value::Text(text.into()));
        }
        if let Some(alpha) = self.alpha {
            draft.set("adapter.lora.alpha", Value::Number(Number::f32(alpha)));
        }
        for (name, a, b) in &self.pairs {
            for (half, matrix) in [("lora_a", a), ("lora_b", b)] {
                let shape = [matrix[0].len() as u64, matrix.len() as u64];
                draft.push(&format!("{name}.{half}"), TensorKind::F32, &shape, bytes(matrix));
            }
        }
        write(&draft, path)
    }

    /// Adds what it does to a model's weights.
    fn merge(&self, draft: &mut Draft, weight: f32) {
        for (name, a, b) in &self.pairs {
            let scale = self.alpha.map_or(weight, |alpha| weight * alpha / a.len() as f32);
            let (_, bytes) = draft.tensors.iter_mut().find(|(tensor, _)| tensor.name == *name).unwrap();
            let product = b.iter().flat_map(|row| {
                (0..a[0].len()).map(move |column| row.iter().zip(a).map(|(b, a)| b * a[column]).sum::<f32>() * scale)
            });
            for (number, add) in bytes.chunks_exact_mut(4).zip(product) {
                let sum = f32::from_le_bytes(number.try_into().unwrap()) + add;
                number.copy_from_slice(&sum.to_le_bytes());
            }
        }
    }
}

/// What a model says to some tokens, with an adapter or without.
fn logits(model: &Path, adapter: Option<&Path>) -> Vec<f32> {
    let backend = worker::backend().unwrap();
    let mut model = LlamaModel::load_from_file(backend, model, &LlamaModelParams::default()).unwrap();
    let mut adapter = adapter.map(|path| model.lora_adapter_init(path).unwrap());
    let params =
        LlamaContextParams::default().with_n_ctx(NonZeroU32::new(256)).with_n_threads(1).with_n_threads_batch(1);
    let mut context = model.new_context(backend, params).unwrap();
    if let Some(adapter) = &mut adapter {
        context.lora_adapter_set(adapter, 1.0).unwrap();
    }
    let mut batch = LlamaBatch::new(8, 1);
    batch.add_sequence(&[1, 70, 262, 90, 263].map(LlamaToken), 0, false).unwrap();
    context.decode(&mut batch).unwrap();
    context.get_logits_ith(4).to_vec()
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn merge(folder: &Path, base: &Path, adapters: &[(PathBuf, f32)]) -> PathBuf {
    merge_in(folder, base, adapters, &mut |_| true).unwrap().unwrap()
}

const CHANGED: [(&str, usize, usize); 3] =
    [("blk.0.attn_q.weight", 64, 64), ("blk.1.ffn_down.weight", 96, 64), ("blk.0.attn_v.weight", 64, 32)];

#[test]
fn an_adapter_does_what_weights_with_its_product_do_and_two_do_both() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let tiny = Tiny::new("llama");
    let base = tiny.file(folder.path());
    let first = Made::new(7, Some(8.0), 4, &CHANGED[..2]);
    // Of another rank, without an alpha, and of one tensor in common.
    let second = Made::new(8, None, 3, &CHANGED[1..]);
    let files = [(first.file(&path("first.gguf")), 0.5), (second.file(&path("second.gguf")), -0.75)];
    let plain = logits(&base, None);
    for weights in [[0.5, 0.0], [0.0, -0.75], [0.5, -0.75]] {
        let mut merged = tiny.draft();
        first.merge(&mut merged, weights[0]);
        second.merge(&mut merged, weights[1]);
        let merged = logits(&write(&merged, &path("merged.gguf")), None);
        let chosen: Vec<_> =
            files.iter().zip(weights).filter(|(_, weight)| *weight != 0.0).map(|(file, _)| file.clone()).collect();
        let prepared = prepare_in(&path("prepared"), &base, &chosen).unwrap();
        let adapted = logits(&base, Some(&prepared));
        assert!(distance(&plain, &merged) > 0.05, "the adapter does nothing");
        assert!(distance(&adapted, &merged) < 2e-4, "{} for {weights:?}", distance(&adapted, &merged));
        let ours = logits(&merge(&path("copies"), &base, &chosen), None);
        assert!(distance(&ours, &merged) < 2e-4, "{} for {weights:?}", distance(&ours, &merged));
    }
}

#[test]
fn the_same_adapters_with_the_same_weights_are_the_same_file_which_is_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let base = Tiny::new("llama").file(folder.path());
    let adapter = Made::new(7, None, 2, &CHANGED[..1]).file(&folder.path().join("a.gguf"));
    let prepare = |weight| prepare_in(&folder.path().join("prepared"), &base, &[(adapter.clone(), weight)]).unwrap();
    let path = prepare(1.0);
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(prepare(1.0), path);
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), written);
    assert_ne!(prepare(0.5), path);
    // A damaged one is written anew.
    std::fs::write(&path, b"GGUF").unwrap();
    assert_eq!(prepare(1.0), path);
    assert!(Gguf::read(&path).is_ok());
    let left: Vec<_> = std::fs::read_dir(folder.path().join("prepared")).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn an_adapter_of_experts_keeps_each_with_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let base = Tiny::new("gpt-oss").file(folder.path());
    let mut noise = Noise(3);
    let mut file = |name: &str, rank: u64| {
        let mut draft = Draft::default();
        for (key, text) in [("general.architecture", "gpt-oss"), ("general.type", "adapter"), ("adapter.type", "lora")]
        {
            draft.set(key, Value::Text(text.into()));
        }
        for (half, shape) in [("lora_a", [64, rank, 4]), ("lora_b", [rank, 96, 4])] {
            let elements: u64 = shape.iter().product();
            let bytes = (0..elements).flat_map(|_| noise.weight(false).to_le_bytes()).collect();
            draft.push(&format!("blk.0.ffn_up_exps.weight.{half}"), TensorKind::F32, &shape, bytes);
        }
        write(&draft, &folder.path().join(name))
    };
    let files = [(file("one.gguf", 2), 1.0), (file("two.gguf", 1), 1.0)];
    let prepared = prepare_in(folder.path(), &base, &files).unwrap();
    let stacked = Gguf::read(&prepared).unwrap();
    let shapes: Vec<_> = stacked.tensors().iter().map(|tensor| tensor.shape.clone()).collect();
    assert_eq!(shapes, [vec![64, 3, 4, 1], vec![3, 96, 4, 1]]);
    let weights = |path: &Path, from: u64, count: usize| {
        let read = Gguf::read(path).unwrap();
        let bytes = std::fs::read(path).unwrap();
        let start = usize::try_from(read.data + read.tensors()[0].offset + from * 4).unwrap();
        bytes[start..start + count * 4].to_vec()
    };
    // The second expert: two rows of the first adapter, then one of the second.
    assert_eq!(weights(&prepared, 3 * 64, 128), weights(&files[0].0, 2 * 64, 128));
    assert_eq!(weights(&prepared, 5 * 64, 64), weights(&files[1].0, 64, 64));
    let adapted = logits(&base, Some(&prepared));
    assert!(distance(&logits(&base, None), &adapted) > 1e-4);
    let copy = merge(&folder.path().join("copies"), &base, &files);
    assert!(distance(&logits(&copy, None), &adapted) < 1e-4);
}

#[test]
fn rows_of_tokens_are_changed_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let mut draft = Tiny::new("llama").draft();
    let (tokens, weights) = draft.tensors.iter().find(|(one, _)| one.name == "token_embd.weight").unwrap().clone();
    let rows = usize::try_from(tokens.length(1)).unwrap();
    // An output of its own, without which llama.cpp adapts no rows of tokens.
    draft.push("output.weight", tokens.kind, &tokens.shape, weights);
    let base = write(&draft, &folder.path().join("base.gguf"));
    let mut noise = Noise(9);
    let (a, b) = (random(&mut noise, rows, 2), random(&mut noise, 64, 2));
    let made = Made { alpha: None, pairs: vec![("token_embd.weight", a, b)] };
    let adapters = [(made.file(&folder.path().join("a.gguf")), 1.0)];
    let adapted = logits(&base, Some(&prepare_in(folder.path(), &base, &adapters).unwrap()));
    assert!(distance(&logits(&base, None), &adapted) > 1e-3);
    assert!(distance(&logits(&merge(&folder.path().join("copies"), &base, &adapters), None), &adapted) < 2e-4);
}

#[test]
fn what_has_four_bits_and_an_offset_is_copied_into_eight() {
    let folder = tempfile::tempdir().unwrap();
    let (base, small) = (Tiny::new("llama").file(folder.path()), folder.path().join("small.gguf"));
    Quantize::new(&base, &small, Mixture::Q4_1).run(&mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    let copies = folder.path().join("copies");
    let copy = merge(&copies, &small, &[]);
    let kinds = |path: &Path| Gguf::read(path).unwrap().tensors().iter().map(|one| one.kind).collect::<Vec<_>>();
    assert!(kinds(&small).contains(&TensorKind::Q4_1) && !kinds(&copy).contains(&TensorKind::Q4_1));
    let lost = distance(&logits(&base, None), &logits(&small, None));
    let (small_says, copy_says) = (logits(&small, None), logits(&copy, None));
    assert!(distance(&small_says, &copy_says) < lost / 4.0, "{} of {lost}", distance(&small_says, &copy_says));
    // Where nothing has to change, nothing is copied.
    assert_eq!(merge(&copies, &base, &[]), base);
}

#[test]
fn a_copy_is_made_once_and_stopped_at_will_and_a_format_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (base, copies) = (Tiny::new("llama").file(folder.path()), folder.path().join("copies"));
    let adapters = [(Made::new(7, None, 2, &CHANGED[..1]).file(&folder.path().join("a.gguf")), 1.0)];
    let files = || {
        let all = std::fs::read_dir(&copies).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.extension().is_none_or(|found| found != "model")).count()
    };
    assert!(merge_in(&copies, &base, &adapters, &mut |share| share < 0.5).unwrap().is_none());
    assert_eq!(files(), 0);
    let copy = merge(&copies, &base, &adapters);
    let written = std::fs::metadata(&copy).unwrap().modified().unwrap();
    assert_eq!(merge(&copies, &base, &adapters), copy);
    assert_eq!((std::fs::metadata(&copy).unwrap().modified().unwrap(), files()), (written, 1));
    let small = folder.path().join("small.gguf");
    Quantize::new(&base, &small, Mixture::Q5_0).run(&mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    let error = merge_in(&copies, &small, &adapters, &mut |_| true).unwrap_err().to_string();
    assert!(error.contains("blk.0.attn_q.weight") && error.contains("EdgeModel::merged"), "{error}");
}
