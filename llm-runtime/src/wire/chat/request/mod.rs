//! A turn as the body of `POST chat/completions`.

mod messages;
mod options;
mod plain;
mod tools;

use llm_functions::json::Json;

use crate::platform::{Ignored, TurnRequest};
use crate::wire::json::Members;
use crate::wire::{Codec, Encoded, Quirks};

/// A request that is being written.
struct Request<'c> {
    quirks: &'c Quirks,
    body: Members,
    ignored: Vec<Ignored>,
}

const UNKNOWN: &str = "the server does not know it";

pub(in crate::wire) fn request(codec: &Codec, turn: &TurnRequest<'_>, stream: bool) -> Encoded {
    let mut request = Request { quirks: &codec.target.quirks, body: Members::new(), ignored: Vec::new() };
    request.body.set("model", codec.target.model.as_str());
    if let Some(text) = turn.plain {
        request.plain(text, turn.options);
    } else {
        request.body.set("messages", messages::messages(codec, turn));
        request.tools(codec, turn);
        request.output(codec, turn);
        request.options(turn.options);
    }
    request.body.set("stream", stream);
    if stream && request.quirks.stream_options {
        request.body.set("stream_options", Json::object([("include_usage", true.into())]));
    }
    Encoded { body: request.body.into(), ignored: request.ignored }
}

impl Request<'_> {
    fn ignore(&mut self, what: &'static str, because: &'static str) {
        self.ignored.push(Ignored::new(what, because));
    }

    /// Whether the server knows what is asked for; if not, that is reported.
    fn known(&mut self, what: &'static str) -> bool {
        let known = self.quirks.knows(what);
        if !known {
            self.ignore(what, UNKNOWN);
        }
        known
    }
}
