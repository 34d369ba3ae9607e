//! What stands under a key, with the type that llama.cpp asks for: it reads no other.

use std::collections::HashMap;

use super::Gguf;
use super::kind::Scalar;
use super::value::Value;

/// Keys of the architecture that are floats.
const FLOATS: [&str; 10] = [
    "attention.layer_norm_epsilon",
    "attention.layer_norm_rms_epsilon",
    "attn_logit_softcapping",
    "final_logit_softcapping",
    "rope.freq_base",
    "rope.freq_base_swa",
    "rope.scale_linear",
    "rope.scaling.attn_factor",
    "rope.scaling.factor",
    "rope.scaling.yarn_log_multiplier",
];

/// Keys that are true or false.
const FLAGS: [&str; 4] = [
    "tokenizer.ggml.add_bos_token",
    "tokenizer.ggml.add_eos_token",
    "tokenizer.ggml.add_space_prefix",
    "tokenizer.ggml.remove_extra_whitespaces",
];

/// A file's values by key. Keys of the architecture are named without it: `block_count` for `llama.block_count`.
#[derive(Debug)]
pub(crate) struct Keys<'f> {
    values: HashMap<&'f str, &'f Value>,
    pub(crate) architecture: &'f str,
}

impl<'f> Keys<'f> {
    pub(crate) fn of(file: &'f Gguf) -> Result<Self, String> {
        let values: HashMap<&str, &Value> = file.values().collect();
        let architecture = match values.get("general.architecture") {
            Some(Value::Text(text)) => std::str::from_utf8(text).unwrap_or_default(),
            Some(other) => return Err(format!("`general.architecture` is {} and no text", other.describe())),
            None => return Err("it does not say which architecture the model has".to_owned()),
        };
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if architecture.is_empty() || architecture.len() > 64 || !architecture.chars().all(plain) {
            return Err("`general.architecture` is no name of an architecture".to_owned());
        }
        Ok(Self { values, architecture })
    }

    /// Refuses what is a GGUF file and no model, or only a part of one.
    pub(super) fn check_kind_of_file(&self) -> Result<(), String> {
        let kind = self.text("general.type")?.unwrap_or("model");
        if kind == "adapter" {
            return Err("this is an adapter; give it together with the model that it was made for".to_owned());
        }
        if kind != "model" {
            return Err(format!("this is no language model: `general.type` is `{kind}`"));
        }
        match self.values.get("split.count") {
            Some(Value::Number(count)) if count.scalar == Scalar::U16 && count.bits <= 1 => Ok(()),
            None => Ok(()),
            // The other parts would be read unchecked.
            Some(_) => {
                Err("this is one part of a model (`split.count`); join the parts with llama-gguf-split --merge"
                    .to_owned())
            }
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'f Value> {
        self.values.get(key).copied()
    }

    /// The full name of a key of the architecture.
    pub(crate) fn name(&self, key: &str) -> String {
        format!("{}.{key}", self.architecture)
    }

    /// A text by its full key.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&'f str>, String> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) => std::str::from_utf8(text).map(Some).map_err(|_| format!("`{key}` is no UTF-8")),
            Some(other) => Err(format!("`{key}` is {} and no text", other.describe())),
        }
    }

    /// A number without a sign, by its full key.
    pub(crate) fn count(&self, key: &str) -> Result<Option<u64>, String> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Number(number)) if number.scalar == Scalar::U32 => Ok(Some(number.bits)),
            Some(other) => Err(format!("`{key}` is {} and not one of type U32", other.describe())),
        }
    }

    /// A number of the architecture that lies within bounds.
    pub(crate) fn within(&self, key: &str, least: u64, most: u64) -> Result<Option<u64>, String> {
        let key = self.name(key);
        match self.count(&key)? {
            Some(count) if !(least..=most).contains(&count) => {
                Err(format!("`{key}` is {count}; {least} to {most} are possible"))
            }
            count => Ok(count),
        }
    }

    /// The same, of a key that no model lacks.
    pub(crate) fn needed(&self, key: &str, least: u64, most: u64) -> Result<u64, String> {
        self.within(key, least, most)?.ok_or_else(|| format!("`{}` is missing", self.name(key)))
    }

    /// A number of each layer: one for all, or an array with one for each.
    pub(crate) fn per_layer(&self, key: &str, layers: u64) -> Result<Option<Vec<u64>>, String> {
        let key = self.name(key);
        let Some(value @ Value::Numbers(scalar, _)) = self.get(&key) else {
            let times = usize::try_from(layers).unwrap_or_default();
            return Ok(self.count(&key)?.map(|count| vec![count; times]));
        };
        let bits = value.bits().map(|(_, bits)| bits).unwrap_or_default();
        if !matches!(scalar, Scalar::U32 | Scalar::I32) {
            return Err(format!("`{key}` is {} and not one of U32", value.describe()));
        }
        if bits.len() as u64 != layers {
            return Err(format!("`{key}` has {} numbers for {layers} layers", bits.len()));
        }
        Ok(Some(bits))
    }

    /// Checks the types of keys that llama.cpp reads where they are, and does not name when it refuses them.
    pub(super) fn check_types(&self) -> Result<(), String> {
        for key in FLOATS {
            let key = self.name(key);
            match self.get(&key) {
                None => {}
                Some(Value::Number(number)) if number.scalar == Scalar::F32 => {}
                Some(other) => return Err(format!("`{key}` is {} and not one of type F32", other.describe())),
            }
        }
        for key in FLAGS {
            match self.get(key) {
                None => {}
                Some(Value::Number(number)) if number.scalar == Scalar::Bool => {}
                Some(other) => return Err(format!("`{key}` is {} and not one of type Bool", other.describe())),
            }
        }
        self.text("general.name").map(drop)
    }

    /// Checks that every float of the architecture is a number, and those of norms not negative: their roots are taken.
    pub(super) fn check_floats(&self) -> Result<(), String> {
        for (key, value) in &self.values {
            let Value::Number(number) = value else { continue };
            let Some(float) = number.as_f32() else { continue };
            let norm = key.contains("epsilon");
            if !float.is_finite() || (norm && float < 0.0) {
                return Err(format!("`{key}` is {float}, which nothing can be computed with"));
            }
        }
        Ok(())
    }
}
