//! The architectures that are known by heart: which tensors they have, and how long those are.
//!
//! llama.cpp compares shapes itself and refuses a file politely, but it takes some sizes on trust (all layers alike, heads
//! that divide each other, types) and aborts when it computes with them. A file that has the shapes listed in
//! `architectures` has none of that.

use std::collections::{HashMap, HashSet};

use super::Gguf;
use super::architectures::{KNOWN, Known, Length, Row};
use super::keys::Keys;
use super::kind::TensorKind;
use super::sizes::{Sizes, check_window};
use super::value::{Number, Value};
use super::{Tensor, layout};

/// Checks a model of an architecture that is known here; false if it is of another.
pub(super) fn check(file: &Gguf, keys: &Keys<'_>, sizes: &Sizes, tokens: u64) -> Result<bool, String> {
    let Some(known) = KNOWN.iter().find(|known| known.names.contains(&keys.architecture)) else {
        return Ok(false);
    };
    check_sizes(keys, sizes, known)?;
    let tensors = file.tensors.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
    let measure = Measure { tensors, sizes, tokens, expert_feed: expert_feed(keys, sizes, known)? };
    for row in known.model {
        measure.row(row.name, row, row.needed)?;
    }
    for layer in 0..sizes.layers {
        let joined = measure.tensors.contains_key(format!("blk.{layer}.attn_qkv.weight").as_str());
        for row in known.rows(sizes.experts > 0) {
            let needed = row.needed && !(joined && row.joins);
            measure.row(&format!("blk.{layer}.{}", row.name), row, needed)?;
        }
    }
    check_kinds(file)?;
    check_names(file, known, sizes)?;
    Ok(true)
}

/// A tensor that the architecture does not have is counted by llama.cpp and found to be too many, without its name.
fn check_names(file: &Gguf, known: &Known, sizes: &Sizes) -> Result<(), String> {
    let of_layer: HashSet<&str> = known.rows(sizes.experts > 0).map(|row| row.name).collect();
    let of_model: HashSet<&str> = known.model.iter().chain(known.extra).map(|row| row.name).collect();
    let has = |name: &str| match name.strip_prefix("blk.").and_then(|rest| rest.split_once('.')) {
        Some((layer, rest)) => layer.parse().is_ok_and(|layer: u64| layer < sizes.layers) && of_layer.contains(rest),
        None => of_model.contains(name),
    };
    // Any matrix may have factors beside it.
    let beside = |name: &str| {
        let matrix = name.strip_suffix(".scale").or_else(|| name.strip_suffix(".input_scale"));
        matrix.is_some_and(|matrix| has(&format!("{matrix}.weight")))
    };
    match file.tensors.iter().find(|tensor| !has(&tensor.name) && !beside(&tensor.name)) {
        Some(tensor) => Err(format!("tensor `{}` is none that a model of this architecture has", tensor.name)),
        None => Ok(()),
    }
}

/// What these architectures take for granted.
fn check_sizes(keys: &Keys<'_>, sizes: &Sizes, known: &Known) -> Result<(), String> {
    let same = |key: &str, counts: &[u64], least: u64| match counts.first() {
        Some(first) if *first >= least && counts.iter().all(|count| count == first) => Ok(*first),
        _ => Err(format!("`{}` is too small or differs between layers: {counts:?}", keys.name(key))),
    };
    let heads = same("attention.head_count", &sizes.heads, 1)?;
    let kv_heads = same("attention.head_count_kv", &sizes.kv_heads, 1)?;
    if heads % kv_heads != 0 {
        return Err(format!("its {heads} heads cannot share {kv_heads} heads of keys"));
    }
    if !known.experts_feed_alone {
        same("feed_forward_length", &sizes.feed_forward, 1)?;
    }
    let Sizes { key, value, rotated, width, .. } = *sizes;
    if key == 0 || key != value {
        return Err(format!(
            "its heads have keys of {key} and values of {value} elements; this architecture has one length"
        ));
    }
    // Turning nothing, llama.cpp never ends.
    if rotated == 0 {
        return Err(format!("`{}` is 0", keys.name("rope.dimension_count")));
    }
    if known.turns_whole_heads && rotated != key {
        return Err(format!("`{}` is {rotated} and a head has {key} elements", keys.name("rope.dimension_count")));
    }
    if known.square && heads * key != width {
        return Err(format!("its {heads} heads of {key} elements do not make up its {width}"));
    }
    for (name, length) in [
        ("embedding_length_out", width),
        ("attention.key_length_swa", key),
        ("attention.value_length_swa", key),
        ("rope.dimension_count_swa", rotated),
    ] {
        keys.within(name, length, length)?;
    }
    keys.within("nextn_predict_layers", 0, 0)?;
    let epsilon = keys.name("attention.layer_norm_rms_epsilon");
    if keys.get(&epsilon).is_none() {
        return Err(format!("`{epsilon}` is missing"));
    }
    let causal = keys.name("attention.causal");
    if keys.get(&causal).is_some_and(|value| *value != Value::Number(Number::bool(true))) {
        return Err(format!("`{causal}` is not true: this architecture writes one token after another"));
    }
    if known.experts.contains(&sizes.experts) {
        check_windows(keys, sizes, known)
    } else {
        Err(format!("`{}` is {}, which this architecture does not have", keys.name("expert_count"), sizes.experts))
    }
}

