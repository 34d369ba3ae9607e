//! What is said of a file before llama.cpp sees it.

use llm_runtime::edge::gguf::{self, Depth, Draft, Number, Scalar, TensorKind, Texts, Value};
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::models::{DEFAULT_MODEL, ModelManager, State};
use llm_runtime::{Message, Schema, ToolChoice};

use super::tiny::{ARCHITECTURES, Tiny, write};
use crate::support::{greedy, model_path, open, turn};

#[tokio::test]
async fn a_small_model_of_each_known_architecture_passes_whole_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    for architecture in ARCHITECTURES {
        let path = Tiny::new(architecture).file(folder.path());
        assert_eq!(gguf::check(&path).unwrap(), Depth::Whole, "{architecture}");
        let model = EdgeModel::new("tiny", path).profile(ModelProfile::base());
        let platform = EdgePlatform::new(EdgeConfig::new().model(model).context_tokens(512).threads(1));
        let mut engine = open(&platform, Schema::builder("tiny")).await;
        let answer = turn(&mut *engine, &[Message::user("the")], ToolChoice::None, &greedy(4)).await;
        assert!(answer.unwrap_or_else(|error| panic!("{architecture}: {error}")).usage.output_tokens > 0);
    }
}

#[test]
fn every_real_model_that_is_here_passes_whole() {
    model_path();
    let manager = ModelManager::from_env().unwrap();
    let models = manager.list().unwrap();
    // Adapters lie there as well.
    let is_model = |name: &str| manager.catalogue().get(name).is_ok();
    for model in models.iter().filter(|model| model.state == State::Verified && is_model(&model.name)) {
        let began = std::time::Instant::now();
        // Of encoders, what all architectures have in common is known.
        let encodes = model.name == "all-minilm-l6-v2";
        let expected = if encodes { Depth::Common } else { Depth::Whole };
        assert_eq!(gguf::check(&model.path).unwrap(), expected, "{}", model.name);
        println!("{}: checked in {:?}", model.name, began.elapsed());
    }
    assert!(models.iter().any(|model| model.name == DEFAULT_MODEL));
}

#[test]
fn an_architecture_that_is_not_known_by_heart_is_checked_for_what_all_have_in_common() {
    let folder = tempfile::tempdir().unwrap();
    let mut draft = Tiny::new("llama").draft();
    draft.set("general.architecture", Value::Text("starcoder2".into()));
    let path = folder.path().join("model.gguf");
    let error = gguf::check(&write(&draft, &path)).unwrap_err().to_string();
    assert!(error.contains("`starcoder2.context_length` is missing"), "{error}");
    for (key, value) in [("context_length", 64), ("embedding_length", 64), ("block_count", 2)] {
        draft.set(&format!("starcoder2.{key}"), number(value));
    }
    assert_eq!(gguf::check(&write(&draft, &path)).unwrap(), Depth::Common);
}

