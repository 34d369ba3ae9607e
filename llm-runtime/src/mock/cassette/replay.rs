//! [`Replay`]: a platform that answers from a cassette.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_functions::BoxFuture;
use llm_functions::json::Json;

use super::differences::differences;
use super::file::{Cassette, End, Recorded, wrong};
use super::redaction::Redaction;
use super::request;
use crate::error::{ErrorKind, Result};
use crate::mock::engine::Script;
use crate::mock::turn::Step;
use crate::platform::{BoxStream, Capabilities, Delta, Engine, Origin, Platform, TokenCount, TurnRequest};
use crate::schema::Schema;

/// Answers from a cassette that a [`Recorder`](super::Recorder) wrote.
///
/// A request is answered by the first turn on the cassette with the same digest that was not played yet, in whatever
/// session it comes. One that is not there fails, and the error says where it differs from the nearest that is. Answers
/// come at once unless [`delayed`](Self::delayed) says otherwise; a turn that was dropped while it was recorded stays
/// silent where the recording ends.
#[derive(Clone)]
pub struct Replay {
    path: PathBuf,
    redaction: Redaction,
    delayed: bool,
    capabilities: Capabilities,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    cassette: Cassette,
    /// The turns and sessions of the cassette that were played, by their number.
    played: Vec<bool>,
    opened: Vec<bool>,
}

impl Replay {
    /// Reads a cassette.
    ///
    /// # Errors
    /// When it is not there, is no cassette, has another version, or was recorded with a redactor of its own.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::new(path.as_ref(), None)
    }

    /// Reads a cassette that was recorded with a redactor; this is the same one.
    ///
    /// # Errors
    /// When the cassette is not there, is none, has another version, or was recorded without.
    pub fn open_with(path: impl AsRef<Path>, redaction: Redaction) -> Result<Self> {
        Self::new(path.as_ref(), Some(redaction))
    }

    fn new(path: &Path, redaction: Option<Redaction>) -> Result<Self> {
        let cassette = Cassette::read(path)?;
        let redaction = redaction.unwrap_or_default().written_up_to(cassette.head.written);
        if cassette.head.redactor != redaction.has_redactor() {
            let with = if cassette.head.redactor { "with" } else { "without" };
            return wrong(path, &format!("it was recorded {with} a redactor, and so it must be opened"));
        }
        let (played, opened) = (vec![false; cassette.turns.len()], vec![false; cassette.sessions.len()]);
        let capabilities = cassette.head.capabilities();
        let shared = Arc::new(Mutex::new(Shared { cassette, played, opened }));
        Ok(Self { path: path.to_owned(), redaction, delayed: false, capabilities, shared })
    }

    /// Answers as slowly as it was recorded.
    #[must_use]
    pub fn delayed(mut self) -> Self {
        self.delayed = true;
        self
    }

    /// How many turns of the cassette nobody has asked for yet.
    pub fn turns_left(&self) -> usize {
        self.lock().played.iter().filter(|played| !**played).count()
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, schema: &(String, Json), asked: &Json) -> Result<Recorded> {
        let digest = request::digest(&[&Json::from(schema.0.as_str()), asked]);
        let mut shared = self.lock();
        let Shared { cassette, played, .. } = &mut *shared;
        let same = |turn: &Recorded| turn.digest == digest;
        let mut turns = cassette.turns.iter().zip(played.iter_mut());
        if let Some((turn, played)) = turns.find(|(turn, played)| !**played && same(turn)) {
            *played = true;
            return Ok(turn.clone());
        }
        let times = cassette.turns.iter().filter(|turn| same(turn)).count();
        let reason = if times > 0 { asked_again(times) } else { shared.nearest(schema, asked) };
        let path = self.path.display();
        Err(ErrorKind::Generation(format!("the cassette {path} has no answer to this request: {reason}")).into())
    }

    fn steps(&self, turn: Recorded) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut before = 0;
        for (time, said) in turn.said {
            if self.delayed && time > before {
                steps.push(Step::Sleep(Duration::from_micros(time - before)));
                before = time;
            }
            steps.push(Step::Delta(said.into()));
        }
        match turn.end {
            End::Ended => {}
            End::Failed(failure) => steps.push(Step::Error(failure.into_kind())),
            End::Dropped => steps.push(Step::Hang),
        }
        steps
    }
}

fn asked_again(times: usize) -> String {
    format!("it was recorded {times} times and is asked once more")
}

impl Shared {
    /// Where the request differs from the recorded one that is most like it; those that were not played go first.
    fn nearest(&self, (digest, schema): &(String, Json), asked: &Json) -> String {
        let schema_of = |turn: &Recorded| {
            let known = self.cassette.schemas.iter().find(|(digest, _)| *digest == turn.schema);
            known.map_or(Json::Null, |(_, schema)| schema.clone())
        };
        let compared = self.cassette.turns.iter().zip(&self.played).enumerate().map(|(number, (turn, played))| {
            let mut places = if turn.schema == *digest { Vec::new() } else { differences(&schema_of(turn), schema) };
            for place in &mut places {
                place.insert_str(0, "/schema");
            }
            places.extend(differences(&turn.request, asked));
            (*played, places.len(), number, places)
        });
        match compared.min() {
            Some((_, _, number, places)) => {
                format!("it differs from that of turn {} at {}", number + 1, places.join(", "))
            }
            None => "it has no turns at all".to_owned(),
        }
    }
}

impl Platform for Replay {
    fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let described = request::of_schema(&schema);
        let digest = request::digest(&[&described]);
        let mut shared = self.lock();
        let Shared { cassette, opened, .. } = &mut *shared;
        let mut sessions = cassette.sessions.iter().zip(opened.iter_mut());
        let session = sessions.find(|(session, opened)| !**opened && session.schema == digest);
        let session = session.map(|(session, opened)| {
            *opened = true;
            session.clone()
        });
        drop(shared);
        let model = session.as_ref().map_or_else(|| schema.model().to_owned(), |session| session.model.clone());
        let origin = Origin::new(self.capabilities.tier, model);
        let window = session.and_then(|session| session.window);
        let described = (digest, described);
        let engine: Box<dyn Engine> =
            Box::new(ReplayEngine { replay: self.clone(), origin, window, schema, described });
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Replay").field("path", &self.path).field("delayed", &self.delayed).finish_non_exhaustive()
    }
}

struct ReplayEngine {
    replay: Replay,
    origin: Origin,
    window: Option<usize>,
    schema: Arc<Schema>,
    described: (String, Json),
}

impl Engine for ReplayEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let asked = request::of_turn(&turn, &self.schema, &self.replay.redaction);
        let steps = match self.replay.take(&self.described, &asked) {
            Ok(turn) => self.replay.steps(turn),
            Err(error) => vec![Step::Error(error.kind().clone())],
        };
        Box::pin(Script::new(steps, None))
    }

    fn window(&self) -> Option<usize> {
        self.window
    }

    /// Estimated, whatever the recorded platform did.
    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        turn.estimate(&self.schema)
    }

    fn count_functions(&self) -> TokenCount {
        self.schema.estimate_functions()
    }
}
