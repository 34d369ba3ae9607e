//! An encoder of two layers, made up, and everything that can be wrong with it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test should say where")]

use serde_json::{Value as Json, json};

use super::{Misfit, Part, Parts, encoder};
use crate::gguf::{Draft, Number, TensorKind, Value};

const WIDTH: u64 = 32;
const FEED: u64 = 64;
const PIECES: [&str; 8] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "walk", "##s", "the"];

/// Its parts before they are written.
pub(crate) struct Made {
    pub(crate) config: Json,
    pub(crate) pooling: Json,
    pub(crate) tokenizer: Json,
    pub(crate) weights: Vec<(String, Vec<u64>)>,
}

impl Made {
    pub(crate) fn new() -> Self {
        let vocab: serde_json::Map<_, _> =
            PIECES.iter().zip(0..).map(|(piece, id)| ((*piece).to_owned(), Json::from(id))).collect();
        let special: Vec<_> =
            (0..5).map(|id| json!({"id": id, "content": PIECES[id], "special": true, "lstrip": false})).collect();
        Self {
            config: json!({"model_type": "bert", "hidden_act": "gelu", "vocab_size": 8, "hidden_size": WIDTH,
                "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": FEED,
                "max_position_embeddings": 16, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "use_cache": true}),
            pooling: json!({"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}),
            tokenizer: json!({
                "normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
                "added_tokens": special,
                "model": {"type": "WordPiece", "continuing_subword_prefix": "##", "vocab": vocab}}),
            weights: weights(),
        }
    }

    pub(crate) fn parts(&self) -> Parts {
        let [config, pooling, tokenizer] =
            [&self.config, &self.pooling, &self.tokenizer].map(|json| serde_json::to_vec(json).unwrap());
        Parts { config, pooling, tokenizer, weights: safetensors(&self.weights) }
    }

    fn convert(&self) -> Result<Draft, Misfit> {
        encoder("made-up", &self.parts(), &mut |_| ())
    }

    fn refused(&self) -> (Part, String) {
        let misfit = self.convert().unwrap_err();
        (misfit.part, misfit.reason)
    }
}

fn weights() -> Vec<(String, Vec<u64>)> {
    let mut all = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![8, WIDTH]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![16, WIDTH]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![2, WIDTH]),
    ];
    let mut step = |name: String, shape: &[u64]| {
        all.push((format!("{name}.weight"), shape.to_vec()));
        all.push((format!("{name}.bias"), vec![shape[0]]));
    };
    step("embeddings.LayerNorm".to_owned(), &[WIDTH]);
    for layer in 0..2 {
        for name in ["self.query", "self.key", "self.value", "output.dense"] {
            step(format!("encoder.layer.{layer}.attention.{name}"), &[WIDTH, WIDTH]);
        }
        step(format!("encoder.layer.{layer}.attention.output.LayerNorm"), &[WIDTH]);
        step(format!("encoder.layer.{layer}.intermediate.dense"), &[FEED, WIDTH]);
        step(format!("encoder.layer.{layer}.output.dense"), &[WIDTH, FEED]);
        step(format!("encoder.layer.{layer}.output.LayerNorm"), &[WIDTH]);
    }
    all
}

/// Tensors of 32-bit floats that count up in steps of a 64th.
fn safetensors(tensors: &[(String, Vec<u64>)]) -> Vec<u8> {
    let (mut list, mut numbers) = (serde_json::Map::new(), Vec::new());
    for (name, shape) in tensors {
        let from = numbers.len();
        let count = u16::try_from(shape.iter().product::<u64>()).unwrap();
        numbers.extend((0..count).flat_map(|number| (f32::from(number % 64) / 64.0).to_le_bytes()));
        list.insert(name.clone(), json!({"dtype": "F32", "shape": shape, "data_offsets": [from, numbers.len()]}));
    }
    list.insert("__metadata__".to_owned(), json!({"format": "pt"}));
    let list = serde_json::to_vec(&list).unwrap();
    [&(list.len() as u64).to_le_bytes()[..], &list, &numbers].concat()
}

#[test]
fn what_a_loader_looks_for_is_there() {
    let draft = Made::new().convert().unwrap();
    let value =
        |key: &str| draft.values.iter().find(|(found, _)| found == key).map(|(_, value)| value.clone()).unwrap();
    for (key, number) in [
        ("bert.context_length", 16),
        ("bert.embedding_length", 32),
        ("bert.block_count", 2),
        ("bert.feed_forward_length", 64),
        ("bert.attention.head_count", 2),
        ("bert.pooling_type", 1),
        ("tokenizer.ggml.token_type_count", 2),
        ("tokenizer.ggml.unknown_token_id", 1),
        ("tokenizer.ggml.bos_token_id", 2),
        ("tokenizer.ggml.seperator_token_id", 3),
    ] {
        assert_eq!(value(key), Value::Number(Number::u32(number)), "{key}");
    }
    assert_eq!(value("bert.attention.layer_norm_epsilon"), Value::Number(Number::f32(1e-12)));
    let Value::Texts(tokens) = value("tokenizer.ggml.tokens") else { panic!("no texts") };
    let tokens: Vec<_> = tokens.iter().map(|token| std::str::from_utf8(token).unwrap()).collect();
    assert_eq!(tokens, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "▁walk", "s", "▁the"]);
}