fn check_windows(keys: &Keys<'_>, sizes: &Sizes, known: &Known) -> Result<(), String> {
    let Some(pattern) = known.window else { return Ok(()) };
    // Of some, models without a window leave the key out or say 0.
    let window = keys.within("attention.sliding_window", u64::from(!known.window_is_optional), 1 << 24)?;
    if known.window_is_optional && window.unwrap_or(0) == 0 {
        Ok(())
    } else {
        check_window(keys, sizes.layers, pattern)
    }
}

fn expert_feed(keys: &Keys<'_>, sizes: &Sizes, known: &Known) -> Result<u64, String> {
    if !known.experts_feed_alone {
        return Ok(0);
    }
    let key = "expert_feed_forward_length";
    match keys.per_layer(key, sizes.layers)?.as_deref() {
        Some([first, rest @ ..]) if (1..=1 << 20).contains(first) && rest.iter().all(|other| other == first) => {
            Ok(*first)
        }
        _ => Err(format!("`{}` is missing, too large or differs between layers", keys.name(key))),
    }
}

/// The lengths that a model's tensors must have.
struct Measure<'s> {
    tensors: HashMap<&'s str, &'s Tensor>,
    sizes: &'s Sizes,
    tokens: u64,
    expert_feed: u64,
}

impl Measure<'_> {
    fn row(&self, name: &str, row: &Row, needed: bool) -> Result<(), String> {
        let Some(tensor) = self.tensors.get(name) else {
            return if needed { Err(format!("the tensor `{name}` is missing")) } else { Ok(()) };
        };
        let wanted: Vec<u64> = row.shape.iter().map(|length| self.length(*length)).collect();
        if (0..4).any(|dimension| tensor.length(dimension) != wanted.get(dimension).copied().unwrap_or(1)) {
            return Err(format!(
                "tensor `{name}` has the shape {:?}; from its keys it would be {wanted:?}",
                tensor.shape
            ));
        }
        if row.shape.len() == 1 { single_precision(tensor) } else { Ok(()) }
    }

    fn length(&self, length: Length) -> u64 {
        let Sizes { width, key, rotated, experts, .. } = *self.sizes;
        let first = |counts: &[u64]| counts.first().copied().unwrap_or(0);
        let (heads, kv_heads) = (first(&self.sizes.heads), first(&self.sizes.kv_heads));
        let feed = first(&self.sizes.feed_forward);
        match length {
            Length::Width => width,
            Length::Vocabulary => self.tokens,
            Length::Queries => heads * key,
            Length::Keys => kv_heads * key,
            Length::Joined => (heads + 2 * kv_heads) * key,
            Length::Head => key,
            Length::Heads => heads,
            Length::HalfTurn => rotated / 2,
            Length::Feed => feed,
            Length::TwiceFeed => 2 * feed,
            Length::Experts => experts,
            Length::ExpertFeed => self.expert_feed,
        }
    }
}

/// What is added to activations, or multiplied with them element by element, llama.cpp computes only in single precision.
fn check_kinds(file: &Gguf) -> Result<(), String> {
    for tensor in &file.tensors {
        if !tensor.kind.is_weight() {
            return Err(layout::computes_with(tensor));
        }
        if [".bias", ".scale", ".input_scale"].iter().any(|end| tensor.name.ends_with(end)) {
            single_precision(tensor)?;
        }
        // Its scales are tensors of their own, in combinations that llama.cpp aborts over.
        if tensor.kind.name() == "NVFP4" {
            return Err(layout::computes_with(tensor));
        }
    }
    Ok(())
}

fn single_precision(tensor: &Tensor) -> Result<(), String> {
    if tensor.kind == TensorKind::F32 {
        return Ok(());
    }
    Err(format!("tensor `{}` is of type {}; llama.cpp computes with it only as F32", tensor.name, tensor.kind.name()))
}
