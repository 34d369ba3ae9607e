//! [`Machine`]: a node as it is, of which clients see what it tells.

use std::collections::{HashMap, VecDeque};

use super::draws::Draws;
use crate::fog::NodeId;
use crate::fog::protocol::{Rates, Status};

/// How much a new answer counts in the rates that a node tells, as in the node itself.
const NEWEST: f32 = 0.2;

/// Requests that may wait for each place, as a node has it.
const WAITING: usize = 2;

/// A request at a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub(super) request: usize,
    /// Tokens of the prompt that have to be computed, and of the answer, as far as they are left.
    pub(super) prompt: f64,
    pub(super) answer: f64,
    /// The same as they were, and when it got its place, and wrote its first token.
    whole: (f64, f64),
    began: f64,
    first: Option<f64>,
}

/// A request that is done, and when its first token was written.
pub(super) struct Done {
    pub(super) request: usize,
    pub(super) first: f64,
}

/// A node as it is.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) id: NodeId,
    pub(super) round_trip: f64,
    prefill: f64,
    decode: f64,
    pub(super) slots: usize,
    /// By how much each who is served at the same time slows the others down.
    shares: f64,
    /// How many times faster than it is it says that it is, and whether it says that it has nothing to do.
    lies: Option<f32>,
    served: Vec<Job>,
    waits: VecDeque<Job>,
    at: f64,
    rates: Rates,
    /// What it would have told since when.
    told: Vec<(f64, u32, u32, Rates)>,
    /// How much it holds of each session.
    pub(super) held: HashMap<usize, f64>,
    /// Which of the ends that were foreseen still counts.
    pub(super) version: u64,
}

impl Machine {
    pub(super) fn drawn(place: usize, draws: &mut Draws, lies: bool) -> Self {
        let decode = (draws.between(8.0_f64.ln(), 128.0_f64.ln())).exp();
        Self {
            id: NodeId::of_public_key(&place.to_be_bytes()),
            round_trip: draws.between(0.001, 0.031),
            prefill: decode * draws.between(6.0, 16.0),
            decode,
            slots: 1 + draws.below(4),
            shares: draws.between(0.0, 0.5),
            lies: lies.then_some(10.0),
            served: Vec::new(),
            waits: VecDeque::new(),
            at: 0.0,
            rates: Rates::default(),
            told: vec![(0.0, 0, 0, Rates::default())],
            held: HashMap::new(),
            version: 0,
        }
    }

    /// Requests a second that it can serve at most.
    #[allow(clippy::cast_precision_loss, reason = "four at most")]
    pub(super) fn capacity(&self, prompt: f64, answer: f64) -> f64 {
        let slots = self.slots as f64;
        slots / ((prompt / self.prefill + answer / self.decode) * (1.0 + self.shares * (slots - 1.0)))
    }

    pub(super) fn is_full(&self) -> bool {
        self.waits.len() >= WAITING * self.slots
    }

    #[allow(clippy::cast_precision_loss, reason = "four at most")]
    fn pace(&self) -> f64 {
        1.0 / (1.0 + self.shares * (self.served.len().max(1) - 1) as f64)
    }

    /// Time goes on until then; nobody comes to an end before.
    fn go_on(&mut self, now: f64) {
        let pace = self.pace();
        let passed = (now - self.at) * pace;
        for job in &mut self.served {
            let reading = (job.prompt / self.prefill).min(passed);
            job.prompt -= reading * self.prefill;
            if job.prompt <= 1e-9 && job.first.is_none() {
                job.first = Some(self.at + reading / pace);
            }
            job.answer -= (passed - reading) * self.decode;
        }
        self.at = now;
    }

    fn left(&self, job: &Job) -> f64 {
        job.prompt / self.prefill + job.answer.max(0.0) / self.decode
    }

    /// When the next of those who are served is done, if nothing else happens.
    pub(super) fn next_end(&self) -> Option<f64> {
        let left = self.served.iter().map(|job| self.left(job)).min_by(f64::total_cmp)?;
        Some(self.at + left / self.pace())
    }

    /// A request comes in.
    pub(super) fn take(&mut self, now: f64, request: usize, prompt: f64, answer: f64) {
        self.go_on(now);
        let job = Job { request, prompt, answer, whole: (prompt, answer), began: now, first: None };
        self.waits.push_back(job);
        self.fill(now);
    }

    fn fill(&mut self, now: f64) {
        while self.served.len() < self.slots
            && let Some(mut job) = self.waits.pop_front()
        {
            job.began = now;
            self.served.push(job);
        }
        self.version += 1;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.told.push((now, count(self.served.len()), count(self.waits.len()), self.rates));
    }

    /// Those who are done by then.
    #[allow(clippy::cast_possible_truncation, reason = "rates are told in few digits")]
    pub(super) fn done(&mut self, now: f64) -> Vec<Done> {
        self.go_on(now);
        let (done, left): (Vec<Job>, Vec<Job>) = self.served.iter().partition(|job| self.left(job) < 1e-9);
        self.served = left;
        for job in &done {
            let first = job.first.unwrap_or(now);
            let mixed = |before: Option<f32>, rate: f64| {
                let rate = rate as f32;
                Some(before.map_or(rate, |before| before + NEWEST * (rate - before)))
            };
            if first > job.began && job.whole.0 >= 4.0 {
                self.rates.prefill = mixed(self.rates.prefill, job.whole.0 / (first - job.began));
            }
            if now > first && job.whole.1 >= 4.0 {
                self.rates.decode = mixed(self.rates.decode, job.whole.1 / (now - first));
            }
        }
        self.fill(now);
        done.iter().map(|job| Done { request: job.request, first: job.first.unwrap_or(now) }).collect()
    }

    /// What it told of itself at that time.
    pub(super) fn status(&self, at: f64) -> Status {
        let place = self.told.partition_point(|(since, ..)| *since <= at).max(1) - 1;
        let (_, busy, waiting, mut rates) = self.told[place];
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut status = Status::new(self.id, count(self.slots), count(WAITING * self.slots), Vec::new());
        (status.busy, status.waiting) = (busy, waiting);
        if let Some(times) = self.lies {
            (status.busy, status.waiting) = (0, 0);
            let said = |rate: Option<f32>| Some(rate.unwrap_or(100.0) * times);
            (rates.prefill, rates.decode) = (said(rates.prefill), said(rates.decode));
        }
        status.rates = rates;
        status
    }

    /// When a request would be done that comes in then, by all that is true now.
    pub(super) fn foreseen(&self, now: f64, prompt: f64, answer: f64) -> f64 {
        if self.is_full() {
            return f64::INFINITY;
        }
        let mut ahead = Self { told: Vec::new(), held: HashMap::new(), ..self.clone() };
        ahead.take(now + self.round_trip / 2.0, usize::MAX, prompt, answer);
        while let Some(end) = ahead.next_end() {
            if ahead.done(end).iter().any(|done| done.request == usize::MAX) {
                return end + self.round_trip / 2.0;
            }
        }
        f64::INFINITY
    }
}
