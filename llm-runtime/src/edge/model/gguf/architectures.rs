//! The tensors of the architectures that are known by heart, as llama.cpp reads them.

use std::ops::RangeInclusive;

use Length::{ExpertFeed, Experts, Feed, HalfTurn, Head, Heads, Joined, Keys, Queries, TwiceFeed, Vocabulary, Width};

/// A length of a tensor, by what it is in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    Width,
    Vocabulary,
    /// All heads of the queries together; of the keys, as of the values; of all three.
    Queries,
    Keys,
    Joined,
    /// One head, and how many there are.
    Head,
    Heads,
    /// Half of what of a head is turned by its position.
    HalfTurn,
    Feed,
    TwiceFeed,
    Experts,
    ExpertFeed,
}

/// A tensor that a model has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) shape: &'static [Length],
    pub(super) needed: bool,
    /// Whether it may be joined with others in one.
    pub(super) joins: bool,
}

const fn needs(name: &'static str, shape: &'static [Length]) -> Row {
    Row { name, shape, needed: true, joins: false }
}

const fn may(name: &'static str, shape: &'static [Length]) -> Row {
    Row { name, shape, needed: false, joins: false }
}

const fn joins(name: &'static str, shape: &'static [Length]) -> Row {
    Row { name, shape, needed: true, joins: true }
}

/// An architecture.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a table of what is true of each")]
pub(super) struct Known {
    pub(super) names: &'static [&'static str],
    /// Tensors of the model.
    pub(super) model: &'static [Row],
    /// Those of some models, whose shapes are left to llama.cpp.
    pub(super) extra: &'static [Row],
    /// Tensors of each of its layers.
    pub(super) layer: &'static [&'static [Row]],
    feed: &'static [Row],
    /// How many experts are possible.
    pub(super) experts: RangeInclusive<u64>,
    /// Whether all feeding forward is done by experts, which have a length of their own.
    pub(super) experts_feed_alone: bool,
    /// Whether all heads together are as wide as the model.
    pub(super) square: bool,
    pub(super) turns_whole_heads: bool,
    /// The pattern of layers that look back through a window, where there are such.
    pub(super) window: Option<u64>,
    pub(super) window_is_optional: bool,
}

impl Known {
    /// The tensors of a layer.
    pub(super) fn rows(&self, experts: bool) -> impl Iterator<Item = &'static Row> {
        let feed = if experts && !self.experts_feed_alone { MIXTURE } else { self.feed };
        self.layer.iter().copied().flatten().chain(feed)
    }
}

const MODEL: &[Row] = &[
    needs("token_embd.weight", &[Width, Vocabulary]),
    needs("output_norm.weight", &[Width]),
    may("output.weight", &[Width, Vocabulary]),
    may("output.bias", &[Vocabulary]),
    may("rope_freqs.weight", &[HalfTurn]),
    may("rope_factors_long.weight", &[HalfTurn]),
    may("rope_factors_short.weight", &[HalfTurn]),
];

const ATTENTION: &[Row] = &[
    needs("attn_norm.weight", &[Width]),
    joins("attn_q.weight", &[Width, Queries]),
    joins("attn_k.weight", &[Width, Keys]),
    joins("attn_v.weight", &[Width, Keys]),
    may("attn_qkv.weight", &[Width, Joined]),
    may("attn_q.bias", &[Queries]),
    may("attn_k.bias", &[Keys]),
    may("attn_v.bias", &[Keys]),
    may("attn_qkv.bias", &[Joined]),
    needs("attn_output.weight", &[Queries, Width]),
    may("attn_output.bias", &[Width]),
];

const HEAD_NORMS: &[Row] = &[needs("attn_q_norm.weight", &[Head]), needs("attn_k_norm.weight", &[Head])];

const FEED_NORM: &[Row] = &[needs("ffn_norm.weight", &[Width])];

const AFTER_NORMS: &[Row] = &[needs("post_attention_norm.weight", &[Width]), needs("post_ffw_norm.weight", &[Width])];

const FEED: &[Row] = &[
    needs("ffn_gate.weight", &[Width, Feed]),
    needs("ffn_up.weight", &[Width, Feed]),
    needs("ffn_down.weight", &[Feed, Width]),
    may("ffn_gate.bias", &[Feed]),
    may("ffn_up.bias", &[Feed]),
    may("ffn_down.bias", &[Width]),
];

const FEED_OF_PHI: &[Row] = &[needs("ffn_up.weight", &[Width, TwiceFeed]), needs("ffn_down.weight", &[Feed, Width])];

const MIXTURE: &[Row] = &[
    needs("ffn_gate_inp.weight", &[Width, Experts]),
    needs("ffn_gate_exps.weight", &[Width, Feed, Experts]),
    needs("ffn_up_exps.weight", &[Width, Feed, Experts]),
    needs("ffn_down_exps.weight", &[Feed, Width, Experts]),
];

const OPEN_MIXTURE: &[Row] = &[
    needs("post_attention_norm.weight", &[Width]),
    needs("attn_sinks.weight", &[Heads]),
    needs("ffn_gate_inp.weight", &[Width, Experts]),
    needs("ffn_gate_inp.bias", &[Experts]),
    needs("ffn_gate_exps.weight", &[Width, ExpertFeed, Experts]),
    needs("ffn_gate_exps.bias", &[ExpertFeed, Experts]),
    needs("ffn_up_exps.weight", &[Width, ExpertFeed, Experts]),
    needs("ffn_up_exps.bias", &[ExpertFeed, Experts]),
    needs("ffn_down_exps.weight", &[ExpertFeed, Width, Experts]),
    needs("ffn_down_exps.bias", &[Width, Experts]),
];

const PLAIN: Known = Known {
    names: &["smollm3"],
    model: MODEL,
    extra: &[],
    layer: &[ATTENTION, FEED_NORM],
    feed: FEED,
    experts: 0..=0,
    experts_feed_alone: false,
    square: false,
    turns_whole_heads: true,
    window: None,
    window_is_optional: false,
};

/// Every architecture that is known by heart.
pub(super) const KNOWN: &[Known] = &[
    PLAIN,
    Known { names: &["llama", "mistral3"], experts: 0..=1024, ..PLAIN },
    Known { names: &["qwen2"], square: true, ..PLAIN },
    Known {
        names: &["qwen3"],
        extra: &[may("cls.output.weight", &[])],
        layer: &[ATTENTION, HEAD_NORMS, FEED_NORM],
        ..PLAIN
    },
    Known { names: &["phi3"], feed: FEED_OF_PHI, square: true, turns_whole_heads: false, ..PLAIN },
    Known {
        names: &["gemma2"],
        layer: &[ATTENTION, FEED_NORM, AFTER_NORMS],
        turns_whole_heads: false,
        window: Some(2),
        ..PLAIN
    },
    Known {
        names: &["gemma3"],
        extra: &[may("dense_2.weight", &[]), may("dense_3.weight", &[])],
        layer: &[ATTENTION, HEAD_NORMS, FEED_NORM, AFTER_NORMS],
        turns_whole_heads: false,
        window: Some(6),
        window_is_optional: true,
        ..PLAIN
    },
    Known {
        names: &["gpt-oss"],
        layer: &[ATTENTION],
        feed: OPEN_MIXTURE,
        experts: 1..=1024,
        experts_feed_alone: true,
        window: Some(2),
        ..PLAIN
    },
];
