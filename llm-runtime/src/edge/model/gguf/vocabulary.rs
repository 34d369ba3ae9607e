//! The tokens of a model. llama.cpp aborts over two tokens of one text, and throws through us when it has to write a byte
//! for which there is no token.

use std::borrow::Cow;
use std::collections::HashSet;

use super::cuts::CUTS;
use super::keys::Keys;
use super::kind::Scalar;
use super::value::{Number, Texts, Value};

/// Logits of every token are kept for a whole batch; the largest vocabularies have a quarter of this.
const MAX_TOKENS: usize = 1 << 20;
/// llama.cpp's numbers for a token that stands for a byte, and for one that is a part of text.
const BYTE: u64 = 6;

/// The tokenizers of this version of llama.cpp, apart from those that cannot be given text.
const TOKENIZERS: [&str; 9] = ["llama", "gpt2", "gemma4", "bert", "t5", "rwkv", "plamo2", "hybriddna", "whitespace"];

/// What is known of a vocabulary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vocabulary {
    pub(super) tokens: u64,
    /// Whether how it cuts text is known by heart.
    pub(super) known: bool,
}

pub(super) fn check(keys: &Keys<'_>) -> Result<Vocabulary, String> {
    let model = keys.text("tokenizer.ggml.model")?.ok_or("`tokenizer.ggml.model` is missing")?;
    if ["none", "no_vocab", "test"].contains(&model) {
        return Err(format!("its tokenizer is `{model}`: text cannot be given to it"));
    }
    let tokens = match keys.get("tokenizer.ggml.tokens") {
        Some(Value::Texts(tokens)) if (1..=MAX_TOKENS).contains(&tokens.len()) => tokens,
        Some(Value::Texts(tokens)) => {
            return Err(format!(
                "`tokenizer.ggml.tokens` has {} entries; 1 to {MAX_TOKENS} are possible",
                tokens.len()
            ));
        }
        Some(other) => return Err(format!("`tokenizer.ggml.tokens` is {}", other.describe())),
        None => return Err("`tokenizer.ggml.tokens` is missing".to_owned()),
    };
    let texts = unique(tokens)?;
    check_scores(keys, tokens.len())?;
    check_types(keys, tokens, model)?;
    check_ids(keys, tokens.len())?;
    check_ends(keys, tokens.len(), model)?;
    for key in ["tokenizer.ggml.pre", "tokenizer.chat_template"] {
        keys.text(key)?;
    }
    if !TOKENIZERS.contains(&model) {
        return Err(format!("`tokenizer.ggml.model` is `{}`, which llama.cpp does not know", shown(model)));
    }
    match model {
        "llama" => check_bytes(&texts)?,
        "gpt2" | "gemma4" => check_merges(keys)?,
        // llama.cpp asks for the end of a line at once, and aborts where there is none.
        "rwkv" if !texts.contains(b"\\n".as_slice()) && !texts.contains(b"\n".as_slice()) => {
            return Err("`tokenizer.ggml.tokens` has no end of a line".to_owned());
        }
        _ => {}
    }
    Ok(Vocabulary { tokens: tokens.len() as u64, known: ["llama", "gpt2", "gemma4"].contains(&model) })
}

/// The texts as llama.cpp sees them: cut at a 0, and with a name for an empty one.
fn unique(tokens: &Texts) -> Result<HashSet<Cow<'_, [u8]>>, String> {
    let mut texts = HashSet::with_capacity(tokens.len());
    for (index, text) in tokens.iter().enumerate() {
        let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
        let text = match text.get(..end) {
            Some(text) if !text.is_empty() => Cow::Borrowed(text),
            _ => Cow::Owned(format!("[EMPTY_{index}]").into_bytes()),
        };
        if !texts.insert(text) {
            return Err(format!("`tokenizer.ggml.tokens`: token {index} has the text of another one"));
        }
    }
    Ok(texts)
}

fn check_scores(keys: &Keys<'_>, tokens: usize) -> Result<(), String> {
    let key = "tokenizer.ggml.scores";
    let Some(value) = keys.get(key) else { return Ok(()) };
    let (scalar, bits) = value.bits().ok_or_else(|| format!("`{key}` is {}", value.describe()))?;
    if !matches!(scalar, Scalar::F32 | Scalar::I32) {
        return Err(format!("`{key}` is {}", value.describe()));
    }
    same_length(key, bits.len(), tokens)?;
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is empty")]
    let is_nan = |bits: &u64| f32::from_bits(*bits as u32).is_nan();
    if scalar == Scalar::F32 && bits.iter().any(is_nan) {
        return Err(format!("`{key}` holds what is no number"));
    }
    Ok(())
}