#[test]
fn matrices_have_eight_bits_and_rows_first() {
    let draft = Made::new().convert().unwrap();
    let tensor = |name: &str| draft.tensors.iter().find(|(tensor, _)| tensor.name == name).unwrap();
    let (up, bytes) = tensor("blk.1.ffn_up.weight");
    assert_eq!((up.kind, &*up.shape, bytes.len() as u64), (TensorKind::Q8_0, &[WIDTH, FEED][..], up.bytes()));
    // The first block ends with 31 of its 31 steps, which is 127 of 127; the one before it is 30 of 31.
    assert_eq!((bytes[2], bytes[32], bytes[33]), (0, 123, 127));
    let (norm, bytes) = tensor("blk.0.attn_output_norm.weight");
    assert_eq!((norm.kind, bytes.len()), (TensorKind::F32, 128));
    assert_eq!(bytes[4..8], 0.015_625_f32.to_le_bytes());
    assert_eq!(draft.tensors.len(), 3 + 2 + 2 * 16);
}

#[cfg(feature = "edge")]
#[test]
fn the_file_passes_the_check_that_every_model_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made-up.gguf");
    Made::new().convert().unwrap().write(&mut std::fs::File::create(&path).unwrap()).unwrap();
    crate::edge::gguf::check(&path).unwrap();
}

#[test]
fn what_would_be_another_network_is_refused_by_name() {
    for (key, value, part) in [
        ("model_type", json!("roberta"), Part::Config),
        ("hidden_act", json!("relu"), Part::Config),
        ("position_embedding_type", json!("relative_key"), Part::Config),
        ("hidden_size", json!(33), Part::Config),
        ("hidden_size", json!(u32::MAX - 31), Part::Config),
        ("num_hidden_layers", json!(0), Part::Config),
        ("num_attention_heads", json!(5), Part::Config),
        ("layer_norm_eps", json!(-1), Part::Config),
        ("layer_norm_eps", json!("small"), Part::Config),
        ("intermediate_size", json!(96), Part::Weights),
        ("num_hidden_layers", json!(3), Part::Weights),
        ("vocab_size", json!(9), Part::Tokenizer),
    ] {
        let mut made = Made::new();
        made.config[key] = value;
        assert_eq!(made.refused().0, part, "{key}: {:?}", made.refused());
    }
    let mut made = Made::new();
    made.pooling = json!({"pooling_mode_max_tokens": true});
    assert_eq!(made.refused().0, Part::Pooling);
}

#[test]
fn a_vocabulary_that_a_loader_would_use_otherwise_is_refused() {
    type Change = (&'static str, fn(&mut Json));
    let changes: [Change; 6] = [
        ("WordPiece", |tokenizer| tokenizer["model"]["type"] = json!("BPE")),
        ("##", |tokenizer| tokenizer["model"]["continuing_subword_prefix"] = json!("@@")),
        ("accents", |tokenizer| tokenizer["normalizer"]["lowercase"] = json!(false)),
        ("two tokens", |tokenizer| tokenizer["model"]["vocab"]["the"] = json!(6)),
        ("[SEP]", |tokenizer| drop(tokenizer["model"]["vocab"].as_object_mut().unwrap().remove("[SEP]"))),
        ("the last with the number", |tokenizer| tokenizer["model"]["vocab"]["the"] = json!(u32::MAX)),
    ];
    for (word, change) in changes {
        let mut made = Made::new();
        change(&mut made.tokenizer);
        let (part, reason) = made.refused();
        assert!(part == Part::Tokenizer && reason.contains(word), "{word}: {reason}");
    }
}

#[test]
fn weights_of_another_shape_or_without_their_bytes_are_refused() {
    let mut made = Made::new();
    made.weights[0].1 = vec![WIDTH, 8];
    assert_eq!(made.refused().1, "tensor `embeddings.word_embeddings.weight` has the shape [32, 8] instead of [8, 32]");
    made.weights.remove(0);
    assert_eq!(made.refused().1, "tensor `embeddings.word_embeddings.weight` is missing");
    let mut parts = Made::new().parts();
    let whole = parts.weights.clone();
    for length in (0..whole.len()).step_by(97) {
        parts.weights = whole[..length].to_vec();
        assert_eq!(encoder("made-up", &parts, &mut |_| ()).unwrap_err().part, Part::Weights, "cut at {length}");
    }
}

#[test]
fn a_list_that_lies_about_its_tensors_is_refused() {
    for (from, to) in [
        ("\"data_offsets\":[0,", "\"data_offsets\":[9,"),
        ("\"data_offsets\":[0,", "\"data_offsets\":[99999999999999999999,"),
        ("\"shape\":[8,32]", "\"shape\":[8,-2]"),
        ("\"F32\"", "\"I64\""),
        ("\"F32\"", "\"F16\""),
    ] {
        let mut parts = Made::new().parts();
        let end = 8 + usize::try_from(u64::from_le_bytes(*parts.weights.first_chunk().unwrap())).unwrap();
        let list = std::str::from_utf8(&parts.weights[8..end]).unwrap();
        assert!(list.contains(from), "{list}");
        let (list, numbers) = (list.replace(from, to), parts.weights.split_off(end));
        parts.weights = [&(list.len() as u64).to_le_bytes()[..], list.as_bytes(), &numbers].concat();
        assert_eq!(encoder("made-up", &parts, &mut |_| ()).unwrap_err().part, Part::Weights, "{to}");
    }
    let mut parts = Made::new().parts();
    parts.weights[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert_eq!(encoder("made-up", &parts, &mut |_| ()).unwrap_err().part, Part::Weights);
    let mut parts = Made::new().parts();
    let length = parts.weights.len();
    parts.weights[length - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(encoder("made-up", &parts, &mut |_| ()).unwrap_err().reason.contains("no number"));
}
