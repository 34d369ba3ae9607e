//! [`Turn`]: one turn, at as many nodes as it takes.
//!
//! Whatever happens to a node, the turn goes on at another, which is given the tokens that were generated so far; what was
//! told is not told again. Where the other node has not the same model file, or cannot take tokens, it generates the answer
//! anew, and as long as that is the same, byte by byte, nobody notices. An answer that differs is not told as if it were the
//! same: what was told is taken back in sight of the reader ([`Delta::Restart`]), or, once a call has begun, the turn fails.

mod attempt;
mod failure;
mod hear;
mod told;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use llm_functions::json::Json;
use tokio::time::Instant;

use super::NodeId;
use super::choice::Work;
use super::directory::{Chosen, Directory};
use super::protocol::{RESUME_TOKEN_IDS, RETURN_TOKEN_IDS, Status};
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::labelled::Labelled;
use crate::platform::{Delta, TurnRequest};
use crate::schema::Schema;
use crate::transport::end_of;
use crate::wire::Codec;
use attempt::{Attempt, Read};
use failure::{Elsewhere, Tried};
use told::Told;

/// The most nodes that a turn is given to one after the other. A request that brings down who answers it must not bring
/// down all.
const MOST_MOVES: usize = 6;

/// What a session remembers from turn to turn.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The node that answered last, and how many tokens of the conversation it has computed.
    pub(super) held: Option<(NodeId, usize)>,
}

/// One turn.
pub(super) struct Turn<'a> {
    directory: Arc<Directory>,
    codec: &'a Codec,
    schema: &'a Schema,
    request: TurnRequest<'a>,
    memory: &'a mut Memory,
    phase: Phase,
    ready: VecDeque<Delta>,
    told: Told,
    /// What was generated so far, by the numbers of its tokens; how far the present node has told them again.
    tokens: Vec<u32>,
    repeated: usize,
    /// The model file that generated them.
    digest: Option<String>,
    tried: Tried,
    moves: usize,
    deadline: Option<Instant>,
}

enum Phase {
    New,
    Answering(Box<Attempt>),
    Over,
}

impl<'a> Turn<'a> {
    pub(super) fn new(
        directory: Arc<Directory>,
        codec: &'a Codec,
        schema: &'a Schema,
        request: TurnRequest<'a>,
        memory: &'a mut Memory,
    ) -> Self {
        let tokens = request.resume.to_vec();
        Self {
            directory,
            codec,
            schema,
            request,
            memory,
            phase: Phase::New,
            ready: VecDeque::new(),
            told: Told::default(),
            tokens,
            repeated: 0,
            digest: None,
            tried: Tried::default(),
            moves: 0,
            deadline: None,
        }
    }

    /// The next delta. Nothing comes after [`Delta::Finish`] or an error.
    pub(super) async fn next(&mut self) -> Option<Result<Delta>> {
        match self.step().await {
            Ok(Some(delta)) => {
                if matches!(delta, Delta::Finish(_)) {
                    self.phase = Phase::Over;
                }
                Some(Ok(delta))
            }
            Ok(None) => None,
            Err(error) => {
                self.phase = Phase::Over;
                self.ready.clear();
                Some(Err(error))
            }
        }
    }