fn check_types(keys: &Keys<'_>, tokens: &Texts, model: &str) -> Result<(), String> {
    let key = "tokenizer.ggml.token_type";
    let Some(value) = keys.get(key) else { return Ok(()) };
    let Some((Scalar::I32, types)) = value.bits() else { return Err(format!("`{key}` is {}", value.describe())) };
    same_length(key, types.len(), tokens.len())?;
    // llama.cpp aborts over a token for a byte in a vocabulary that has none.
    if ["bert", "rwkv"].contains(&model) && types.contains(&BYTE) {
        return Err(format!("`{key}` has tokens for bytes, which a vocabulary of `{model}` has not"));
    }
    let broken = types.iter().zip(tokens.iter()).position(|(kind, text)| *kind == BYTE && byte_of(text).is_none());
    match broken {
        Some(index) => Err(format!("`{key}`: token {index} stands for a byte and does not say for which")),
        None => Ok(()),
    }
}

fn same_length(key: &str, found: usize, tokens: usize) -> Result<(), String> {
    if found == tokens { Ok(()) } else { Err(format!("`{key}` has {found} entries for {tokens} tokens")) }
}

/// The tokens that a generation begins and ends with. llama.cpp would silently use others in their place.
fn check_ids(keys: &Keys<'_>, tokens: usize) -> Result<(), String> {
    for name in ["bos", "eos", "eot"] {
        let key = format!("tokenizer.ggml.{name}_token_id");
        let missing = |id: &u64| *id >= tokens as u64 && *id != u64::from(u32::MAX);
        if let Some(id) = keys.count(&key)?.filter(missing) {
            return Err(format!("`{key}` is {id}, and there are {tokens} tokens"));
        }
    }
    Ok(())
}

/// What is put before and after a text has to be there: llama.cpp aborts where it is told to and has no such token.
fn check_ends(keys: &Keys<'_>, tokens: usize, model: &str) -> Result<(), String> {
    // The token that llama.cpp takes unless the file names one, and whether it puts it there unless the file says.
    let [bos, eos] = match model {
        "llama" | "plamo2" => [(Some(1), true), (Some(2), false)],
        "bert" => [(Some(101), true), (None, false)],
        "t5" => [(None, false), (Some(1), true)],
        "gemma4" => [(None, true), (None, false)],
        "rwkv" => [(None, false), (None, false)],
        // Some cuts put it there.
        _ => [(Some(11), true), (Some(11), false)],
    };
    for (name, (usual, added)) in [("bos", bos), ("eos", eos)] {
        let flag = keys.get(&format!("tokenizer.ggml.add_{name}_token"));
        let added = flag.map_or(added, |flag| *flag != Value::Number(Number::bool(false)) || model == "gemma4");
        let key = format!("tokenizer.ggml.{name}_token_id");
        let named = keys.count(&key)?.is_some_and(|id| id < tokens as u64);
        if added && !named && usual.is_none_or(|id| id >= tokens) {
            return Err(format!("`{key}` is missing, and the vocabulary puts that token beside every text"));
        }
    }
    Ok(())
}

/// A vocabulary with scores writes what it has no token for as bytes, and throws where it has none for the byte.
fn check_bytes(texts: &HashSet<Cow<'_, [u8]>>) -> Result<(), String> {
    let lacks = |byte: &u8| {
        !texts.contains(format!("<0x{byte:02X}>").as_bytes()) && (*byte == 0 || !texts.contains([*byte].as_slice()))
    };
    match (0..=u8::MAX).find(lacks) {
        Some(byte) => Err(format!("`tokenizer.ggml.tokens` has no token for the byte {byte:#04x}")),
        None => Ok(()),
    }
}

fn check_merges(keys: &Keys<'_>) -> Result<(), String> {
    // Without a name, the usual cut is made.
    let cut = keys.text("tokenizer.ggml.pre")?.unwrap_or_default();
    if !cut.is_empty() && !CUTS.contains(&cut) {
        return Err(format!("`tokenizer.ggml.pre` is `{}`, which this version of llama.cpp does not know", shown(cut)));
    }
    let key = "tokenizer.ggml.merges";
    match keys.get(key) {
        Some(Value::Texts(_)) => Ok(()),
        // One tokenizer of this kind has none.
        None if keys.text("tokenizer.ggml.pre")? == Some("kimi-k2") => Ok(()),
        None => Err(format!("`{key}` is missing")),
        Some(other) => Err(format!("`{key}` is {}", other.describe())),
    }
}

/// As much of a text as fits a message.
fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(40).collect()
}

fn byte_of(text: &[u8]) -> Option<u8> {
    let digits = text.strip_prefix(b"<0x")?.strip_suffix(b">")?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.len() == 2)?;
    u8::from_str_radix(digits, 16).ok()
}
