//! [`run`]: one simulation, from the first request to the last answer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::client::Client;
use super::draws::Draws;
use super::machine::Machine;
use super::policy::{Policy, Truth, pick};

const PROMPT: f64 = 400.0;
const ANSWER: f64 = 150.0;

/// The longest that a conversation may become.
const LONGEST: f64 = 8000.0;

/// How long who was turned away by every node waits until he asks again.
const PAUSE: f64 = 1.0;

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) nodes: usize,
    pub(super) clients: usize,
    /// The part of what all nodes together could do that is asked of them.
    pub(super) load: f64,
    pub(super) requests: usize,
    /// How many of ten nodes promise ten times what they do, and say that they are idle.
    pub(super) liars: usize,
}

/// Seconds from the question to the first token and to the end, of each request but the first tenth.
#[derive(Default)]
pub(super) struct Times {
    pub(super) first: Vec<f64>,
    pub(super) whole: Vec<f64>,
}

struct Request {
    truth: Truth,
    client: usize,
    asked: f64,
    /// Who turned it away lately, by places.
    tried: Vec<bool>,
    /// When it was sent to the node where it is.
    sent: f64,
    read: f64,
}

/// What happens. The order of those at one moment is the order in which they were foreseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happens {
    Asks,
    Chooses(usize),
    Reaches(usize, usize),
    Ends(usize, u64),
}

struct Simulation {
    policy: Policy,
    machines: Vec<Machine>,
    clients: Vec<Client>,
    requests: Vec<Request>,
    /// Conversations that wait for their next question: whose, and how long they are.
    idle: Vec<(usize, usize, f64)>,
    sessions: usize,
    events: BinaryHeap<Reverse<(u64, u64, Happens)>>,
    number: u64,
    /// Of what is asked, and of how is chosen: what is asked is the same however is chosen.
    asks: Draws,
    chooses: Draws,
    rate: f64,
    left: usize,
    times: Times,
    skipped: usize,
}

/// Simulates it.
#[allow(clippy::cast_precision_loss, reason = "few")]
pub(super) fn run(setting: Setting, policy: Policy, seed: u64) -> Times {
    let mut draws = Draws::new(seed);
    let liar = |place: usize| place % 10 < setting.liars;
    let machines: Vec<Machine> =
        (0..setting.nodes).map(|place| Machine::drawn(place, &mut draws, liar(place))).collect();
    let capacity: f64 = machines.iter().map(|machine| machine.capacity(PROMPT, ANSWER)).sum();
    let clients = (0..setting.clients).map(|_| Client::new(setting.nodes, draws.part())).collect();
    let mut simulation = Simulation {
        policy,
        machines,
        clients,
        requests: Vec::new(),
        idle: Vec::new(),
        sessions: 0,
        events: BinaryHeap::new(),
        number: 0,
        asks: draws.clone(),
        chooses: Draws::new(seed ^ 0x5bd1),
        rate: capacity * setting.load,
        left: setting.requests,
        times: Times::default(),
        skipped: setting.requests / 10,
    };
    simulation.foresee(0.0, Happens::Asks);
    while let Some(Reverse((at, _, happens))) = simulation.events.pop() {
        simulation.happen(at as f64 / 1e9, happens);
    }
    simulation.times
}

impl Simulation {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "nanoseconds of some hours")]
    fn foresee(&mut self, at: f64, happens: Happens) {
        self.number += 1;
        self.events.push(Reverse(((at * 1e9).ceil() as u64, self.number, happens)));
    }

    fn happen(&mut self, now: f64, happens: Happens) {
        match happens {
            Happens::Asks => self.ask(now),
            Happens::Chooses(request) => self.choose(now, request),
            Happens::Reaches(request, place) => self.reach(now, request, place),
            Happens::Ends(place, version) if self.machines[place].version == version => self.end(now, place),
            Happens::Ends(..) => {}
        }
    }

    fn ask(&mut self, now: f64) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let new = self.asks.log_normal(PROMPT, 1.0).clamp(4.0, LONGEST);
        let answer = self.asks.log_normal(ANSWER, 0.8).clamp(4.0, 2000.0);
        let goes_on = self.asks.part() < 0.6 && !self.idle.is_empty();
        let (place, client) = (self.asks.below(self.idle.len()), self.asks.below(self.clients.len()));
        let (session, client, before) = if goes_on {
            self.idle.swap_remove(place)
        } else {
            self.sessions += 1;
            (self.sessions, client, 0.0)
        };
        let truth = Truth { session, prompt: before + new, answer };
        let tried = vec![false; self.machines.len()];
        self.requests.push(Request { truth, client, asked: now, tried, sent: now, read: 0.0 });
        self.choose(now, self.requests.len() - 1);
        let wait = self.asks.wait(self.rate);
        self.foresee(now + wait, Happens::Asks);
    }

    fn choose(&mut self, now: f64, number: usize) {
        let request = &mut self.requests[number];
        let may_be: Vec<usize> = (0..self.machines.len()).filter(|place| !request.tried[*place]).collect();
        if may_be.is_empty() {
            request.tried.fill(false);
            return self.foresee(now + PAUSE, Happens::Chooses(number));
        }
        let client = &mut self.clients[request.client];
        let place = pick(self.policy, client, &self.machines, &may_be, now, request.truth, &mut self.chooses);
        client.seen[place].sent.push(now);
        request.sent = now;
        let there = now + self.machines[place].round_trip / 2.0;
        self.foresee(there, Happens::Reaches(number, place));
    }

    fn reach(&mut self, now: f64, number: usize, place: usize) {
        let (machine, request) = (&mut self.machines[place], &mut self.requests[number]);
        if machine.is_full() {
            let back = now + machine.round_trip / 2.0;
            forget(&mut self.clients[request.client], place, request.sent);
            request.tried[place] = true;
            return self.foresee(back, Happens::Chooses(number));
        }
        request.read = request.truth.prompt_at(machine);
        machine.take(now, number, request.read, request.truth.answer);
        self.foresee_end(place);
    }

    fn foresee_end(&mut self, place: usize) {
        let machine = &self.machines[place];
        if let Some(end) = machine.next_end() {
            let version = machine.version;
            self.foresee(end, Happens::Ends(place, version));
        }
    }

    fn end(&mut self, now: f64, place: usize) {
        let back = self.machines[place].round_trip / 2.0;
        for done in self.machines[place].done(now) {
            let request = &self.requests[done.request];
            let truth = request.truth;
            forget(&mut self.clients[request.client], place, request.sent);
            let (first, end) = (done.first + back, now + back);
            self.clients[request.client].answered(place, (request.sent, first, end), request.read, truth.answer);
            if done.request >= self.skipped {
                self.times.first.push(first - request.asked);
                self.times.whole.push(end - request.asked);
            }
            let length = truth.prompt + truth.answer;
            for machine in &mut self.machines {
                machine.held.remove(&truth.session);
            }
            if length < LONGEST {
                self.machines[place].held.insert(truth.session, length);
                self.idle.push((truth.session, request.client, length));
            }
        }
        self.foresee_end(place);
    }
}

/// A request is no longer with a node.
fn forget(client: &mut Client, place: usize, sent: f64) {
    let all = &mut client.seen[place].sent;
    if let Some(found) = all.iter().position(|one| one.to_bits() == sent.to_bits()) {
        all.swap_remove(found);
    }
}
