//! [`World`]: nodes, clients and the network between them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use fog_node::token::{Issuer, Limits, Scope, Wanted};
use llm_runtime::fog::simulated::Seen;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use turmoil::Sim;

use crate::asker::Asker;
use crate::dice::Dice;
use crate::faults::Fault;
use crate::parrot::File;
use crate::report::{Counts, Report};
use crate::served::Served;

/// How long time goes on in one step.
const TICK: Duration = Duration::from_millis(2);

/// How long after everything works again an answer has to come: a node that is not there yet may be.
const SETTLED: Duration = Duration::from_secs(5);

/// What is played.
#[derive(Clone, Debug)]
pub(crate) struct Play {
    pub(crate) nodes: usize,
    pub(crate) clients: usize,
    /// What each client asks, one after the other, with pauses of at most this length.
    pub(crate) asks: usize,
    pub(crate) pause: Duration,
    /// Whether some nodes have another file of the model.
    pub(crate) two_files: bool,
    /// The most slots of a node, and the longest that a token takes.
    pub(crate) slots: usize,
    pub(crate) pace: Duration,
    pub(crate) faults: Vec<(Duration, Fault)>,
    /// How many nodes are known from the beginning.
    pub(crate) known: usize,
    /// When everything works again.
    pub(crate) healed: Duration,
}

pub(crate) struct World<'a> {
    pub(crate) sim: Sim<'a>,
    pub(crate) nodes: Vec<Served>,
    heard: Vec<UnboundedSender<Seen>>,
    report: Report,
}

/// What was seen: the trace, and how many of which.
pub(crate) struct Seeing {
    pub(crate) trace: Vec<String>,
    pub(crate) broken: Vec<String>,
    pub(crate) counts: Counts,
}

/// Plays it with this seed to its end.
pub(crate) fn play(play: &Play, seed: u64) -> Seeing {
    World::new(play, seed).play(play)
}

impl World<'_> {
    fn new(play: &Play, seed: u64) -> Self {
        let dice = Dice::new(seed);
        let mut sim = turmoil::Builder::new()
            .rng_seed(seed)
            .epoch(SystemTime::UNIX_EPOCH)
            .tick_duration(TICK)
            .simulation_duration(Duration::from_secs(3600))
            .tcp_capacity(1 << 14)
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(12))
            .build();
        let (issuer, token) = issuer();
        let mut rolls = dice.of(1);
        let mut nodes = Vec::new();
        for place in 0..play.nodes {
            let slots = 1 + u32::try_from(rolls.below(play.slots)).unwrap();
            let pace = rolls.between(Duration::from_millis(2), play.pace);
            let file = if play.two_files && rolls.below(3) == 0 { File::Green } else { File::Grey };
            let mut served = Served::new(place, (slots, pace, file), &issuer);
            let program = served.clone();
            sim.host(served.name.clone(), move || program.clone().serve());
            served.address = sim.lookup(served.name.clone());
            nodes.push(served);
        }
        let (report, mut heard) = (Report::default(), Vec::new());
        for place in 0..play.clients {
            let (tells, sightings) = unbounded_channel();
            heard.push(tells);
            let asker = Asker {
                name: format!("client-{place}"),
                asks: play.asks,
                pause: play.pause,
                dice: dice.of(1000 + u64::try_from(place).unwrap()),
                token: token.clone(),
                nodes: nodes.clone(),
                seen: sightings,
                healed: play.healed + SETTLED,
                report: report.clone(),
            };
            sim.client(asker.name.clone(), asker.run());
        }
        Self { sim, nodes, heard, report }
    }

    pub(crate) fn clients(&self) -> usize {
        self.heard.len()
    }

    /// Has every client hear this.
    pub(crate) fn tell(&self, seen: &Seen) {
        for hear in &self.heard {
            // One that has ended hears nothing.
            let _ = hear.send(seen.clone());
        }
    }

    fn play(mut self, play: &Play) -> Seeing {
        for place in 0..play.known {
            self.happen(Fault::Announce(place));
        }
        let mut faults = play.faults.iter().peekable();
        let mut is_healed = false;
        loop {
            while let Some((_, fault)) = faults.next_if(|(at, _)| *at <= self.sim.elapsed() && *at < play.healed) {
                self.happen(*fault);
            }
            if !is_healed && self.sim.elapsed() >= play.healed {
                is_healed = true;
                self.heal();
            }
            if self.sim.step().unwrap() {
                break;
            }
        }
        self.settle();
        let (trace, broken, mut counts) = self.report.take();
        counts.resumed = self.nodes.iter().map(Served::resumed).sum();
        counts.turned_away = self.nodes.iter().map(Served::turned_away).sum();
        Seeing { trace, broken, counts }
    }

    /// Nobody asks any more: what is not at rest a minute later never will be.
    fn settle(&mut self) {
        let until = self.sim.elapsed() + Duration::from_secs(60);
        while self.sim.elapsed() < until {
            self.sim.step().unwrap();
        }
        for node in &self.nodes {
            let status = node.status().unwrap();
            if (status.busy, status.waiting, node.running()) != (0, 0, 0) {
                let (running, name) = (node.running(), &node.name);
                self.report.broken(format!("{name} is not at rest: {running} answers, {status:?}"));
            }
            if node.open() > 0 {
                self.report.broken(format!("{}: {} connections are open that nobody has", node.name, node.open()));
            }
        }
    }
}

/// An issuer's name and keys, and a token of his. A node reads nothing of them that is not the same for the same seed.
fn issuer() -> (Arc<(String, String)>, String) {
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::init(folder.path(), "site").unwrap();
    let wanted = Wanted {
        subject: "ada".into(),
        audience: vec!["fog:site".into()],
        scopes: vec![Scope::Infer, Scope::ModelsRead],
        limits: Limits::default(),
        life: Duration::from_secs(900),
    };
    let token = issuer.issue(&wanted, SystemTime::now()).unwrap();
    let keys = std::fs::read_to_string(issuer.keys_file()).unwrap();
    (Arc::new((issuer.name().to_owned(), keys)), token)
}
