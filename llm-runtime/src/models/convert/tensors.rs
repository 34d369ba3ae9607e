//! BERT's tensors, under the names that llama.cpp looks for.

use super::config::Config;
use super::weights::{Numbers, Weights};
use super::{Misfit, Part};
use crate::gguf::{Draft, TensorKind, numbers};

/// So many numbers are converted at a time: whole blocks of every format.
const STEP: usize = 1 << 15;

/// A linear step or a norm of a layer: its names there and here, and its lengths. A norm has one.
type Row = (&'static str, &'static str, u64, Option<u64>);

/// Converts every tensor.
pub(super) fn write(
    weights: &Weights<'_>,
    config: &Config,
    draft: &mut Draft,
    tick: &mut dyn FnMut(u64),
) -> Result<(), Misfit> {
    let [width, feed] = [config.hidden_size, config.intermediate_size].map(u64::from);
    let mut target = Target { weights, draft, written: 0, tick };
    let embeddings = [
        ("word_embeddings", "token_embd", config.vocab_size, TensorKind::Q8_0),
        // llama.cpp adds single rows of these to each other.
        ("position_embeddings", "position_embd", config.max_position_embeddings, TensorKind::F32),
        ("token_type_embeddings", "token_types", config.type_vocab_size, TensorKind::F32),
    ];
    for (from, to, rows, kind) in embeddings {
        let names = (format!("embeddings.{from}.weight"), format!("{to}.weight"));
        target.convert(names, &[u64::from(rows), width], kind)?;
    }
    target.step("embeddings.", "", ("LayerNorm", "token_embd_norm", width, None))?;
    let layer: [Row; 8] = [
        ("attention.self.query", "attn_q", width, Some(width)),
        ("attention.self.key", "attn_k", width, Some(width)),
        ("attention.self.value", "attn_v", width, Some(width)),
        ("attention.output.dense", "attn_output", width, Some(width)),
        ("attention.output.LayerNorm", "attn_output_norm", width, None),
        ("intermediate.dense", "ffn_up", feed, Some(width)),
        ("output.dense", "ffn_down", width, Some(feed)),
        ("output.LayerNorm", "layer_output_norm", width, None),
    ];
    for number in 0..config.num_hidden_layers {
        for row in layer {
            target.step(&format!("encoder.layer.{number}."), &format!("blk.{number}."), row)?;
        }
    }
    Ok(())
}

struct Target<'t, 'b> {
    weights: &'t Weights<'b>,
    draft: &'t mut Draft,
    written: u64,
    tick: &'t mut dyn FnMut(u64),
}

impl Target<'_, '_> {
    /// The weight and the bias of a linear step or of a norm.
    fn step(&mut self, from: &str, to: &str, (old, new, out, taken): Row) -> Result<(), Misfit> {
        let names = |suffix: &str| (format!("{from}{old}.{suffix}"), format!("{to}{new}.{suffix}"));
        match taken {
            Some(taken) => self.convert(names("weight"), &[out, taken], TensorKind::Q8_0)?,
            None => self.convert(names("weight"), &[out], TensorKind::F32)?,
        }
        self.convert(names("bias"), &[out], TensorKind::F32)
    }

    /// `shape` has the length of a row last, as safetensors has it; GGUF has it first.
    fn convert(&mut self, (old, new): (String, String), shape: &[u64], kind: TensorKind) -> Result<(), Misfit> {
        let bytes = in_kind(self.weights.tensor(&old, shape)?, kind)
            .ok_or_else(|| Part::Weights.misfit(format!("tensor `{old}` holds what is no number, or one too large")))?;
        self.written += bytes.len() as u64;
        (self.tick)(self.written);
        let shape: Vec<u64> = shape.iter().rev().copied().collect();
        self.draft.push(&new, kind, &shape, bytes);
        Ok(())
    }
}

/// The numbers in another type, if each of them has a place there.
fn in_kind(source: Numbers<'_>, kind: TensorKind) -> Option<Vec<u8>> {
    /// The scale of a block is a 16-bit float, and the largest number of a block 127 times it.
    const LARGEST: f32 = 65504.0 * 127.0;
    let step = usize::try_from(source.kind.bytes(STEP as u64)).unwrap_or(STEP);
    let mut out = Vec::new();
    for piece in source.bytes.chunks(step) {
        let values = numbers::read(source.kind, piece);
        if !values.iter().all(|value| value.abs() <= LARGEST) {
            return None;
        }
        out.extend(numbers::write(kind, &values));
    }
    Some(out)
}