fn number(value: u32) -> Value {
    Value::Number(Number::u32(value))
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Tokens of the tiny model with one exchanged.
fn tokens(index: usize, text: &str) -> Value {
    let draft = Tiny::new("llama").draft();
    let mut bytes = Vec::new();
    draft.write(&mut bytes).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let read = gguf::Gguf::read(file.path()).unwrap();
    let Some(Value::Texts(texts)) = read.value("tokenizer.ggml.tokens") else { panic!("no tokens") };
    let exchanged = |(place, old): (usize, &[u8])| if place == index { text.as_bytes().to_vec() } else { old.to_vec() };
    Value::Texts(texts.iter().enumerate().map(exchanged).collect::<Texts>())
}

type Damage = Box<dyn Fn(&mut Draft)>;

fn set(key: &'static str, value: Value) -> Damage {
    Box::new(move |draft| draft.set(key, value.clone()))
}

/// Appends a tensor of a layer that the model has not.
fn push(name: &'static str, kind: TensorKind, shape: &'static [u64]) -> Damage {
    Box::new(move |draft| draft.push(name, kind, shape, vec![0; 4096]))
}

#[test]
fn what_a_model_contradicts_itself_in_is_named() {
    let cases: Vec<(&str, Damage, &str)> = vec![
        ("llama", set("general.architecture", number(1)), "`general.architecture` is a value of type U32"),
        ("llama", set("general.type", text("adapter")), "this is an adapter"),
        ("llama", set("general.type", text("mmproj")), "`general.type` is `mmproj`"),
        ("llama", set("split.count", number(3)), "join the parts"),
        ("llama", set("general.alignment", number(24)), "`general.alignment`"),
        ("llama", set("llama.block_count", number(0)), "`llama.block_count` is 0; 1 to 512"),
        ("llama", set("llama.block_count", number(600)), "`llama.block_count` is 600"),
        ("llama", set("llama.block_count", number(3)), "the tensor `blk.2.attn_norm.weight` is missing"),
        ("llama", set("llama.block_count", text("2")), "`llama.block_count` is a text and not one of type U32"),
        ("llama", set("llama.context_length", number(u32::MAX)), "`llama.context_length`"),
        ("llama", set("llama.attention.head_count", number(0)), "`llama.attention.head_count` is too small"),
        ("llama", set("llama.attention.head_count_kv", number(3)), "4 heads cannot share 3"),
        ("llama", set("llama.attention.value_length", number(8)), "keys of 16 and values of 8"),
        ("llama", set("llama.rope.dimension_count", number(7)), "odd"),
        ("llama", set("llama.rope.dimension_count", number(8)), "a head has 16"),
        ("llama", set("llama.rope.scaling.type", text("magic")), "`llama.rope.scaling.type`"),
        ("llama", set("llama.expert_used_count", number(2)), "2 of 0 experts"),
        ("llama", set("llama.expert_count", number(5000)), "`llama.expert_count` is 5000"),
        ("llama", set("llama.nextn_predict_layers", number(1)), "`llama.nextn_predict_layers` is 1"),
        ("llama", set("llama.attention.causal", Value::Number(Number::bool(false))), "`llama.attention.causal`"),
        ("llama", set("llama.pooling_type", number(9)), "`llama.pooling_type` is 9"),
        ("llama", set("llama.pooling_type", number(4)), "`llama.pooling_type` is 4"),
        ("llama", set("llama.embedding_length_out", number(128)), "`llama.embedding_length_out` is 128"),
        (
            "llama",
            set("llama.attention.layer_norm_rms_epsilon", Value::Number(Number::f32(f32::NAN))),
            "`llama.attention.layer_norm_rms_epsilon` is NaN",
        ),
        (
            "llama",
            set("llama.attention.head_count_kv", Value::Numbers(Scalar::U32, [2, 0, 0, 0, 4, 0, 0, 0].into())),
            "differs between layers: [2, 4]",
        ),
        (
            "llama",
            set("llama.feed_forward_length", Value::Numbers(Scalar::U32, [96, 0, 0, 0].into())),
            "has 1 numbers for 2 layers",
        ),
        ("llama", push("blk.0.attn_q.bias", TensorKind::F16, &[64]), "`blk.0.attn_q.bias` is of type F16"),
        ("llama", push("blk.0.attn_k.scale", TensorKind::F16, &[1]), "`blk.0.attn_k.scale` is of type F16"),
        ("llama", push("blk.0.attn_k.bias", TensorKind::F32, &[64]), "it would be [32]"),
        ("llama", push("blk.1.odd", TensorKind::I32, &[32]), "`blk.1.odd` is of type I32"),
        ("llama", set("tokenizer.ggml.model", text("none")), "tokenizer is `none`"),
        ("llama", set("tokenizer.ggml.model", text("gpt2")), "`tokenizer.ggml.merges` is missing"),
        ("llama", set("tokenizer.ggml.tokens", tokens(7, "<s>")), "token 7 has the text of another"),
        ("llama", set("tokenizer.ggml.tokens", tokens(7, "<s>\0more")), "token 7 has the text of another"),
        ("llama", set("tokenizer.ggml.tokens", tokens(6, "")), "stands for a byte"),
        ("llama", set("tokenizer.ggml.tokens", Value::Texts(["a"].into_iter().collect())), "entries for 1 tokens"),
        ("llama", set("tokenizer.ggml.scores", Value::Numbers(Scalar::F32, vec![0; 8])), "2 entries for 268"),
        ("llama", set("tokenizer.ggml.eos_token_id", number(268)), "`tokenizer.ggml.eos_token_id` is 268"),
        ("llama", set("tokenizer.chat_template", number(1)), "`tokenizer.chat_template` is a value"),
        ("llama", push("blk.9.attn_norm.weight", TensorKind::F32, &[64]), "`blk.9.attn_norm.weight` is none that"),
        ("llama", push("token_type", TensorKind::F32, &[64]), "`token_type` is none that"),
        ("llama", set("llama.rope.freq_base", number(10_000)), "`llama.rope.freq_base` is a value of type U32"),
        ("llama", set("general.name", number(1)), "`general.name` is a value of type U32"),
        ("llama", set("tokenizer.ggml.add_bos_token", number(1)), "`tokenizer.ggml.add_bos_token` is a value"),
        ("llama", set("tokenizer.ggml.model", text("sentences")), "`sentences`, which llama.cpp does not know"),
        ("qwen2", set("tokenizer.ggml.pre", text("new-one")), "`tokenizer.ggml.pre` is `new-one`"),
        ("qwen2", set("qwen2.attention.key_length", number(32)), "keys of 32"),
        ("qwen3", set("qwen3.expert_count", number(4)), "0 of 4 experts"),
        ("gemma3", set("gemma3.attention.sliding_window_pattern", number(1)), "gives no layer a window"),
        ("gemma2", set("gemma2.attention.key_length_swa", number(32)), "`gemma2.attention.key_length_swa` is 32"),
        ("gpt-oss", set("gpt-oss.expert_used_count", number(9)), "9 of 4 experts"),
        ("gpt-oss", set("gpt-oss.expert_feed_forward_length", number(32)), "it would be [64, 32, 4]"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    for (architecture, damage, reason) in cases {
        let mut draft = Tiny::new(architecture).draft();
        damage(&mut draft);
        let error = gguf::check(&write(&draft, &path)).expect_err(reason).to_string();
        assert!(error.contains(reason), "`{reason}` is not in: {error}");
        assert!(error.contains("model.gguf") && error.contains("fetch it again"), "{error}");
    }
}

#[test]
fn tensors_that_overlap_or_stand_twice_are_refused() {
    let mut bytes = Vec::new();
    Tiny::new("llama").draft().write(&mut bytes).unwrap();
    let find = |name: &str| bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let check = |bytes: &[u8]| {
        let path = folder.path().join("model.gguf");
        std::fs::write(&path, bytes).unwrap();
        gguf::check(&path).unwrap_err().to_string()
    };
    // After a name of 18 bytes: dimensions, one length, type, offset.
    let offset = find("output_norm.weight") + 18 + 4 + 8 + 4;
    let mut overlapping = bytes.clone();
    overlapping[offset] = 32;
    assert!(check(&overlapping).contains("`output_norm.weight` begins at"));
    let mut twice = bytes.clone();
    let second = find("blk.1.attn_norm");
    twice[second + 4] = b'0';
    assert!(check(&twice).contains("`blk.0.attn_norm.weight` stands there twice"));
    let mut key_twice = bytes.clone();
    let name = find("tokenizer.ggml.bos_token_id");
    key_twice[name + 15] = b'e';
    assert!(check(&key_twice).contains("`tokenizer.ggml.eos_token_id` stands there twice"));
}
