//! [`Attempt`]: one request and as much of its answer as has come.

use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::life::is_heartbeat;
use crate::authorized::request_id;
use crate::cloud::Timeouts;
use crate::cloud::server::Server;
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::platform::Delta;
use crate::transport::{Method, Response, after};
use crate::wire::Assembler;

/// How long the end of a body is waited for after the end of the answer. It is nearly always there already, and then the
/// connection can be used again.
const GRACE: Duration = Duration::from_millis(100);

/// How long more is waited for once it is told why the answer ends: what it cost and the end mark come at once or not at
/// all.
const AFTER_THE_REASON: Duration = Duration::from_secs(5);

/// One request and as much of its answer as has come.
pub(super) struct Attempt {
    server: String,
    /// `None` once the answer is over; with it goes the connection, and the slot.
    open: Option<Open>,
    assembler: Assembler,
    deltas: Vec<Delta>,
    outcome: Option<Result<()>>,
    request_id: Option<String>,
    sent: Instant,
    /// When more than a sign of life came last.
    alive: Instant,
    visible: bool,
}

struct Open {
    response: Response,
    _slot: OwnedSemaphorePermit,
}

impl Attempt {
    /// Sends the request; ends when the answer begins.
    pub(super) async fn send(
        server: &Server,
        path: &str,
        outbound: &Outbound,
        assembler: Assembler,
        slot: OwnedSemaphorePermit,
    ) -> Result<Self> {
        let sent = Instant::now();
        let limit = server.config.timeouts.first_token;
        let response = timeout_at(after(sent, limit), server.ask(Method::Post, path, outbound)).await;
        let response = response.map_err(|_| server.timeout(WaitedFor::FirstToken, limit))??;
        check_type(&response, server)?;
        Ok(Self {
            server: server.client.name().to_owned(),
            request_id: request_id(&response),
            open: Some(Open { response, _slot: slot }),
            assembler,
            deltas: Vec::new(),
            outcome: None,
            sent,
            alive: sent,
            visible: false,
        })
    }

    /// Reads until there is something that a person could see, or the end.
    ///
    /// # Errors
    /// When it fails before anything of it could be seen; a later failure is the outcome.
    pub(super) async fn read(&mut self, timeouts: &Timeouts) -> Result<()> {
        while self.outcome.is_none() && !self.deltas.iter().any(is_visible) {
            if let Err(error) = self.read_more(timeouts).await {
                self.open = None;
                self.outcome = Some(Err(self.identified(error)));
            }
        }
        self.visible |= self.deltas.iter().any(is_visible);
        match self.outcome.take() {
            Some(Err(error)) if !self.visible => Err(error),
            outcome => {
                self.outcome = outcome;
                Ok(())
            }
        }
    }

    /// What was read since the last time, and how it ended if it did.
    pub(super) fn take(&mut self) -> (Vec<Delta>, Option<Result<()>>) {
        (std::mem::take(&mut self.deltas), self.outcome.take())
    }

    async fn read_more(&mut self, timeouts: &Timeouts) -> Result<()> {
        let (until, waited_for, limit) = self.patience(timeouts);
        let Some(open) = &mut self.open else { return Ok(()) };
        let Ok(piece) = timeout_at(until, open.response.chunk()).await else {
            // An answer whose reason to end was told is whole, whatever the server keeps the connection open for.
            return self.end().map_err(|_| {
                let destination = self.server.clone();
                ErrorKind::Timeout { destination, waited_for, limit }.into()
            });
        };
        let Some(piece) = piece? else { return self.end() };
        if !is_heartbeat(&piece) {
            self.alive = Instant::now();
        }
        self.assembler.push(&piece, &mut self.deltas)?;
        if self.assembler.is_finished() {
            self.drain().await;
            return self.end();
        }
        Ok(())
    }

    /// Until when more must come. A server may begin its answer long before the first token, and may have tokens that are
    /// held back until they make sense; both are told apart from a server that does nothing.
    fn patience(&self, timeouts: &Timeouts) -> (Instant, WaitedFor, Duration) {
        let silence =
            if self.assembler.has_reason() { timeouts.silence.min(AFTER_THE_REASON) } else { timeouts.silence };
        let silent = after(self.alive, silence);
        if self.visible || self.assembler.has_reason() {
            (silent, WaitedFor::MoreTokens, timeouts.silence)
        } else {
            (silent.max(after(self.sent, timeouts.first_token)), WaitedFor::FirstToken, timeouts.first_token)
        }
    }

    /// Reads the rest of a body whose answer is over, so that its connection is kept.
    async fn drain(&mut self) {
        let until = Instant::now() + GRACE;
        let Some(open) = &mut self.open else { return };
        while let Ok(Ok(Some(_))) = timeout_at(until, open.response.chunk()).await {}
        // The connection's own task has to see the end, too, before the next turn looks for a connection.
        tokio::task::yield_now().await;
    }

    fn end(&mut self) -> Result<()> {
        self.open = None;
        self.assembler.end(&mut self.deltas)?;
        self.outcome = Some(Ok(()));
        Ok(())
    }

    /// An error that stood in the stream, with the server's name for the request.
    fn identified(&self, error: Error) -> Error {
        match (error.kind(), &self.request_id) {
            (ErrorKind::Provider(known), Some(id)) if known.request_id.is_none() => {
                let mut known = known.clone();
                known.request_id = Some(id.clone());
                ErrorKind::Provider(known).into()
            }
            _ => error,
        }
    }
}

/// What a person could have seen, or a function could have been called for.
fn is_visible(delta: &Delta) -> bool {
    !matches!(
        delta,
        Delta::Usage(_) | Delta::Ignored(_) | Delta::ReasoningState(_) | Delta::Tokens(_) | Delta::Logprobs(_)
    )
}

/// A page where an answer belongs comes from something between us and the server, or from the wrong address; a compressed
/// one from something that does not listen, since none is asked for.
fn check_type(response: &Response, server: &Server) -> Result<()> {
    let not_the_api = |reason| {
        let destination = server.client.name().to_owned();
        Err(ErrorKind::NotTheApi { destination, reason }.into())
    };
    let coding = response.header("content-encoding").map(str::trim).filter(|coding| !coding.is_empty());
    if coding.is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return not_the_api("it answered compressed, which was not asked for".to_owned());
    }
    let Some(found) = response.header("content-type") else { return Ok(()) };
    let found = found.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_foreign = found == "text/html"
        || found == "application/xhtml+xml"
        || ["image/", "audio/", "video/", "font/"].iter().any(|family| found.starts_with(family));
    if is_foreign {
        return not_the_api(format!("it answered with {}, not with a turn", family(&found)));
    }
    Ok(())
}

/// A word of our own for a type of content: the header's might repeat what was sent.
fn family(found: &str) -> &'static str {
    if found.contains("html") { "a page" } else { "a picture or the like" }
}
