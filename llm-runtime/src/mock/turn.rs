//! [`Turn`] and [`Step`]: what a scripted model does when it is asked once.

use std::time::Duration;

use crate::error::ErrorKind;
use crate::message::ReasoningState;
use crate::platform::{Delta, FinishReason, Ignored, TokenLogprob, Usage};

/// One step of a scripted turn.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Produce this.
    Delta(Delta),
    /// Wait.
    Sleep(Duration),
    /// Never go on.
    Hang,
    /// Fail with this message.
    Fail(String),
    /// Fail in this way.
    Error(ErrorKind),
}

/// What a scripted model does when it is asked once.
///
/// Unless it says otherwise, a turn ends as a model's would: with [`FinishReason::ToolCalls`] when it has calls and with
/// [`FinishReason::Stop`] when it has none.
///
/// ```
/// use std::time::Duration;
/// use llm_runtime::{Usage, mock::{MockPlatform, Turn}};
///
/// let thoughtful = Turn::new()
///     .thinks("They ask for the weather of a place.")
///     .calls("get_weather", r#"{"place": "Oslo"}"#)
///     .usage(Usage::new(120, 0, 14))
///     .in_pieces(4)
///     .paced(Duration::from_millis(20));
/// let platform = MockPlatform::new("tiny").turn(thoughtful).says("It is cold in Oslo.");
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Turn {
    steps: Vec<Step>,
    calls: usize,
    ended: bool,
    piece: Option<usize>,
    pace: Option<Duration>,
}

impl Turn {
    /// A turn in which nothing is said.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says something.
    pub fn says(self, text: impl Into<String>) -> Self {
        self.delta(Delta::Text(text.into()))
    }

    /// Thinks before it speaks.
    pub fn thinks(self, text: impl Into<String>) -> Self {
        self.delta(Delta::Reasoning(text.into()))
    }

    /// Hands out what the API named `api` wants back of these thoughts.
    pub fn thought_state(self, api: &str, json: &str) -> Self {
        self.delta(Delta::ReasoningState(ReasoningState::new(api, json)))
    }

    /// Calls a function; the identity of the call is left to the exchange.
    pub fn calls(self, name: &str, arguments: &str) -> Self {
        self.call(None, name, arguments)
    }

    /// Calls a function under an identity of the model's own.
    pub fn calls_as(self, id: &str, name: &str, arguments: &str) -> Self {
        self.call(Some(id.to_owned()), name, arguments)
    }

    fn call(mut self, id: Option<String>, name: &str, arguments: &str) -> Self {
        let index = self.calls;
        self.calls += 1;
        self.delta(Delta::CallStart { index, id, name: name.to_owned() })
            .delta(Delta::CallArguments { index, fragment: arguments.to_owned() })
            .delta(Delta::CallEnd { index })
    }

    /// Tells what the turn cost.
    pub fn usage(self, usage: Usage) -> Self {
        self.delta(Delta::Usage(usage))
    }

    /// Tells how likely the tokens were.
    pub fn logprobs(self, tokens: impl IntoIterator<Item = TokenLogprob>) -> Self {
        self.delta(Delta::Logprobs(tokens.into_iter().collect()))
    }

    /// Tells that something does not happen here.
    pub fn ignores(self, what: &'static str, because: &'static str) -> Self {
        self.delta(Delta::Ignored(Ignored::new(what, because)))
    }

    /// Waits.
    pub fn sleeps(self, duration: Duration) -> Self {
        self.step(Step::Sleep(duration))
    }

    /// Does nothing more, and does not end.
    pub fn hangs(self) -> Self {
        self.step(Step::Hang).breaks_off()
    }

    /// Fails here: with a kind of error, or with what a provider said.
    pub fn fails(self, kind: impl Into<ErrorKind>) -> Self {
        self.step(Step::Error(kind.into())).breaks_off()
    }

    /// Ends for this reason.
    pub fn ends(self, reason: FinishReason) -> Self {
        self.delta(Delta::Finish(reason)).breaks_off()
    }

    /// Ends without saying so, as a connection does that breaks.
    pub fn breaks_off(mut self) -> Self {
        self.ended = true;
        self
    }

    /// Does anything else.
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    fn delta(self, delta: Delta) -> Self {
        self.step(Step::Delta(delta))
    }

    /// Streams texts, thoughts and arguments in pieces of so many characters.
    pub fn in_pieces(mut self, characters: usize) -> Self {
        self.piece = Some(characters.max(1));
        self
    }

    /// Waits so long before each delta.
    pub fn paced(mut self, pause: Duration) -> Self {
        self.pace = Some(pause);
        self
    }

    fn into_steps(mut self) -> Vec<Step> {
        if !self.ended {
            let reason = if self.calls == 0 { FinishReason::Stop } else { FinishReason::ToolCalls };
            self.steps.push(Step::Delta(Delta::Finish(reason)));
        }
        let Self { mut steps, piece, pace, .. } = self;
        if let Some(piece) = piece {
            steps = steps.into_iter().flat_map(|step| cut(step, piece)).collect();
        }
        let Some(pace) = pace else { return steps };
        let paced = |step| match step {
            Step::Delta(_) => vec![Step::Sleep(pace), step],
            other => vec![other],
        };
        steps.into_iter().flat_map(paced).collect()
    }
}

/// A step in pieces, where it is a text.
fn cut(step: Step, characters: usize) -> Vec<Step> {
    let of = |text: &str, make: &dyn Fn(String) -> Delta| {
        pieces(text, characters).into_iter().map(|piece| Step::Delta(make(piece))).collect()
    };
    match &step {
        Step::Delta(Delta::Text(text)) => of(text, &Delta::Text),
        Step::Delta(Delta::Reasoning(text)) => of(text, &Delta::Reasoning),
        Step::Delta(Delta::CallArguments { index, fragment }) => {
            of(fragment, &|fragment| Delta::CallArguments { index: *index, fragment })
        }
        _ => vec![step],
    }
}

/// A text in pieces of so many characters.
pub(super) fn pieces(text: &str, characters: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(characters.max(1)).map(|piece| piece.iter().collect()).collect()
}

/// The steps, with the turn's end.
impl IntoIterator for Turn {
    type Item = Step;
    type IntoIter = std::vec::IntoIter<Step>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_steps().into_iter()
    }
}

/// A turn that answers in words.
impl From<&str> for Turn {
    fn from(text: &str) -> Self {
        Self::new().says(text)
    }
}

impl From<String> for Turn {
    fn from(text: String) -> Self {
        Self::new().says(text)
    }
}
