//! An adapter's file, held against the model that it is for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::edge::model::gguf::{Gguf, Keys, Tensor, Value};
use crate::gguf::numbers;

/// Beyond it, an adapter is no smaller than what it changes.
const MAX_RANK: u64 = 1 << 12;

/// An adapter that fits its model.
#[derive(Debug)]
pub(super) struct Adapter {
    pub(super) path: PathBuf,
    /// Where its tensors begin.
    pub(super) data: u64,
    pub(super) weight: f32,
    /// Pairs by the tensor that they change.
    pub(super) pairs: BTreeMap<String, Pair>,
}

/// Two thin matrices, whose product is added to a tensor.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) a: Tensor,
    pub(super) b: Tensor,
    pub(super) rank: u64,
    /// What the product is multiplied by.
    pub(super) scale: f32,
}

impl Adapter {
    /// Reads an adapter; the reason why it is refused otherwise.
    pub(super) fn read(path: &Path, weight: f32, base: &Gguf) -> Result<Self, String> {
        if !weight.is_finite() {
            return Err(format!("its weight is {weight}"));
        }
        let file = Gguf::read(path).map_err(|error| error.to_string())?;
        let keys = Keys::of(&file)?;
        let alpha = check_keys(&keys, base)?;
        let mut halves: BTreeMap<String, [Option<Tensor>; 2]> = BTreeMap::new();
        for tensor in file.tensors {
            let (name, half) = match (tensor.name.strip_suffix(".lora_a"), tensor.name.strip_suffix(".lora_b")) {
                (Some(name), _) => (name, 0),
                (_, Some(name)) => (name, 1),
                // Some converters write them, and llama.cpp does not use them.
                _ if tensor.name.ends_with("_norm.weight") => continue,
                _ => return Err(format!("tensor `{}` is neither half of a pair", tensor.name)),
            };
            let name = name.to_owned();
            halves.entry(name).or_default()[half] = Some(tensor);
        }
        if halves.is_empty() {
            return Err("it changes nothing".to_owned());
        }
        let pair = |(name, halves): (String, [Option<Tensor>; 2])| {
            let [Some(a), Some(b)] = halves else { return Err(format!("`{name}` lacks one half of its pair")) };
            let pair = Pair::fit(&name, a, b, base)?;
            // As llama.cpp does it: without an alpha, the product counts as it is.
            #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
            let scale = if alpha == 0.0 { weight } else { weight * alpha / pair.rank as f32 };
            Ok((name, Pair { scale, ..pair }))
        };
        let pairs = halves.into_iter().map(pair).collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), data: file.data, weight, pairs })
    }
}

/// What an adapter says of itself; its alpha.
fn check_keys(keys: &Keys<'_>, base: &Gguf) -> Result<f32, String> {
    for (key, wanted) in [("general.type", "adapter"), ("adapter.type", "lora")] {
        match keys.text(key)? {
            Some(found) if found == wanted => {}
            found => return Err(format!("`{key}` is `{}` and not `{wanted}`", found.unwrap_or("missing"))),
        }
    }
    if keys.architecture != base.architecture() {
        return Err(format!(
            "it is for a model of `{}`, and this one is of `{}`",
            keys.architecture,
            base.architecture()
        ));
    }
    if keys.get("adapter.alora.invocation_tokens").is_some() {
        return Err("it is switched on by certain words, which is not possible here".to_owned());
    }
    match keys.get("adapter.lora.alpha") {
        None => Ok(0.0),
        Some(Value::Number(number)) => match number.as_f32().filter(|alpha| alpha.is_finite()) {
            Some(alpha) => Ok(alpha),
            None => Err("`adapter.lora.alpha` is no 32-bit float that can be computed with".to_owned()),
        },
        Some(other) => Err(format!("`adapter.lora.alpha` is {}", other.describe())),
    }
}

impl Pair {
    fn fit(name: &str, a: Tensor, b: Tensor, base: &Gguf) -> Result<Self, String> {
        let changed = base.tensor(name).ok_or_else(|| format!("the model has no tensor `{name}`"))?;
        for half in [&a, &b] {
            if !numbers::is_readable(half.kind) {
                return Err(format!(
                    "tensor `{}` is of type {}; convert it to F16 or F32",
                    half.name,
                    half.kind.name()
                ));
            }
        }
        if changed.length(1) == 1 {
            return Err(format!("`{name}` is no matrix, and llama.cpp adds pairs to no other"));
        }
        let rows_of_tokens = is_embedding(name);
        if rows_of_tokens && base.tensor("output.weight").is_none() {
            // llama.cpp would use the pair for both, once the wrong way round, and abort.
            return Err(format!("`{name}` is the model's output too; llama.cpp cannot adapt such a tensor"));
        }
        let rank = if rows_of_tokens { a.length(0) } else { a.length(1) };
        let wanted = if rows_of_tokens {
            [[rank, changed.length(1)], [rank, changed.length(0)]]
        } else {
            [[changed.length(0), rank], [rank, changed.length(1)]]
        };
        for (half, [row, rows]) in [(&a, wanted[0]), (&b, wanted[1])] {
            let wanted = [row, rows, changed.length(2), changed.length(3)];
            if (0..4).any(|dimension| half.length(dimension) != wanted[dimension]) {
                return Err(format!(
                    "tensor `{}` has the shape {:?}; with this model it would be {wanted:?}",
                    half.name, half.shape
                ));
            }
        }
        if rank > MAX_RANK {
            return Err(format!("the rank of `{name}` is {rank}; at most {MAX_RANK} are possible"));
        }
        Ok(Self { a, b, rank, scale: 1.0 })
    }
}

/// Whether a tensor is looked up by token instead of multiplied by; its pair stands the other way round.
pub(super) fn is_embedding(name: &str) -> bool {
    name.ends_with("token_embd.weight")
}
