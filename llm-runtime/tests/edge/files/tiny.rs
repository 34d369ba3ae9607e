//! Models of every architecture that is known by heart, so small that one is made, loaded and run in milliseconds. What
//! their weights say is noise; that they are there, and how they fit together, is as in a real one.

use std::path::{Path, PathBuf};

use super::gguf::{Draft, Number, Scalar, TensorKind, Texts, Value};

/// The sizes of a small model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tiny {
    pub(crate) architecture: &'static str,
    pub(crate) layers: u32,
    pub(crate) width: u32,
    pub(crate) heads: u32,
    pub(crate) kv_heads: u32,
    pub(crate) feed: u32,
    pub(crate) experts: u32,
    pub(crate) seed: u64,
}

/// Every architecture whose tensors are checked.
pub(crate) const ARCHITECTURES: [&str; 9] =
    ["llama", "mistral3", "qwen2", "qwen3", "smollm3", "phi3", "gemma2", "gemma3", "gpt-oss"];

impl Tiny {
    pub(crate) fn new(architecture: &'static str) -> Self {
        Self { architecture, layers: 2, width: 64, heads: 4, kv_heads: 2, feed: 96, experts: 4, seed: 1 }
    }

    /// The model as a draft.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        self.keys(&mut draft);
        // Those families whose own models have it cut text by merges, the others by scores.
        if BY_MERGES.contains(&self.architecture) {
            merges(&mut draft);
        } else {
            scores(&mut draft);
        }
        let mut noise = Noise(self.seed);
        for (name, shape) in self.tensors() {
            let norm = name.ends_with("norm.weight");
            let elements: u64 = shape.iter().product();
            let bytes = (0..elements).flat_map(|_| noise.weight(norm).to_le_bytes()).collect();
            draft.push(&name, TensorKind::F32, &shape, bytes);
        }
        draft
    }

    /// The model as a file in a folder.
    pub(crate) fn file(&self, folder: &Path) -> PathBuf {
        write(&self.draft(), &folder.join(format!("{}.gguf", self.architecture)))
    }

    fn keys(&self, draft: &mut Draft) {
        let number = |value: u32| Value::Number(Number::u32(value));
        draft.set("general.architecture", Value::Text(self.architecture.into()));
        draft.set("general.name", Value::Text("tiny".into()));
        let mut set = |key: &str, value| draft.set(&format!("{}.{key}", self.architecture), value);
        set("context_length", number(512));
        set("embedding_length", number(self.width));
        set("block_count", number(self.layers));
        set("attention.head_count", number(self.heads));
        set("attention.head_count_kv", number(self.kv_heads));
        set("rope.dimension_count", number(self.width / self.heads));
        set("attention.layer_norm_rms_epsilon", Value::Number(Number::f32(1e-5)));
        set("feed_forward_length", number(self.feed));
        if self.architecture == "gpt-oss" {
            set("expert_feed_forward_length", number(self.feed));
            set("expert_count", number(self.experts));
            set("expert_used_count", number(2));
        }
        if self.architecture.starts_with('g') {
            set("attention.sliding_window", number(128));
        }
        if self.architecture == "gpt-oss" {
            set("attention.key_length", number(self.width / self.heads));
            set("attention.value_length", number(self.width / self.heads));
        }
    }

    fn tensors(&self) -> Vec<(String, Vec<u64>)> {
        let [width, feed, tokens] = [self.width, self.feed, TOKENS].map(u64::from);
        let mut all =
            vec![("token_embd.weight".to_owned(), vec![width, tokens]), ("output_norm.weight".to_owned(), vec![width])];
        if self.architecture == "gpt-oss" {
            all.push(("output.weight".to_owned(), vec![width, tokens]));
        }
        for layer in 0..self.layers {
            let rows = self.attention().into_iter().chain(self.feed_forward(width, feed));
            all.extend(rows.map(|(name, shape)| (format!("blk.{layer}.{name}"), shape)));
        }
        all
    }

    fn attention(&self) -> Vec<(&'static str, Vec<u64>)> {
        let [width, heads] = [self.width, self.heads].map(u64::from);
        let head = width / heads;
        let keys = head * u64::from(self.kv_heads);
        let mut rows = vec![("attn_norm.weight", vec![width]), ("attn_output.weight", vec![width, width])];
        if self.architecture == "phi3" {
            rows.push(("attn_qkv.weight", vec![width, width + 2 * keys]));
        } else {
            rows.push(("attn_q.weight", vec![width, width]));
            rows.push(("attn_k.weight", vec![width, keys]));
            rows.push(("attn_v.weight", vec![width, keys]));
        }
        if ["qwen3", "gemma3"].contains(&self.architecture) {
            rows.push(("attn_q_norm.weight", vec![head]));
            rows.push(("attn_k_norm.weight", vec![head]));
        }
        if self.architecture == "gpt-oss" {
            rows.push(("attn_sinks.weight", vec![heads]));
            rows.push(("attn_output.bias", vec![width]));
        }
        if self.architecture == "qwen2" {
            rows.push(("attn_q.bias", vec![width]));
        }
        rows
    }

    fn feed_forward(&self, width: u64, feed: u64) -> Vec<(&'static str, Vec<u64>)> {
        let experts = u64::from(self.experts);
        match self.architecture {
            "phi3" => vec![
                ("ffn_norm.weight", vec![width]),
                ("ffn_up.weight", vec![width, 2 * feed]),
                ("ffn_down.weight", vec![feed, width]),
            ],
            "gpt-oss" => vec![
                ("post_attention_norm.weight", vec![width]),
                ("ffn_gate_inp.weight", vec![width, experts]),
                ("ffn_gate_inp.bias", vec![experts]),
                ("ffn_gate_exps.weight", vec![width, feed, experts]),
                ("ffn_gate_exps.bias", vec![feed, experts]),
                ("ffn_up_exps.weight", vec![width, feed, experts]),
                ("ffn_up_exps.bias", vec![feed, experts]),
                ("ffn_down_exps.weight", vec![feed, width, experts]),
                ("ffn_down_exps.bias", vec![width, experts]),
            ],
            _ => {
                let mut rows = vec![
                    ("ffn_norm.weight", vec![width]),
                    ("ffn_gate.weight", vec![width, feed]),
                    ("ffn_up.weight", vec![width, feed]),
                    ("ffn_down.weight", vec![feed, width]),
                ];
                if self.architecture.starts_with("gemma") {
                    rows.push(("post_attention_norm.weight", vec![width]));
                    rows.push(("post_ffw_norm.weight", vec![width]));
                }
                rows
            }
        }
    }
}

