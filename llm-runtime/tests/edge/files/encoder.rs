//! An encoder, as models are that were made for embeddings: BERT, very small.

use std::path::{Path, PathBuf};

use super::gguf::{Draft, Number, Scalar, TensorKind, Texts, Value};
use super::tiny::{Noise, write};

const WIDTH: u32 = 32;
const FEED: u32 = 64;
const LAYERS: u32 = 2;

/// The longest text that it reads.
pub(crate) const WINDOW: u32 = 64;

/// Words as its vocabulary has them: a beginning of a word has a mark, a later part has none.
const PIECES: [&str; 17] = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "▁blood",
    "▁pressure",
    "▁walk",
    "s",
    "▁the",
    "▁dog",
    "▁.",
    "▁not",
    "▁said",
    "▁yes",
    "▁no",
    "▁high",
];

/// The model as a file in a folder.
pub(crate) fn file(folder: &Path) -> PathBuf {
    let mut draft = Draft::default();
    keys(&mut draft);
    vocabulary(&mut draft);
    let mut noise = Noise(7);
    for (name, shape) in tensors() {
        let elements: u64 = shape.iter().product();
        let is_norm = name.contains("norm") && name.ends_with("weight");
        let bytes = (0..elements).flat_map(|_| noise.weight(is_norm).to_le_bytes()).collect();
        draft.push(&name, TensorKind::F32, &shape, bytes);
    }
    write(&draft, &folder.join("encoder.gguf"))
}

fn keys(draft: &mut Draft) {
    draft.set("general.architecture", Value::Text("bert".into()));
    let numbers = [
        ("context_length", WINDOW),
        ("embedding_length", WIDTH),
        ("block_count", LAYERS),
        ("feed_forward_length", FEED),
        ("attention.head_count", 2),
        // The mean of what all tokens became.
        ("pooling_type", 1),
    ];
    for (key, number) in numbers {
        draft.set(&format!("bert.{key}"), Value::Number(Number::u32(number)));
    }
    draft.set("bert.attention.layer_norm_epsilon", Value::Number(Number::f32(1e-12)));
    draft.set("bert.attention.causal", Value::Number(Number::bool(false)));
}

fn vocabulary(draft: &mut Draft) {
    let kinds = (0..PIECES.len()).flat_map(|place| if place < 5 { 3_i32 } else { 1 }.to_le_bytes());
    draft.set("tokenizer.ggml.model", Value::Text("bert".into()));
    draft.set("tokenizer.ggml.tokens", Value::Texts(PIECES.iter().copied().collect::<Texts>()));
    draft.set("tokenizer.ggml.token_type", Value::Numbers(Scalar::I32, kinds.collect()));
    draft.set("tokenizer.ggml.token_type_count", Value::Number(Number::u32(2)));
    let marks = [("padding", 0), ("unknown", 1), ("bos", 2), ("seperator", 3), ("eos", 3), ("mask", 4)];
    for (name, id) in marks {
        draft.set(&format!("tokenizer.ggml.{name}_token_id"), Value::Number(Number::u32(id)));
    }
}

fn tensors() -> Vec<(String, Vec<u64>)> {
    let [width, feed, window] = [WIDTH, FEED, WINDOW].map(u64::from);
    let mut all = vec![
        ("token_embd.weight".to_owned(), vec![width, PIECES.len() as u64]),
        ("position_embd.weight".to_owned(), vec![width, window]),
        ("token_types.weight".to_owned(), vec![width, 2]),
        ("token_embd_norm.weight".to_owned(), vec![width]),
        ("token_embd_norm.bias".to_owned(), vec![width]),
    ];
    let matrices = [
        ("attn_q", width, width),
        ("attn_k", width, width),
        ("attn_v", width, width),
        ("attn_output", width, width),
        ("ffn_up", width, feed),
        ("ffn_down", feed, width),
    ];
    for layer in 0..LAYERS {
        for (name, from, to) in matrices {
            all.push((format!("blk.{layer}.{name}.weight"), vec![from, to]));
            all.push((format!("blk.{layer}.{name}.bias"), vec![to]));
        }
        for name in ["attn_output_norm", "layer_output_norm"] {
            all.push((format!("blk.{layer}.{name}.weight"), vec![width]));
            all.push((format!("blk.{layer}.{name}.bias"), vec![width]));
        }
    }
    all
}
