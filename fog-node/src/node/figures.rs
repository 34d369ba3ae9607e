//! [`Figures`]: what a node counts, for those who watch over it. Numbers alone: nothing of what anybody asked.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use llm_runtime::Usage;
use llm_runtime::fog::protocol::{NodeState, Status};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub(crate) fn up(&self) {
        self.add(1);
    }

    /// So many more.
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a node counts.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Figures {
    /// Answers that came to their end.
    pub finished: Counter,
    /// Answers that failed.
    pub failed: Counter,
    /// Answers whose client went away.
    pub abandoned: Counter,
    /// Requests that found the queue full.
    pub queue_full: Counter,
    /// Requests whose token does not count.
    pub refused_tokens: Counter,
    /// Answers that were begun elsewhere and gone on with here.
    pub resumed: Counter,
    /// Tokens of prompts.
    pub tokens_in: Counter,
    /// Those of them that did not have to be computed.
    pub tokens_cached: Counter,
    /// Tokens of answers.
    pub tokens_out: Counter,
}

impl Figures {
    pub(super) fn cost(&self, usage: Usage) {
        self.tokens_in.add(usage.input_tokens.into());
        self.tokens_cached.add(usage.cached_input_tokens.into());
        self.tokens_out.add(usage.output_tokens.into());
    }

    /// In Prometheus' format.
    pub fn text(&self, status: &Status) -> String {
        let mut text = String::new();
        let counters = [
            ("requests_finished", "Answers that came to their end.", &self.finished),
            ("requests_failed", "Answers that failed.", &self.failed),
            ("requests_abandoned", "Answers whose client went away.", &self.abandoned),
            ("requests_refused_queue_full", "Requests that found the queue full.", &self.queue_full),
            ("requests_refused_token", "Requests whose token does not count.", &self.refused_tokens),
            ("requests_resumed", "Answers that were begun elsewhere.", &self.resumed),
            ("prompt_tokens", "Tokens of prompts.", &self.tokens_in),
            ("prompt_tokens_cached", "Tokens of prompts that were not computed again.", &self.tokens_cached),
            ("generated_tokens", "Tokens of answers.", &self.tokens_out),
        ];
        for (name, help, counter) in counters {
            write_one(&mut text, &format!("{name}_total"), "counter", help, &counter.get().to_string());
        }
        let draining = u8::from(status.state == NodeState::Draining);
        let gauges = [
            ("slots", "Answers that are generated at once.", status.slots.to_string()),
            ("slots_busy", "Answers that are generated now.", status.busy.to_string()),
            ("queue_waiting", "Requests that wait.", status.waiting.to_string()),
            ("draining", "1 when no more requests are taken.", draining.to_string()),
        ];
        for (name, help, value) in gauges {
            write_one(&mut text, name, "gauge", help, &value);
        }
        for (name, rate) in [("prefill", status.rates.prefill), ("decode", status.rates.decode)] {
            if let Some(rate) = rate {
                let help = "Tokens a second of one answer, lately.";
                write_one(&mut text, &format!("{name}_rate"), "gauge", help, &rate.to_string());
            }
        }
        text
    }
}

fn write_one(text: &mut String, name: &str, kind: &str, help: &str, value: &str) {
    // Writing to a string does not fail.
    let _ = write!(text, "# HELP fog_{name} {help}\n# TYPE fog_{name} {kind}\nfog_{name} {value}\n");
}
