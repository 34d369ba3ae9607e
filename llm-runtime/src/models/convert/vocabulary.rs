//! The vocabulary: pieces of words, as BERT's tokenizer and llama.cpp's each write them.
//!
//! Both cut a word into the longest pieces that there are. BERT marks a piece that goes on with a word (`##ing`); llama.cpp
//! marks one that begins a word, by the sign that elsewhere stands for a space (`▁walk`). llama.cpp always writes letters
//! small and takes accents off, so that a vocabulary that needs them is refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::config::Config;
use super::{Misfit, Part};
use crate::gguf::{Draft, Number, Scalar, Texts, Value};

const GOES_ON: &str = "##";
const BEGINS: &str = "\u{2581}";

/// llama.cpp's numbers for a token of text and for one that steers the model.
const NORMAL: i32 = 1;
const CONTROL: i32 = 3;

/// The tokens that BERT has for purposes of its own, under the keys that llama.cpp looks for. What begins a text, `[CLS]`,
/// has two. The third is misspelt there.
const SPECIAL: [(&str, &str); 6] = [
    ("[PAD]", "padding"),
    ("[UNK]", "unknown"),
    ("[SEP]", "seperator"),
    ("[CLS]", "cls"),
    ("[CLS]", "bos"),
    ("[MASK]", "mask"),
];

#[derive(Debug, Deserialize)]
struct Tokenizer {
    model: Model,
    normalizer: Normalizer,
    #[serde(default)]
    added_tokens: Vec<Added>,
}

#[derive(Debug, Deserialize)]
struct Model {
    #[serde(rename = "type")]
    kind: String,
    continuing_subword_prefix: String,
    vocab: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
struct Normalizer {
    #[serde(rename = "type")]
    kind: String,
    lowercase: bool,
    strip_accents: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Added {
    id: u32,
    content: String,
    special: bool,
}

/// Writes the vocabulary, which has as many tokens as the network.
pub(super) fn write(bytes: &[u8], config: &Config, draft: &mut Draft) -> Result<(), Misfit> {
    let wrong = |reason: String| Part::Tokenizer.misfit(reason);
    let tokenizer: Tokenizer = serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
    tokenizer.check().map_err(wrong)?;
    let tokens = tokenizer.tokens(config.vocab_size).map_err(wrong)?;
    draft.set("tokenizer.ggml.model", Value::Text("bert".into()));
    draft.set("tokenizer.ggml.tokens", Value::Texts(tokens.iter().map(|(text, _)| text).collect::<Texts>()));
    let kinds = tokens.iter().flat_map(|(_, kind)| kind.to_le_bytes()).collect();
    draft.set("tokenizer.ggml.token_type", Value::Numbers(Scalar::I32, kinds));
    draft.set("tokenizer.ggml.token_type_count", Value::Number(Number::u32(config.type_vocab_size)));
    for (text, key) in SPECIAL {
        let id = tokenizer.model.vocab.get(text).ok_or_else(|| wrong(format!("it has no token `{text}`")))?;
        draft.set(&format!("tokenizer.ggml.{key}_token_id"), Value::Number(Number::u32(*id)));
    }
    Ok(())
}

impl Tokenizer {
    /// Whether llama.cpp would cut texts as this one does.
    fn check(&self) -> Result<(), String> {
        let Model { kind, continuing_subword_prefix: mark, .. } = &self.model;
        if kind != "WordPiece" || mark != GOES_ON {
            return Err(format!("it is a {kind:?} with {mark:?}, not a \"WordPiece\" with \"##\""));
        }
        let Normalizer { kind, lowercase, strip_accents } = &self.normalizer;
        if kind != "BertNormalizer" || !lowercase || *strip_accents == Some(false) {
            return Err("it tells large letters or accents apart, which llama.cpp does not for this kind".to_owned());
        }
        Ok(())
    }

    /// Every token by its number, with its kind; there have to be exactly so many.
    fn tokens(&self, count: u32) -> Result<Vec<(String, i32)>, String> {
        let mut tokens = BTreeMap::new();
        for (text, id) in &self.model.vocab {
            if tokens.insert(*id, (piece(text), NORMAL)).is_some() {
                return Err(format!("it has two tokens with the number {id}"));
            }
        }
        for added in self.added_tokens.iter().filter(|added| added.special) {
            tokens.insert(added.id, (added.content.clone(), CONTROL));
        }
        let last = tokens.last_key_value().map_or(0, |(id, _)| u64::from(*id) + 1);
        if tokens.len() as u64 != u64::from(count) || last != u64::from(count) {
            return Err(format!(
                "it has {} tokens, the last with the number {last}; the network has {count}",
                tokens.len()
            ));
        }
        Ok(tokens.into_values().collect())
    }
}

/// A piece of a word as llama.cpp writes it.
fn piece(text: &str) -> String {
    match text.strip_prefix(GOES_ON) {
        Some(rest) => rest.to_owned(),
        None => format!("{BEGINS}{text}"),
    }
}
