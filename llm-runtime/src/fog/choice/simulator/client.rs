//! [`Client`]: what one client knows of the nodes: what they told it when it asked, and what it saw itself.

use std::time::Duration;

use super::machine::Machine;
use super::policy::Truth;
use crate::fog::choice::Seen;
use crate::fog::protocol::Rates;

/// How often nodes are asked for their status, in seconds.
const POLL: f64 = 1.0;

/// How much the newest measurement counts, as in the directory.
const NEWEST: f32 = 0.3;

/// How fast a latency is forgotten that was seen once, in seconds: tower's default.
const FADES: f64 = 10.0;

/// What one client knows.
pub(super) struct Client {
    pub(super) seen: Vec<One>,
    pub(super) turn: usize,
    /// When within a second it asks.
    phase: f64,
}

/// What it knows of one node.
#[derive(Clone, Debug, Default)]
pub(super) struct One {
    /// When the own requests were sent that are under way.
    pub(super) sent: Vec<f64>,
    rates: Rates,
    latency: Option<(f64, f64)>,
}

impl Client {
    pub(super) fn new(nodes: usize, phase: f64) -> Self {
        Self { seen: vec![One::default(); nodes], turn: 0, phase }
    }

    /// What the directory would say of a node.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "tokens, never below 0")]
    pub(super) fn look(&self, place: usize, machine: &Machine, now: f64, truth: Truth) -> Seen {
        let one = &self.seen[place];
        let polled = ((now - self.phase) / POLL).floor() * POLL + self.phase;
        let since = one.sent.iter().filter(|sent| **sent > polled).count();
        let held = machine.held.get(&truth.session).copied().unwrap_or(0.0);
        Seen {
            node: machine.id,
            status: machine.status(polled),
            round_trip: Duration::from_secs_f64(machine.round_trip),
            rates: one.rates,
            outstanding: u32::try_from(since).unwrap_or(u32::MAX),
            held: held.min(truth.prompt) as usize,
            failures: 0,
        }
    }

    /// An answer came to its end.
    #[allow(clippy::cast_possible_truncation, reason = "rates have few digits")]
    pub(super) fn answered(&mut self, place: usize, (sent, first, end): (f64, f64, f64), prompt: f64, answer: f64) {
        let one = &mut self.seen[place];
        let mixed = |before: Option<f32>, rate: f64| {
            let rate = rate as f32;
            Some(before.map_or(rate, |before| before + NEWEST * (rate - before)))
        };
        if prompt >= 4.0 && first > sent {
            one.rates.prefill = mixed(one.rates.prefill, prompt / (first - sent));
        }
        if answer >= 4.0 && end > first {
            one.rates.decode = mixed(one.rates.decode, answer / (end - first));
        }
        let took = first - sent;
        let faded = one.latency.map_or(took, |(before, at)| {
            let old = before * (-(end - at) / FADES).exp();
            if took > before { took } else { old + took * (1.0 - (-(end - at) / FADES).exp()) }
        });
        one.latency = Some((faded, end));
    }

    /// Latency by requests under way; what is not known is taken for quick, so that it is tried.
    #[allow(clippy::cast_precision_loss, reason = "few")]
    pub(super) fn peak_ewma(&self, place: usize, now: f64) -> f64 {
        let one = &self.seen[place];
        let latency = one.latency.map_or(0.03, |(latency, at)| latency * (-(now - at) / FADES).exp());
        latency * (one.sent.len() + 1) as f64
    }
}
