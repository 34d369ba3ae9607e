//! An answer: from the queue by the engine to whoever reads it.
//!
//! A task owns the engine, because the stream of an engine borrows it. What it tells goes through a short channel: a slow
//! reader holds the engine up and nothing else, and one that is gone ends it.

use std::time::Duration;

use futures_util::StreamExt;
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::{Delta, Engine, ErrorKind, Input, TurnRequest, Usage};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::Instant;
use tracing::Instrument;

use super::Node;
use super::engines::Thread;
use super::loading::Failure;
use super::queue::{Place, Slot};
use crate::chat::Ask;
use crate::refused::Refused;
use crate::token::Grant;

/// How much of an answer may wait for its reader.
const AHEAD: usize = 64;

/// How long whoever finds the queue full is asked to wait, for each who waits there: an answer of some hundred tokens.
const EACH_WAITS: Duration = Duration::from_secs(2);

/// How often is looked whether there is room for a model by now.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A part of an answer, or why there is no more of it. Nothing comes after [`Delta::Finish`] or an error.
pub type Told = Result<Delta, Refused>;

impl Node {
    /// Generates an answer. What was told before the end is read from the channel; dropping it ends the generation.
    ///
    /// # Errors
    /// When the node does not take the request.
    pub fn generate(&self, mut ask: Ask, grant: &Grant) -> Result<Receiver<Told>, Refused> {
        if self.is_draining() {
            return Err(Refused::draining());
        }
        let model = self.offered(&ask.model, grant)?;
        if !ask.resume.is_empty() && !model.resumes {
            return Err(Refused::invalid("resume_token_ids", "this model cannot go on with an answer of another node"));
        }
        if let Some(most) = grant.limits.max_tokens {
            ask.options.max_output_tokens = Some(ask.options.max_output_tokens.map_or(most, |asked| asked.min(most)));
        }
        let place = self.place(grant, ask.length)?;
        let (told, reader) = channel(AHEAD);
        let span = tracing::info_span!("answer", subject = grant.subject, model = ask.model);
        let thread = Thread::of(&ask, grant);
        tokio::spawn(self.clone().run(ask, thread, place, told).instrument(span));
        Ok(reader)
    }

    /// A model that the node has, for those who may use it.
    pub(super) fn offered(&self, name: &str, grant: &Grant) -> Result<&ModelStatus, Refused> {
        let offered = self.models().iter().find(|model| model.id == name);
        offered.filter(|model| grant.allows_model(&model.id)).ok_or_else(|| Refused::no_model(name))
    }

    /// A place in the queue for a request of so many bytes.
    pub(super) fn place(&self, grant: &Grant, length: usize) -> Result<Place, Refused> {
        self.0.queue.enter(grant.account(), length).ok_or_else(|| {
            self.0.figures.queue_full.up();
            let (_, waiting) = self.0.queue.load();
            Refused::queue_full(EACH_WAITS.saturating_mul(waiting.max(1)) / self.0.capacity.slots.max(1))
        })
    }

    async fn run(self, ask: Ask, thread: Thread, place: Place, told: Sender<Told>) {
        let ended = tokio::select! {
            biased;
            () = told.closed() => Ended::Abandoned,
            () = self.0.stop.cancelled() => Ended::Failed(Refused::draining()),
            ended = self.answer(&ask, thread, place, &told) => ended,
        };
        let figures = &self.0.figures;
        match ended {
            Ended::Finished => figures.finished.up(),
            Ended::Abandoned => figures.abandoned.up(),
            Ended::Failed(refused) => {
                tracing::warn!(code = refused.code, "an answer failed");
                figures.failed.up();
                // Whoever does not read any more has nothing to learn.
                let _ = tokio::time::timeout(self.0.capacity.slow_reader, told.send(Err(refused))).await;
            }
        }
    }

    async fn answer(&self, ask: &Ask, thread: Thread, place: Place, told: &Sender<Told>) -> Ended {
        if let Err(refused) = self.ready(&ask.model).await {
            return Ended::Failed(refused);
        }
        let Some(slot) = place.slot().await else { return Ended::Failed(Refused::draining()) };
        let mut engine = match self.0.engines.take(&thread, Instant::now()) {
            Some(engine) => engine,
            None => match self.0.platform.open(ask.schema.clone()).await {
                Ok(engine) => engine,
                Err(error) => return Ended::failed(&error),
            },
        };
        if let Some(refused) = unreadable(&*engine, ask) {
            return Ended::Failed(refused);
        }
        let ended = self.listen(&mut *engine, ask, &slot, told).await;
        if let Ended::Finished = ended {
            self.0.engines.keep(thread, engine, Instant::now());
        }
        ended
    }

