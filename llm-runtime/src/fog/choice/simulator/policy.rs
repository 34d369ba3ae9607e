//! [`Policy`]: ways to choose, ours and those of others.

use super::client::Client;
use super::draws::Draws;
use super::machine::Machine;
use crate::fog::choice::{Seen, Work, choose};

/// A way to choose a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    Random,
    Nearest,
    RoundRobin,
    /// The fewest own requests under way.
    LeastOutstanding,
    /// Of two that are drawn, the one with the smaller product of latency and own requests; latencies fade slowly and rise at
    /// once, as in Finagle and tower.
    PeakEwma,
    /// The code of this crate.
    Ours,
    /// Knows all that is true, also how long the answer will be.
    Oracle,
}

impl Policy {
    pub(super) const ALL: [Self; 7] = [
        Self::Nearest,
        Self::Random,
        Self::RoundRobin,
        Self::LeastOutstanding,
        Self::PeakEwma,
        Self::Ours,
        Self::Oracle,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Nearest => "lowest round trip",
            Self::RoundRobin => "round robin",
            Self::LeastOutstanding => "least outstanding (own)",
            Self::PeakEwma => "peak-EWMA, two choices",
            Self::Ours => "**ours**",
            Self::Oracle => "oracle",
        }
    }
}

/// What is to be done, as it is in truth.
#[derive(Clone, Copy)]
pub(super) struct Truth {
    pub(super) session: usize,
    pub(super) prompt: f64,
    pub(super) answer: f64,
}

impl Truth {
    /// The tokens of the prompt that this machine has to compute.
    pub(super) fn prompt_at(&self, machine: &Machine) -> f64 {
        let held = machine.held.get(&self.session).copied().unwrap_or(0.0);
        (self.prompt - held).max(1.0)
    }
}

/// The place of the machine that is chosen among those that may be.
pub(super) fn pick(
    policy: Policy,
    client: &mut Client,
    machines: &[Machine],
    may_be: &[usize],
    now: f64,
    truth: Truth,
    draws: &mut Draws,
) -> usize {
    let least = |key: &dyn Fn(usize) -> f64| {
        let best = may_be.iter().copied().min_by(|one, other| key(*one).total_cmp(&key(*other)));
        best.unwrap_or(0)
    };
    match policy {
        Policy::Random => may_be[draws.below(may_be.len())],
        Policy::Nearest => least(&|place| machines[place].round_trip),
        Policy::RoundRobin => {
            client.turn += 1;
            may_be[client.turn % may_be.len()]
        }
        #[allow(clippy::cast_precision_loss, reason = "few")]
        Policy::LeastOutstanding => {
            let shift = draws.below(machines.len());
            let tie = |place: usize| ((place + shift) % machines.len()) as f64 / machines.len() as f64;
            least(&|place| client.seen[place].sent.len() as f64 + tie(place))
        }
        Policy::PeakEwma => {
            let (one, other) = (may_be[draws.below(may_be.len())], may_be[draws.below(may_be.len())]);
            if client.peak_ewma(one, now) <= client.peak_ewma(other, now) { one } else { other }
        }
        Policy::Oracle => least(&|place| {
            let machine = &machines[place];
            machine.foreseen(now, truth.prompt_at(machine), truth.answer)
        }),
        Policy::Ours => ours(client, machines, may_be, now, truth, draws),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tokens and parts of one, and never below 0"
)]
fn ours(
    client: &mut Client,
    machines: &[Machine],
    may_be: &[usize],
    now: f64,
    truth: Truth,
    draws: &mut Draws,
) -> usize {
    let seen: Vec<Seen> = may_be.iter().map(|place| client.look(*place, &machines[*place], now, truth)).collect();
    let work = Work { prompt: truth.prompt as usize, most: None };
    let chosen = choose(&seen, work, draws.part() as f32).node();
    may_be.iter().copied().find(|place| Some(machines[*place].id) == chosen).unwrap_or(may_be[0])
}
