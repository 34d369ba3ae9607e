//! What happens to hosts and links, and when.

use std::time::Duration;

use llm_runtime::fog::simulated::Seen;

use crate::dice::Dice;
use crate::world::World;

/// What happens. Numbers are places of nodes and of clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The machine is gone at once.
    Crash(usize),
    /// It is started, whether it ran or not.
    Start(usize),
    /// It is told to end and finishes what it can.
    Drain(usize),
    /// It is heard of.
    Announce(usize),
    /// Somebody says that it is gone; whether it is true is another matter.
    Goodbye(usize),
    /// Nothing goes between a node and a client any more.
    Partition(usize, usize),
    /// Nothing goes from the node to the client; the other way is open.
    PartitionBack(usize, usize),
    /// Nothing arrives until it is released, and then all of it.
    Hold(usize, usize),
    Release(usize, usize),
    Repair(usize, usize),
    /// The link takes so many milliseconds from now on.
    Slow(usize, usize, u64),
}

/// What may happen in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Crashes,
    Partitions,
    Holds,
    SlowLinks,
    Drains,
    Goodbyes,
}

/// Draws so many troubles, each with its end, in the time until everything is to work again.
pub(crate) fn drawn(
    dice: &mut Dice,
    kinds: &[Kind],
    count: usize,
    (nodes, clients): (usize, usize),
    until: Duration,
) -> Vec<(Duration, Fault)> {
    let mut faults = Vec::new();
    for _ in 0..count {
        let (node, client) = (dice.below(nodes), dice.below(clients));
        let at = dice.between(Duration::from_millis(300), until);
        let later = at + dice.between(Duration::from_millis(200), Duration::from_secs(12));
        let (fault, end) = match kinds[dice.below(kinds.len())] {
            Kind::Crashes => (Fault::Crash(node), Fault::Start(node)),
            Kind::Drains => (Fault::Drain(node), Fault::Start(node)),
            Kind::Goodbyes => (Fault::Goodbye(node), Fault::Announce(node)),
            Kind::Holds => (Fault::Hold(node, client), Fault::Release(node, client)),
            Kind::Partitions if dice.below(3) == 0 => (Fault::PartitionBack(node, client), Fault::Repair(node, client)),
            Kind::Partitions => (Fault::Partition(node, client), Fault::Repair(node, client)),
            Kind::SlowLinks => {
                let slow = 50 + 50 * u64::try_from(dice.below(12)).unwrap();
                (Fault::Slow(node, client, slow), Fault::Slow(node, client, 2))
            }
        };
        faults.extend([(at, fault), (later, end)]);
    }
    faults.sort_by_key(|(at, _)| *at);
    faults
}

impl World<'_> {
    pub(crate) fn happen(&mut self, fault: Fault) {
        let node = |place: usize| format!("node-{place}");
        let client = |place: usize| format!("client-{place}");
        match fault {
            Fault::Crash(place) => self.sim.crash(node(place)),
            Fault::Start(place) => {
                self.sim.bounce(node(place));
                self.announce(place);
            }
            Fault::Drain(place) => self.nodes[place].drain(),
            Fault::Announce(place) => self.announce(place),
            Fault::Goodbye(place) => self.tell(&Seen::Gone(node(place))),
            Fault::Partition(from, to) => self.sim.partition(node(from), client(to)),
            Fault::PartitionBack(from, to) => self.sim.partition_oneway(node(from), client(to)),
            Fault::Hold(from, to) => self.sim.hold(node(from), client(to)),
            Fault::Release(from, to) => self.sim.release(node(from), client(to)),
            Fault::Repair(from, to) => self.sim.repair(node(from), client(to)),
            Fault::Slow(from, to, slow) => {
                self.sim.set_link_latency(node(from), client(to), Duration::from_millis(slow));
            }
        }
    }

    /// Everything works again: every machine runs, and every link carries.
    pub(crate) fn heal(&mut self) {
        for place in 0..self.nodes.len() {
            for to in 0..self.clients() {
                self.happen(Fault::Release(place, to));
                self.happen(Fault::Repair(place, to));
                self.happen(Fault::Slow(place, to, 2));
            }
            let is_draining = self.nodes[place].is_draining();
            if is_draining || !self.sim.is_host_running(format!("node-{place}")) {
                self.happen(Fault::Start(place));
            }
            self.announce(place);
        }
    }

    fn announce(&self, place: usize) {
        self.tell(&Seen::Here(format!("node-{place}"), self.nodes[place].at()));
    }
}
