//! What `config.json` and `1_Pooling/config.json` say.

use serde::Deserialize;

use super::{Misfit, Part};
use crate::gguf::{Draft, Number, Value};

/// Far beyond any encoder, and far below where a product of two of them no longer fits.
const MOST: u32 = 1 << 20;
const MOST_LAYERS: u32 = 512;
/// Matrices are written in blocks of so many numbers of a row.
const BLOCK: u32 = 32;

/// The sizes of the network, by the names that Hugging Face gives them.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    model_type: String,
    hidden_act: String,
    #[serde(default = "absolute")]
    position_embedding_type: String,
    pub(super) vocab_size: u32,
    pub(super) hidden_size: u32,
    pub(super) num_hidden_layers: u32,
    num_attention_heads: u32,
    pub(super) intermediate_size: u32,
    pub(super) max_position_embeddings: u32,
    pub(super) type_vocab_size: u32,
    layer_norm_eps: f32,
}

fn absolute() -> String {
    "absolute".to_owned()
}

impl Config {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Misfit> {
        let config: Self = serde_json::from_slice(bytes).map_err(|error| Part::Config.misfit(error.to_string()))?;
        config.check().map_err(|reason| Part::Config.misfit(reason))?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        for (key, found, expected) in [
            ("model_type", &self.model_type, "bert"),
            ("hidden_act", &self.hidden_act, "gelu"),
            ("position_embedding_type", &self.position_embedding_type, "absolute"),
        ] {
            if found != expected {
                return Err(format!("`{key}` is {found:?}; only {expected:?} can be converted"));
            }
        }
        for (key, found, most, step) in [
            ("vocab_size", self.vocab_size, MOST, 1),
            ("hidden_size", self.hidden_size, MOST, BLOCK),
            ("num_hidden_layers", self.num_hidden_layers, MOST_LAYERS, 1),
            ("num_attention_heads", self.num_attention_heads, self.hidden_size, 1),
            ("intermediate_size", self.intermediate_size, MOST, BLOCK),
            ("max_position_embeddings", self.max_position_embeddings, MOST, 1),
            ("type_vocab_size", self.type_vocab_size, MOST, 1),
        ] {
            if found == 0 || found > most || !found.is_multiple_of(step) {
                return Err(format!("`{key}` is {found}; multiples of {step} up to {most} are possible"));
            }
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err("`hidden_size` is no multiple of `num_attention_heads`".to_owned());
        }
        if !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0) {
            return Err(format!("`layer_norm_eps` is {}", self.layer_norm_eps));
        }
        Ok(())
    }

    /// Says it in llama.cpp's words.
    pub(super) fn write(&self, draft: &mut Draft) {
        for (key, number) in [
            ("context_length", self.max_position_embeddings),
            ("embedding_length", self.hidden_size),
            ("block_count", self.num_hidden_layers),
            ("feed_forward_length", self.intermediate_size),
            ("attention.head_count", self.num_attention_heads),
        ] {
            draft.set(&format!("bert.{key}"), Value::Number(Number::u32(number)));
        }
        draft.set("bert.attention.layer_norm_epsilon", Value::Number(Number::f32(self.layer_norm_eps)));
        draft.set("bert.attention.causal", Value::Number(Number::bool(false)));
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pooling {
    pooling_mode_cls_token: bool,
    pooling_mode_mean_tokens: bool,
}

/// How tokens become one vector, as llama.cpp counts the ways: 1 is their mean, 2 the first one.
pub(super) fn pooling(bytes: &[u8]) -> Result<u32, Misfit> {
    let pooling: Pooling = serde_json::from_slice(bytes).map_err(|error| Part::Pooling.misfit(error.to_string()))?;
    match pooling {
        Pooling { pooling_mode_mean_tokens: true, pooling_mode_cls_token: false } => Ok(1),
        Pooling { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false } => Ok(2),
        _ => Err(Part::Pooling.misfit("it takes neither the mean of all tokens nor the first one")),
    }
}
