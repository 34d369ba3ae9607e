//! [`Known`]: one node with everything that was seen of it.

use core::net::SocketAddr;
use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use super::Observed;
use crate::fog::NodeId;
use crate::fog::choice::Seen;
use crate::fog::link::Link;
use crate::fog::protocol::{NodeState, Rates, Status};

/// The most addresses of a node.
const MOST_ADDRESSES: usize = 16;

/// How long what a node said of itself is taken for true.
const FRESH: Duration = Duration::from_secs(2);

/// How long a node that failed is left alone: twice as long after each further failure.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How much the newest measurement counts beside all before it.
const NEWEST: f32 = 0.3;

/// One node with everything that was seen of it.
#[derive(Default)]
pub(super) struct Known {
    /// Where it may be; the first of them is where it was last, if it was seen at all.
    pub(super) addresses: Vec<SocketAddr>,
    /// Which of them is tried now.
    place: usize,
    /// Whether it was seen at the first of them.
    seen_there: bool,
    /// Whether the application named it, so that nobody else can have it forgotten.
    pub(super) named: bool,
    /// To the one that is tried now.
    pub(super) link: Option<Link>,
    status: Option<(Instant, Status)>,
    round_trip: Duration,
    rates: Rates,
    /// Own turns that it works on.
    pub(super) outstanding: u32,
    /// How many of them its last status counts already.
    counted: u32,
    failures: u32,
    not_before: Option<Instant>,
    reason: Option<String>,
    asking: bool,
}

impl Known {
    /// Adds addresses, and says whether that changed anything. Where it was seen is tried first, then what is new.
    pub(super) fn add(&mut self, more: Vec<SocketAddr>) -> bool {
        let (before, rest) = self.addresses.split_at(usize::from(self.seen_there));
        let mut merged = before.to_vec();
        merged.extend(more.into_iter().chain(rest.iter().copied()));
        let mut seen = BTreeSet::new();
        merged.retain(|address| seen.insert(*address));
        merged.truncate(MOST_ADDRESSES);
        let known: BTreeSet<&SocketAddr> = self.addresses.iter().collect();
        if merged.iter().all(|address| known.contains(address)) {
            return false;
        }
        self.addresses = merged;
        if !self.seen_there {
            self.link = None;
            self.place = 0;
        }
        // What was wrong at the old place may be right at the new one.
        self.not_before = None;
        true
    }

