//! What a turn cost.

use llm_functions::json::Json;

use crate::platform::Usage;
use crate::wire::json::{count, member};

/// The usage of a chunk or a body: beside the choices, or in a choice, where some servers put it.
pub(super) fn read(json: &Json) -> Option<Usage> {
    let usage =
        member(json, "usage").or_else(|| super::first_choice(json).and_then(|choice| member(choice, "usage")))?;
    let input = count(usage, "prompt_tokens").or_else(|| count(usage, "input_tokens"));
    let output = count(usage, "completion_tokens").or_else(|| count(usage, "output_tokens"));
    if input.is_none() && output.is_none() {
        return None;
    }
    let detail = |names: [&str; 2], name| names.iter().find_map(|of| count(usage.get(of)?, name)).unwrap_or(0);
    let cached = detail(["prompt_tokens_details", "input_tokens_details"], "cached_tokens");
    let hit = count(usage, "prompt_cache_hit_tokens").unwrap_or(0);
    let mut found = Usage::new(input.unwrap_or(0), cached.max(hit), output.unwrap_or(0));
    found.reasoning_tokens = detail(["completion_tokens_details", "output_tokens_details"], "reasoning_tokens");
    Some(found)
}
