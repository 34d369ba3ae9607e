//! Responses: `POST responses`.

use llm_functions::json::Json;

use super::answer::Answer;
use super::{Codec, Decode, Encoded, sse};
use crate::error::Result;
use crate::platform::TurnRequest;

pub(super) fn request(codec: &Codec, _turn: &TurnRequest<'_>, stream: bool) -> Encoded {
    let body = Json::object([("model", Json::from(codec.target.model.as_str())), ("stream", stream.into())]);
    Encoded { body, ignored: Vec::new() }
}

pub(super) struct Decoder;

impl Decoder {
    pub(super) fn new() -> Self {
        Self
    }
}

impl Decode for Decoder {
    fn event(&mut self, _event: sse::Event<'_>, _answer: &mut Answer) -> Result<()> {
        Ok(())
    }

    fn whole(&mut self, _body: &Json, _answer: &mut Answer) -> Result<()> {
        Ok(())
    }

    fn end(&mut self, _answer: &mut Answer) {}
}