    async fn step(&mut self) -> Result<Option<Delta>> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Ok(Some(delta));
            }
            match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::New => self.begin().await?,
                Phase::Answering(attempt) => self.go_on(attempt).await?,
                Phase::Over => return Ok(None),
            }
        }
    }

    /// Asks one node after the other until one begins to answer.
    async fn begin(&mut self) -> Result<()> {
        let whole = self.directory.config.timeouts.whole;
        let deadline = *self.deadline.get_or_insert_with(|| end_of(whole));
        loop {
            let work = self.begin_at_one();
            let node_and_error = match tokio::time::timeout_at(deadline, work).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(failed)) => failed,
                Err(_) => return Err(self.too_late()),
            };
            match node_and_error {
                (Some(node), error) => self.leave(node, error)?,
                (None, error) => {
                    let Some(again) = self.tried.next_chance().filter(|again| *again < deadline) else {
                        return Err(self.tried.last(error));
                    };
                    tokio::time::sleep_until(again).await;
                }
            }
        }
    }

    async fn begin_at_one(&mut self) -> Result<(), (Option<NodeId>, Error)> {
        let work =
            Work { prompt: self.request.estimate(self.schema).tokens, most: self.request.options.max_output_tokens };
        let tried: BTreeMap<NodeId, String> = self.tried.excluded(Instant::now());
        let chosen = self.directory.choose(self.codec.model(), work, &tried, self.memory.held).await;
        let Chosen { link, status, choice } = chosen.map_err(|error| (None, error))?;
        let node = link.node();
        tracing::debug!(node = node.short(), tokens = self.tokens.len(), %choice, "a node was chosen");
        let resumes = self.resumes(&status);
        let body = self.body(resumes);
        let length = body.value().len();
        let outbound = link.release(body).map_err(|error| (None, error))?;
        let assembler = self.codec.streamed(&self.request);
        // Part of an answer that was begun elsewhere was there, and a name that has to be called is told before anything is read.
        let shows_speed = !resumes && !self.request.tool_choice.must_call();
        let sent = Attempt::send(
            &self.directory,
            link,
            &format!("v1/{}", self.codec.path(&self.request)),
            &outbound,
            assembler,
            (length, shows_speed),
        )
        .await;
        let attempt = sent.map_err(|error| (Some(node), error))?;
        if !resumes {
            self.tokens.clear();
        }
        self.repeated = 0;
        self.digest = status.model(self.codec.model()).and_then(|model| model.digest.clone());
        self.told.begin_again();
        self.phase = Phase::Answering(Box::new(attempt));
        Ok(())
    }

    /// Whether this node goes on by the tokens that are there: it can, and has the file that generated them.
    fn resumes(&self, status: &Status) -> bool {
        let Some(model) = status.model(self.codec.model()) else { return false };
        let is_same = self.digest.is_none() && !self.request.resume.is_empty()
            || model.digest.is_some() && model.digest == self.digest;
        !self.tokens.is_empty() && model.resumes && is_same
    }

    fn body(&mut self, resumes: bool) -> Labelled<Vec<u8>> {
        let encoded = self.codec.request(&self.request, true);
        if self.told.is_nothing() && self.moves == 0 {
            self.ready.extend(encoded.ignored.into_iter().map(Delta::Ignored));
        }
        let mut body = encoded.body;
        if let Json::Object(members) = &mut body {
            members.push((RETURN_TOKEN_IDS.to_owned(), true.into()));
            if resumes {
                members.push((RESUME_TOKEN_IDS.to_owned(), Json::array(self.tokens.iter().copied())));
            }
        }
        Labelled::new(body.to_string().into_bytes(), self.request.sensitivity())
    }

    async fn go_on(&mut self, mut attempt: Box<Attempt>) -> Result<()> {
        let timeouts = self.directory.config.timeouts;
        let deadline = self.deadline.unwrap_or_else(Instant::now);
        let Ok(Read { deltas, end }) = tokio::time::timeout_at(deadline, attempt.read(&timeouts)).await else {
            return Err(self.too_late());
        };
        let node = attempt.node();
        for delta in deltas {
            self.take(delta, node)?;
        }
        match end {
            None => self.phase = Phase::Answering(attempt),
            Some(Ok(())) => {}
            Some(Err(error)) => {
                drop(attempt);
                self.leave(node, error)?;
                self.phase = Phase::New;
            }
        }
        Ok(())
    }

    /// A node did not answer, or broke off: another one goes on, if that can help.
    fn leave(&mut self, node: NodeId, error: Error) -> Result<()> {
        self.memory.held = self.memory.held.filter(|(held, _)| *held != node);
        self.moves += 1;
        // With its other models it may be.
        let is_well = failure::is_of_the_model(&error);
        tracing::info!(node = node.short(), %error, tokens = self.tokens.len(), "the turn goes on at another node");
        match failure::elsewhere(&error) {
            Elsewhere::Never => return Err(error),
            Elsewhere::Later(pause) => {
                if !is_well {
                    self.directory.busy(node, pause);
                }
                // Being full is no failure, and may last.
                self.moves -= 1;
                self.tried.later(node, error, pause);
            }
            Elsewhere::Now => {
                if !is_well {
                    self.directory.failed(node, error.to_string());
                }
                self.tried.failed(node, error);
            }
        }
        if self.moves > MOST_MOVES { Err(self.tried.last(ErrorKind::EngineStopped.into())) } else { Ok(()) }
    }

    fn too_late(&self) -> Error {
        let limit = self.directory.config.timeouts.whole;
        ErrorKind::Timeout { destination: "the nodes".to_owned(), waited_for: WaitedFor::End, limit }.into()
    }
}