/// Control tokens, a token for each byte, and some pieces of text.
const TOKENS: u32 = 5 + 256 + 7;

const BY_MERGES: [&str; 4] = ["qwen2", "qwen3", "smollm3", "gpt-oss"];

/// Bytes as the letters that stand for them, and some pairs of them.
fn merges(draft: &mut Draft) {
    let control = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"];
    // Printable ones stand for themselves, the others for letters from 256 on.
    let mut next = 256;
    let bytes = (0..256_u32).map(|byte| match byte {
        0x21..=0x7E | 0xA1..=0xAC | 0xAE..=0xFF => char::from_u32(byte).unwrap().to_string(),
        _ => {
            next += 1;
            char::from_u32(next - 1).unwrap().to_string()
        }
    });
    let pairs = [("t", "h"), ("h", "e"), ("th", "e"), ("\u{120}", "a"), ("\u{120}", "the"), ("a", "b"), ("e", "e")];
    let texts: Vec<String> = control.iter().map(ToString::to_string).chain(bytes).collect();
    let texts: Vec<String> =
        texts.into_iter().chain(pairs.iter().map(|(left, right)| format!("{left}{right}"))).collect();
    let kinds = (0..texts.len()).flat_map(|index| if index < 5 { 3_i32 } else { 1 }.to_le_bytes());
    draft.set("tokenizer.ggml.model", Value::Text("gpt2".into()));
    draft.set("tokenizer.ggml.pre", Value::Text("qwen2".into()));
    draft.set("tokenizer.ggml.token_type", Value::Numbers(Scalar::I32, kinds.collect()));
    draft.set("tokenizer.ggml.tokens", Value::Texts(texts.iter().collect::<Texts>()));
    let merges = pairs.iter().map(|(left, right)| format!("{left} {right}"));
    draft.set("tokenizer.ggml.merges", Value::Texts(merges.collect::<Texts>()));
    draft.set("tokenizer.ggml.eos_token_id", Value::Number(Number::u32(2)));
}

fn scores(draft: &mut Draft) {
    let control = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"];
    let pieces = ["▁", "▁a", "▁the", "e", "t", "th", "he"];
    let bytes = (0..=255).map(|byte| format!("<0x{byte:02X}>"));
    let texts: Vec<String> =
        control.iter().map(ToString::to_string).chain(bytes).chain(pieces.iter().map(ToString::to_string)).collect();
    let kinds = texts.iter().enumerate().flat_map(|(index, text)| {
        let kind: i32 = match index {
            0 => 2,
            1..=4 => 3,
            _ if text.starts_with("<0x") => 6,
            _ => 1,
        };
        kind.to_le_bytes()
    });
    draft.set("tokenizer.ggml.model", Value::Text("llama".into()));
    draft.set("tokenizer.ggml.token_type", Value::Numbers(Scalar::I32, kinds.collect()));
    let scores = (0..texts.len()).flat_map(|index| (-(index as f32)).to_le_bytes());
    draft.set("tokenizer.ggml.scores", Value::Numbers(Scalar::F32, scores.collect()));
    draft.set("tokenizer.ggml.tokens", Value::Texts(texts.iter().collect::<Texts>()));
    draft.set("tokenizer.ggml.bos_token_id", Value::Number(Number::u32(1)));
    draft.set("tokenizer.ggml.eos_token_id", Value::Number(Number::u32(2)));
}

/// Random numbers that are the same everywhere and always (Steele's `SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }

    /// Between -0.25 and 0.25; around 1 for a norm.
    pub(crate) fn weight(&mut self, norm: bool) -> f32 {
        let unit = (self.next() >> 40) as f32 / (1_u64 << 24) as f32;
        (unit - 0.5) / 2.0 + f32::from(u8::from(norm))
    }
}

/// Writes a draft to a place.
pub(crate) fn write(draft: &Draft, path: &Path) -> PathBuf {
    let mut bytes = Vec::new();
    draft.write(&mut bytes).unwrap();
    std::fs::write(path, bytes).unwrap();
    path.to_owned()
}