    /// Waits until the model is loaded. Engines that wait for their conversation hold other models in memory and give way;
    /// answers under way do not, and are waited for, for a while.
    pub(super) async fn ready(&self, model: &str) -> Result<(), Refused> {
        let Some(loading) = self.0.loading.get() else { return Ok(()) };
        let until = Instant::now() + self.0.capacity.wait_for_room;
        loop {
            match loading.ensure(model).await {
                Ok(()) => return Ok(()),
                Err(Failure::Refused(refused)) => return Err(refused),
                Err(Failure::NoRoom) if self.0.engines.make_room(model) => {}
                Err(Failure::NoRoom) if Instant::now() < until => tokio::time::sleep(LOOK_AGAIN).await,
                Err(Failure::NoRoom) => return Err(Refused::no_room()),
            }
        }
    }

    async fn listen(&self, engine: &mut dyn Engine, ask: &Ask, slot: &Slot, told: &Sender<Told>) -> Ended {
        let turn = TurnRequest::new(&ask.messages, ask.choice.clone(), &ask.options)
            .output(ask.output.as_ref())
            .resume(&ask.resume)
            .token_ids(ask.token_ids)
            .plain(ask.plain.as_deref());
        if !ask.resume.is_empty() {
            self.0.figures.resumed.up();
        }
        let mut watch = Watch::new();
        let mut deltas = engine.generate(turn);
        loop {
            let delta = match deltas.next().await {
                Some(Ok(delta)) => delta,
                Some(Err(error)) => return Ended::failed(&error),
                // An engine's stream ends with a reason; without one it broke off.
                None => return Ended::failed(&ErrorKind::EngineStopped.into()),
            };
            watch.note(&delta);
            let is_end = matches!(delta, Delta::Finish(_));
            match tokio::time::timeout(self.0.capacity.slow_reader, told.send(Ok(delta))).await {
                Ok(Ok(())) if is_end => break,
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Ended::Abandoned,
            }
        }
        slot.wrote(watch.usage.map_or(0, |usage| usage.output_tokens));
        self.account(&watch, ask);
        Ended::Finished
    }

    /// What a resumed answer took says nothing about how fast it is generated: part of it was there.
    fn account(&self, watch: &Watch, ask: &Ask) {
        let Some(usage) = watch.usage else { return };
        self.0.figures.cost(usage);
        // The name of a function that has to be called may be told before anything was read.
        let shows_speed = ask.resume.is_empty() && !ask.choice.must_call();
        if let (Some(first), true) = (watch.first, shows_speed) {
            let to_first = first.saturating_duration_since(watch.begun);
            self.0.rates.note(&ask.model, usage, to_first, first.elapsed());
        }
    }
}

/// Why an engine cannot read what it is asked; images that it passed over would be answered as if they were not there.
fn unreadable(engine: &dyn Engine, ask: &Ask) -> Option<Refused> {
    if ask.plain.is_some() && !engine.reads(Input::Plain) {
        let message = "this model only answers conversations; /v1/chat/completions takes them";
        return Some(Refused::unsupported("prompt", message));
    }
    let message = "this model reads text alone, and there is an image in the request";
    (ask.has_images() && !engine.reads(Input::Images)).then(|| Refused::unsupported("messages", message))
}

enum Ended {
    Finished,
    Abandoned,
    Failed(Refused),
}

impl Ended {
    fn failed(error: &llm_runtime::Error) -> Self {
        tracing::warn!(%error, "the engine failed");
        Self::Failed(Refused::of_engine(error))
    }
}

/// When what came.
struct Watch {
    begun: Instant,
    first: Option<Instant>,
    usage: Option<Usage>,
}

impl Watch {
    fn new() -> Self {
        Self { begun: Instant::now(), first: None, usage: None }
    }

    fn note(&mut self, delta: &Delta) {
        match delta {
            Delta::Usage(usage) => self.usage = Some(*usage),
            Delta::Text(_) | Delta::Reasoning(_) | Delta::CallStart { .. } => {
                self.first.get_or_insert_with(Instant::now);
            }
            _ => {}
        }
    }
}