    /// The address that is tried now.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.addresses.get(self.place).copied()
    }

    /// Goes on to the next address; whether there is one.
    pub(super) fn next_address(&mut self) -> bool {
        self.link = None;
        self.place += 1;
        let is_there = self.place < self.addresses.len();
        if !is_there {
            self.place = 0;
        }
        is_there
    }

    pub(super) fn told(&mut self, status: Status, took: Duration) {
        if self.place < self.addresses.len() {
            self.addresses[..=self.place].rotate_right(1);
        }
        self.place = 0;
        self.seen_there = true;
        // The shortest of late: a round trip is never shorter than it is, and often held up.
        let before = if self.round_trip.is_zero() { took } else { self.round_trip };
        self.round_trip = took.min(before.mul_f32(1.1));
        self.counted = self.outstanding;
        self.status = Some((Instant::now(), status));
        self.failures = self.failures.saturating_sub(1);
        self.reason = None;
    }

    pub(super) fn failed(&mut self, reason: String, now: Instant) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(10)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.not_before = Some(now + pause);
        self.reason = Some(reason);
        self.status = None;
    }

    /// Whether it ever told its status, so that it is real.
    pub(super) fn has_answered(&self) -> bool {
        self.seen_there
    }

    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// Whether somebody asks it now.
    pub(super) fn is_being_asked(&self) -> bool {
        self.asking
    }

    pub(super) fn was_asked(&mut self) {
        self.asking = false;
    }

    pub(super) fn busy(&mut self, pause: Duration, now: Instant) {
        self.not_before = Some(now + pause.min(LONGEST_PAUSE));
        self.reason = Some("it is busy".to_owned());
    }

    pub(super) fn observed(&mut self, observed: Observed) {
        let mixed = |before: Option<f32>, newest: Option<f32>| match (before, newest) {
            (Some(before), Some(newest)) => Some(before + NEWEST * (newest - before)),
            (before, newest) => newest.or(before),
        };
        self.rates.prefill = mixed(self.rates.prefill, observed.rates.prefill);
        self.rates.decode = mixed(self.rates.decode, observed.rates.decode);
        self.failures = 0;
    }

    pub(super) fn is_usable(&self, now: Instant) -> bool {
        self.not_before.is_none_or(|from| from <= now)
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        self.status.as_ref().is_some_and(|(at, _)| now.saturating_duration_since(*at) < FRESH)
    }

    /// Whether it has to be asked, and nobody does; who is told so asks. In need also one that is to be left alone is.
    pub(super) fn is_to_be_asked(&mut self, now: Instant, in_need: bool) -> bool {
        let may_be = (in_need || self.is_usable(now)) && !self.addresses.is_empty();
        let is_to_be = may_be && !self.asking && !self.is_fresh(now);
        self.asking |= is_to_be;
        is_to_be
    }

    pub(super) fn status(&self) -> Option<&Status> {
        self.status.as_ref().map(|(_, status)| status)
    }

    pub(super) fn seen(&self, node: NodeId, status: Status, held: usize) -> Seen {
        let outstanding = self.outstanding.saturating_sub(self.counted);
        let (round_trip, rates, failures) = (self.round_trip, self.rates, self.failures);
        Seen { node, status, round_trip, rates, outstanding, held, failures }
    }

    pub(super) fn why_not(&self, model: &str) -> String {
        match (&self.reason, self.status()) {
            (Some(reason), _) => reason.clone(),
            (None, Some(status)) if status.state == NodeState::Draining => "it is being shut down".to_owned(),
            (None, Some(status)) if status.model(model).is_none() => "it does not have the model".to_owned(),
            (None, _) => "it has not answered yet".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    fn what_is_new_is_tried_after_where_it_was_seen_and_all_is_bounded() {
        let mut known = Known::default();
        known.add(vec![address(1)]);
        known.add(vec![address(2), address(1)]);
        assert_eq!(known.addresses, [address(2), address(1)]);
        assert!(known.next_address());
        known.told(Status::new(NodeId::of_public_key(b"key"), 1, 2, Vec::new()), Duration::from_millis(3));
        assert_eq!((known.address(), known.addresses.len()), (Some(address(1)), 2));
        known.add(vec![address(3)]);
        assert_eq!(known.addresses, [address(1), address(3), address(2)]);
        assert!(known.next_address() && known.next_address() && !known.next_address());
        assert_eq!(known.address(), Some(address(1)));
        known.add((10..99).map(address).collect());
        assert_eq!(known.addresses.len(), MOST_ADDRESSES);
    }

    #[test]
    fn who_fails_again_is_left_alone_for_longer() {
        let (mut known, now) = (Known::default(), Instant::now());
        assert!(known.is_usable(now));
        known.failed("gone".into(), now);
        assert!(!known.is_usable(now) && known.is_usable(now + FIRST_PAUSE));
        for _ in 0..20 {
            known.failed("gone".into(), now);
        }
        assert!(!known.is_usable(now + LONGEST_PAUSE / 2) && known.is_usable(now + LONGEST_PAUSE));
        known.add(vec![address(1)]);
        assert!(known.is_usable(now), "at its new address it is tried at once");
    }

    #[test]
    fn a_status_is_asked_for_by_one_at_a_time() {
        let (mut known, now) = (Known::default(), Instant::now());
        known.add(vec![address(1)]);
        assert!(known.is_to_be_asked(now, false) && !known.is_to_be_asked(now, true) && known.is_being_asked());
        known.was_asked();
        let node = NodeId::of_public_key(b"key");
        known.told(Status::new(node, 1, 2, Vec::new()), Duration::from_millis(3));
        assert!(known.is_fresh(Instant::now()) && !known.is_to_be_asked(Instant::now(), true));
        assert!(known.is_to_be_asked(Instant::now() + FRESH, false));
        known.was_asked();
        known.failed("gone".into(), Instant::now());
        assert!(!known.is_to_be_asked(Instant::now(), false) && known.is_to_be_asked(Instant::now(), true));
    }
}
