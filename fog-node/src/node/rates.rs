//! [`RateMeter`]: how fast this node was lately.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use llm_runtime::Usage;
use llm_runtime::fog::protocol::Rates;

/// How much a new answer counts beside all before it: about the last ten matter.
const NEWEST: f32 = 0.2;

/// Answers and prompts shorter than this are measured too coarsely.
const FEWEST_TOKENS: u32 = 4;

/// How fast this node was lately, in all and with each model: averages in which old answers fade.
#[derive(Debug, Default)]
pub(super) struct RateMeter(Mutex<Measured>);

#[derive(Debug, Default)]
struct Measured {
    all: Rates,
    models: BTreeMap<String, Rates>,
}

impl RateMeter {
    /// Of all models together.
    pub(super) fn rates(&self) -> Rates {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    /// Of one of them.
    pub(super) fn of(&self, model: &str) -> Rates {
        let measured = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        measured.models.get(model).copied().unwrap_or_default()
    }

    /// An answer of a model that cost this, whose first token came after that time and the others in this one. Which models
    /// there are the node knows: their number is bounded.
    pub(super) fn note(&self, model: &str, usage: Usage, to_first: Duration, after_first: Duration) {
        let read = usage.input_tokens.saturating_sub(usage.cached_input_tokens);
        let (prefill, decode) = (rate(read, to_first), rate(usage.output_tokens.saturating_sub(1), after_first));
        let mut measured = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        add(&mut measured.all, prefill, decode);
        add(measured.models.entry(model.to_owned()).or_default(), prefill, decode);
    }
}

fn add(rates: &mut Rates, prefill: Option<f32>, decode: Option<f32>) {
    if let Some(rate) = prefill {
        rates.prefill = Some(mixed(rates.prefill, rate));
    }
    if let Some(rate) = decode {
        rates.decode = Some(mixed(rates.decode, rate));
    }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of tokens are far below that")]
fn rate(tokens: u32, time: Duration) -> Option<f32> {
    (tokens >= FEWEST_TOKENS && !time.is_zero()).then(|| tokens as f32 / time.as_secs_f32())
}

fn mixed(before: Option<f32>, newest: f32) -> f32 {
    before.map_or(newest, |before| before + NEWEST * (newest - before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_answers_count_most_and_short_ones_not_at_all() {
        let meter = RateMeter::default();
        meter.note("m", Usage::new(3, 0, 2), Duration::from_secs(1), Duration::from_secs(1));
        meter.note("m", Usage::new(100, 0, 100), Duration::ZERO, Duration::ZERO);
        assert_eq!(meter.rates(), Rates::default());
        for _ in 0..50 {
            meter.note("m", Usage::new(110, 10, 21), Duration::from_secs(1), Duration::from_secs(2));
        }
        let rates = meter.rates();
        assert!((rates.prefill.unwrap_or(0.0) - 100.0).abs() < 0.1 && (rates.decode.unwrap_or(0.0) - 10.0).abs() < 0.1);
        assert_eq!((meter.of("m"), meter.of("other")), (rates, Rates::default()));
        meter.note("m", Usage::new(0, 0, 201), Duration::from_secs(1), Duration::from_secs(1));
        assert!(meter.rates().decode.unwrap_or(0.0) > 40.0);
    }
}
