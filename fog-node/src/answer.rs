//! [`WholeAnswer`] and [`StreamedAnswer`]: an answer in the words of an API, when it is whole or as it is generated. Every API of a
//! node has its own; what reads connections knows only these.

use std::fmt;

use llm_functions::json::Json;
use llm_runtime::Delta;

use crate::chat::Ask;
use crate::refused::Refused;

/// An answer that is told when it is whole.
pub trait WholeAnswer: Send {
    /// More of the answer.
    fn delta(&mut self, delta: Delta);

    /// Whether the answer has come to its end.
    fn is_finished(&self) -> bool;

    /// The answer as one body.
    fn body(self: Box<Self>) -> Json;
}

/// An answer that is told as it is generated, as server-sent events.
pub trait StreamedAnswer: Send {
    /// More of the answer: the events for it, if it makes any.
    fn delta(&mut self, delta: Delta) -> String;

    /// The end of an answer that is not whole. Clients take a stream that ends without a reason or an error for whole.
    fn failed(&mut self, refused: &Refused) -> String;

    /// Whether the answer has come to its end.
    fn is_finished(&self) -> bool;
}

/// In which way an answer is told.
pub enum Way {
    /// As one body.
    Whole(Box<dyn WholeAnswer>),
    /// As events.
    Streamed(Box<dyn StreamedAnswer>),
}

/// A request that was read, and the way to answer it.
#[derive(Debug)]
pub struct Asked {
    /// What was asked.
    pub ask: Ask,
    /// How it is answered.
    pub way: Way,
}

impl fmt::Debug for Way {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Whole(_) => "Whole",
            Self::Streamed(_) => "Streamed",
        })
    }
}

impl Asked {
    /// Answers in one of two ways, as was asked for.
    pub(crate) fn new<W, S>(ask: Ask, whole: impl FnOnce(&Ask) -> W, streamed: impl FnOnce(&Ask) -> S) -> Self
    where
        W: WholeAnswer + 'static,
        S: StreamedAnswer + 'static,
    {
        let way = if ask.stream { Way::Streamed(Box::new(streamed(&ask))) } else { Way::Whole(Box::new(whole(&ask))) };
        Self { ask, way }
    }
}

/// A sign of life in a stream: a comment, which clients pass over.
pub(crate) const PING: &str = ": ping\n\n";

/// An event of a stream. JSON text has no line ends, so that its data is one line.
pub(crate) fn event(json: &Json) -> String {
    format!("data: {json}\n\n")
}
