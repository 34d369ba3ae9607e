//! The sizes of which a model consists, as llama.cpp reads them for every architecture.
//!
//! It holds them in 32 bits, divides by some, multiplies others, and aborts where they contradict each other. The bounds
//! here are far beyond any model and far below where a product of two of them no longer fits.

use super::keys::Keys;
use super::value::Value;

/// llama.cpp's own bounds.
const MAX_LAYERS: u64 = 512;
const MAX_EXPERTS: u64 = 1024;
const MAX_WIDTH: u64 = 1 << 18;
const MAX_HEADS: u64 = 1 << 12;
const MAX_HEAD: u64 = 1 << 12;
const MAX_FEED_FORWARD: u64 = 1 << 20;
/// Longer than any context; llama-cpp-2 panics at a number that has no sign left.
const MAX_CONTEXT: u64 = 1 << 30;

/// The sizes of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) layers: u64,
    pub(crate) width: u64,
    /// Of each layer.
    pub(crate) heads: Vec<u64>,
    pub(crate) kv_heads: Vec<u64>,
    pub(crate) feed_forward: Vec<u64>,
    /// Lengths of a head's keys and values.
    pub(crate) key: u64,
    pub(crate) value: u64,
    /// How much of a head is turned by its position.
    pub(crate) rotated: u64,
    pub(crate) experts: u64,
}

impl Sizes {
    pub(super) fn read(keys: &Keys<'_>) -> Result<Self, String> {
        keys.needed("context_length", 1, MAX_CONTEXT)?;
        let width = keys.needed("embedding_length", 1, MAX_WIDTH)?;
        let layers = keys.needed("block_count", 1, MAX_LAYERS)?;
        keys.within("nextn_predict_layers", 0, layers.saturating_sub(1))?;
        // The one that is left out ranks texts: what it computes is shorter than an embedding, and read as one.
        keys.within("pooling_type", 0, 3)?;
        keys.within("embedding_length_out", 1, MAX_WIDTH)?;
        keys.check_types()?;
        keys.check_floats()?;
        check_scaling(keys)?;
        let experts = check_experts(keys, layers)?;
        let heads = bounded(keys, "attention.head_count", layers, MAX_HEADS)?.unwrap_or_else(|| zeros(layers));
        let kv_heads = bounded(keys, "attention.head_count_kv", layers, MAX_HEADS)?.unwrap_or_else(|| heads.clone());
        let feed_forward =
            bounded(keys, "feed_forward_length", layers, MAX_FEED_FORWARD)?.unwrap_or_else(|| zeros(layers));
        // llama.cpp divides by the heads of the first layer unless there are none at all.
        let head = heads.first().filter(|heads| **heads > 0).map_or(0, |heads| width / heads);
        let key = keys.within("attention.key_length", 1, MAX_HEAD)?.unwrap_or(head);
        let value = keys.within("attention.value_length", 1, MAX_HEAD)?.unwrap_or(head);
        let rotated = keys.within("rope.dimension_count", 0, MAX_HEAD)?.unwrap_or(key);
        if key > MAX_HEAD || value > MAX_HEAD {
            return Err(format!("its heads have {} elements; {MAX_HEAD} are possible", key.max(value)));
        }
        // Where there are no heads, nothing is turned, whatever the key says.
        if head > 0 && (!rotated.is_multiple_of(2) || rotated > key) {
            let name = keys.name("rope.dimension_count");
            return Err(format!("`{name}` is {rotated}, which is odd or more than a head has ({key})"));
        }
        Ok(Self { layers, width, heads, kv_heads, feed_forward, key, value, rotated, experts })
    }
}

fn zeros(layers: u64) -> Vec<u64> {
    vec![0; usize::try_from(layers).unwrap_or_default()]
}

fn bounded(keys: &Keys<'_>, key: &str, layers: u64, most: u64) -> Result<Option<Vec<u64>>, String> {
    let counts = keys.per_layer(key, layers)?;
    match counts.iter().flatten().max() {
        Some(count) if *count > most => Err(format!("`{}` is {count}; 0 to {most} are possible", keys.name(key))),
        _ => Ok(counts),
    }
}

fn check_scaling(keys: &Keys<'_>) -> Result<(), String> {
    let key = keys.name("rope.scaling.type");
    match keys.text(&key)? {
        None | Some("none" | "linear" | "yarn" | "longrope") => Ok(()),
        Some(_) => Err(format!("`{key}` is not one of none, linear, yarn and longrope")),
    }
}

/// The rules that llama.cpp holds every model with experts to, by aborting.
fn check_experts(keys: &Keys<'_>, layers: u64) -> Result<u64, String> {
    let experts = keys.within("expert_count", 0, MAX_EXPERTS)?.unwrap_or(0);
    let used = keys.per_layer("expert_used_count", layers)?.unwrap_or_default();
    let used = used.into_iter().max().unwrap_or(0);
    // The two that treat a single expert as none.
    let single = experts <= 1 && keys.architecture.starts_with("hunyuan");
    if !single && (used > experts || (experts > 0 && used == 0)) {
        let name = keys.name("expert_used_count");
        return Err(format!("`{name}` is {used} of {experts} experts"));
    }
    let groups = keys.within("expert_group_count", 0, MAX_EXPERTS)?.unwrap_or(0);
    let group_used = keys.within("expert_group_used_count", 0, MAX_EXPERTS)?.unwrap_or(0);
    let divides = groups <= 1 || (experts.is_multiple_of(groups) && group_used > 0 && group_used < groups);
    if groups > 0 && (groups >= experts || !divides) {
        let name = keys.name("expert_group_count");
        return Err(format!("`{name}` is {groups} for {experts} experts, of which {group_used} groups are used"));
    }
    Ok(experts)
}

/// Which layers look back through a window only. `usual` is the architecture's pattern: of so many layers the last sees
/// everything. llama.cpp aborts where a model that has windows has no layer with one.
pub(super) fn check_window(keys: &Keys<'_>, layers: u64, usual: u64) -> Result<(), String> {
    let key = keys.name("attention.sliding_window_pattern");
    let any = match keys.get(&key) {
        None => windowed(usual, layers),
        Some(Value::Numbers(..)) => {
            let pattern = keys.get(&key).and_then(Value::bits).map(|(_, bits)| bits).unwrap_or_default();
            if pattern.len() as u64 != layers {
                return Err(format!("`{key}` has {} entries for {layers} layers", pattern.len()));
            }
            pattern.iter().any(|windowed| *windowed != 0)
        }
        Some(_) => windowed(keys.count(&key)?.unwrap_or(usual), layers),
    };
    if any { Ok(()) } else { Err(format!("`{key}` gives no layer a window, which the architecture demands")) }
}

fn windowed(pattern: u64, layers: u64) -> bool {
    pattern == 0 || (0..layers).any(|layer| layer % pattern < pattern - 1)
}
