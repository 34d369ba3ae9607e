//! Makes a GGUF file, which llama.cpp loads, of a sentence encoder as its makers publish it: BERT in the safetensors format
//! of Hugging Face, with its tokenizer and a word on how its tokens become one vector.
//!
//! The Python package index has small encoders in this format and not in llama.cpp's. Keys, names of tensors and the form
//! of the vocabulary are those that llama.cpp reads (`llama_model_bert`, `llama_vocab`), which are the ones that its own
//! converter writes. Matrices become blocks of eight bits; everything else is kept in 32. No step depends on the machine,
//! so that the same parts are the same bytes everywhere, and the result has a digest that stands in the catalogue.
//!
//! The parts are outside data: every length is checked, and nothing is taken into memory that they merely announce.

mod config;
mod tensors;
#[cfg(test)]
pub(super) mod tests;
mod vocabulary;
mod weights;

use crate::gguf::{Draft, Number, Value};

use config::Config;
use weights::Weights;

/// What an encoder consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// `config.json`: the sizes of the network.
    Config,
    /// `1_Pooling/config.json`: how its tokens become one vector.
    Pooling,
    /// `tokenizer.json`: its vocabulary.
    Tokenizer,
    /// `model.safetensors`: its weights.
    Weights,
}

/// The bytes of every part.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) config: Vec<u8>,
    pub(super) pooling: Vec<u8>,
    pub(super) tokenizer: Vec<u8>,
    pub(super) weights: Vec<u8>,
}

/// Why an encoder cannot be converted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The part at fault.
    pub(super) part: Part,
    /// What about it.
    pub(super) reason: String,
}

impl Part {
    fn misfit(self, reason: impl Into<String>) -> Misfit {
        Misfit { part: self, reason: reason.into() }
    }
}

/// llama.cpp's number for a file whose matrices are in `Q8_0`, and for the version of that format.
const FILE_TYPE: u32 = 7;
const QUANTIZATION: u32 = 2;

/// The encoder as a GGUF file; `tick` gets how many bytes its tensors have so far.
pub(super) fn encoder(name: &str, parts: &Parts, tick: &mut dyn FnMut(u64)) -> Result<Draft, Misfit> {
    let config = Config::read(&parts.config)?;
    let mut draft = Draft::default();
    draft.set("general.architecture", Value::Text("bert".into()));
    draft.set("general.name", Value::Text(name.into()));
    draft.set("general.file_type", Value::Number(Number::u32(FILE_TYPE)));
    draft.set("general.quantization_version", Value::Number(Number::u32(QUANTIZATION)));
    config.write(&mut draft);
    draft.set("bert.pooling_type", Value::Number(Number::u32(config::pooling(&parts.pooling)?)));
    vocabulary::write(&parts.tokenizer, &config, &mut draft)?;
    tensors::write(&Weights::read(&parts.weights)?, &config, &mut draft, tick)?;
    Ok(draft)
}
