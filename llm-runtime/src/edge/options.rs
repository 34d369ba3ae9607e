//! What a profile says and what the caller says, put together.

use super::profile::ModelProfile;
use crate::options::GenerationOptions;

/// The caller's options, with the profile's where they leave something open.
pub(crate) fn merged(profile: &GenerationOptions, given: &GenerationOptions) -> GenerationOptions {
    GenerationOptions {
        max_output_tokens: given.max_output_tokens.or(profile.max_output_tokens),
        temperature: given.temperature.or(profile.temperature),
        top_k: given.top_k.or(profile.top_k),
        top_p: given.top_p.or(profile.top_p),
        min_p: given.min_p.or(profile.min_p),
        typical_p: given.typical_p.or(profile.typical_p),
        repeat_penalty: given.repeat_penalty.or(profile.repeat_penalty),
        repeat_window: given.repeat_window.or(profile.repeat_window),
        dry: given.dry.clone().or_else(|| profile.dry.clone()),
        mirostat: given.mirostat.or(profile.mirostat),
        frequency_penalty: given.frequency_penalty.or(profile.frequency_penalty),
        presence_penalty: given.presence_penalty.or(profile.presence_penalty),
        logit_bias: if given.logit_bias.is_empty() { profile.logit_bias.clone() } else { given.logit_bias.clone() },
        logprobs: given.logprobs.or(profile.logprobs),
        reasoning_effort: given.reasoning_effort.or(profile.reasoning_effort),
        seed: given.seed.or(profile.seed),
        stop: if given.stop.is_empty() { profile.stop.clone() } else { given.stop.clone() },
    }
}

/// The options for a call. Penalties would change digits and names that have to be repeated, so only the profile's own for
/// calls count.
pub(crate) fn for_call(profile: &ModelProfile, given: &GenerationOptions) -> GenerationOptions {
    let most = profile.limits.max_tokens;
    let own = &profile.call_sampling;
    GenerationOptions {
        repeat_penalty: own.repeat_penalty,
        frequency_penalty: own.frequency_penalty,
        presence_penalty: own.presence_penalty,
        dry: own.dry.clone(),
        max_output_tokens: Some(given.max_output_tokens.map_or(most, |tokens| tokens.min(most))),
        ..merged(own, given)
    }
}
