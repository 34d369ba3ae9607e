//! How to generate, as members of the body.
//!
//! A number outside the API's range is brought to its nearest end and reported: the server would refuse the whole request.

use std::ops::RangeInclusive;

use llm_functions::json::Json;

use super::Request;
use crate::options::{Dry, GenerationOptions, Mirostat, ReasoningEffort};
use crate::wire::json::decimal;

/// The most likely tokens that the API tells for each place.
const MOST_LOGPROBS: u8 = 20;

impl Request<'_> {
    pub(super) fn options(&mut self, options: &GenerationOptions) {
        self.member("max_output_tokens", self.quirks.max_tokens, options.max_output_tokens.map(|most| most.max(1)));
        self.number("temperature", "temperature", options.temperature, 0.0..=2.0);
        self.number("top_p", "top_p", options.top_p, 0.0..=1.0);
        self.member("top_k", "top_k", options.top_k);
        self.number("min_p", "min_p", options.min_p, 0.0..=1.0);
        self.number("repeat_penalty", self.quirks.repeat_penalty, options.repeat_penalty, 0.0..=f32::MAX);
        self.number("frequency_penalty", "frequency_penalty", options.frequency_penalty, -2.0..=2.0);
        self.number("presence_penalty", "presence_penalty", options.presence_penalty, -2.0..=2.0);
        self.member("seed", "seed", options.seed);
        self.member("reasoning_effort", "reasoning_effort", options.reasoning_effort.map(ReasoningEffort::name));
        self.llama_sampling(options);
        self.logit_bias(&options.logit_bias);
        self.logprobs(options.logprobs);
        self.stop(&options.stop);
    }

    fn llama_sampling(&mut self, options: &GenerationOptions) {
        for (what, asked) in options.only_llama() {
            if asked && !self.quirks.llama_sampling {
                self.ignore(what, "the server does not know it");
            }
        }
        if !self.quirks.llama_sampling {
            return;
        }
        self.number("typical_p", "typical_p", options.typical_p, 0.0..=1.0);
        self.member("repeat_window", "repeat_last_n", options.repeat_window);
        if let Some(Mirostat { tau, eta }) = options.mirostat {
            self.member("mirostat", "mirostat", Some(2_u32));
            self.number("mirostat", "mirostat_tau", Some(tau), 0.0..=f32::MAX);
            self.number("mirostat", "mirostat_eta", Some(eta), 0.0..=f32::MAX);
        }
        if let Some(Dry { multiplier, base, allowed_length, window, breakers }) = &options.dry {
            self.number("dry", "dry_multiplier", Some(*multiplier), 0.0..=f32::MAX);
            self.number("dry", "dry_base", Some(*base), 1.0..=f32::MAX);
            self.member("dry", "dry_allowed_length", Some(*allowed_length));
            self.member("dry", "dry_penalty_last_n", Some(*window));
            let breakers = Json::array(breakers.iter().map(String::as_str));
            self.member("dry", "dry_sequence_breakers", Some(breakers));
        }
    }

    fn member(&mut self, what: &'static str, name: &str, value: Option<impl Into<Json>>) {
        if let Some(value) = value
            && self.known(what)
        {
            self.body.set(name, value);
        }
    }

    fn number(&mut self, what: &'static str, name: &str, value: Option<f32>, range: RangeInclusive<f32>) {
        let Some(value) = value else { return };
        if !value.is_finite() {
            return self.ignore(what, "it is not a number");
        }
        let nearest = value.clamp(*range.start(), *range.end());
        if !range.contains(&value) {
            self.ignore(what, "it is outside the API's range, whose nearest end is sent");
        }
        self.member(what, name, Some(decimal(nearest)));
    }

    /// The API takes whole numbers from −100 to 100.
    fn logit_bias(&mut self, bias: &[(u32, f32)]) {
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut changed = false;
        for (token, bias) in bias {
            let nearest = if bias.is_nan() { 0.0 } else { bias.round().clamp(-100.0, 100.0) };
            changed |= nearest.to_bits() != bias.to_bits();
            // A token that is there twice would be a name that is there twice; the last one counts.
            members.retain(|(name, _)| *name != token.to_string());
            #[allow(clippy::cast_possible_truncation, reason = "it is whole and at most 100")]
            members.push((token.to_string(), Json::from(nearest as i8)));
        }
        if changed {
            self.ignore("logit_bias", "the API takes whole numbers from -100 to 100; the nearest are sent");
        }
        self.member("logit_bias", "logit_bias", (!members.is_empty()).then_some(Json::Object(members)));
    }

    fn logprobs(&mut self, alternatives: Option<u8>) {
        let Some(alternatives) = alternatives else { return };
        if !self.known("logprobs") {
            return;
        }
        if alternatives > MOST_LOGPROBS {
            self.ignore("logprobs", "the API tells at most 20 alternatives");
        }
        self.body.set("logprobs", true).set("top_logprobs", alternatives.min(MOST_LOGPROBS));
    }

    fn stop(&mut self, texts: &[String]) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() || !self.known("stop") {
            return;
        }
        if texts.len() > self.quirks.max_stop {
            self.ignore("stop", "the server takes fewer texts; the first of them are sent");
        }
        self.body.set("stop", Json::array(texts.into_iter().take(self.quirks.max_stop)));
    }
}
