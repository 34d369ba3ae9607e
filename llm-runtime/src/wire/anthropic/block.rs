//! [`Blocks`]: what has come of an answer, block by block.

use std::collections::HashMap;

use llm_functions::json::Json;

use super::begin::beginning;
use super::stop::Stop;
use crate::wire::answer::{Answer, Progress};
use crate::wire::json::text;
use crate::wire::record::Record;

/// The most blocks of one answer; the rest is not listened to.
const MOST: usize = 20_000;

/// What has come of an answer.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    all: Vec<Block>,
    by_index: HashMap<u32, usize>,
    /// The tool that is the answer, and what the model said before it called it.
    pub(super) form: Option<String>,
    pub(super) aside: String,
    /// The answer has begun, and so have thoughts.
    pub(super) answered: bool,
    pub(super) thought: bool,
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    /// The API says that it is over.
    over: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// Words, and how many bytes of them were told.
    Words(usize),
    /// Thoughts and their signature.
    Thoughts { text: String, signature: String },
    /// Thoughts that nobody may read, as they go back.
    Sealed(Json),
    /// A call, its number in the turn, and the input that came with its beginning.
    Call { call: usize, input: Option<String> },
    /// The answer in the form of a call, and how many bytes of it were told.
    Form { told: usize, input: Option<String> },
    /// What nobody asked for.
    Other,
}

impl Blocks {
    pub(super) fn new(form: Option<String>) -> Self {
        Self { form, ..Self::default() }
    }

    /// A block begins. One that is there already is the same event again.
    pub(super) fn start(&mut self, index: u32, block: &Json, answer: &mut Answer) {
        if self.by_index.contains_key(&index) || self.all.len() >= MOST {
            return;
        }
        self.settle(answer);
        let kind = self.kind(block, answer);
        self.by_index.insert(index, self.all.len());
        self.all.push(Block { kind, over: false });
    }

    /// More of a block. Of one that is over nothing more is listened to.
    pub(super) fn delta(&mut self, index: u32, delta: &Json, answer: &mut Answer) {
        if !self.by_index.contains_key(&index) {
            self.start(index, &beginning(delta), answer);
        }
        let Some(number) = self.by_index.get(&index).copied() else { return };
        let Some(Block { kind, over: false }) = self.all.get_mut(number) else { return };
        let more = |name| text(delta, name).unwrap_or_default();
        match (kind, text(delta, "type")) {
            (Kind::Words(_), Some("text_delta")) => {
                let told = self.words(more("text"), answer);
                self.told(number, told);
            }
            (Kind::Thoughts { text, .. }, Some("thinking_delta")) => {
                let is_first = text.is_empty();
                text.push_str(more("thinking"));
                self.thoughts(more("thinking"), is_first, answer);
            }
            (Kind::Thoughts { signature, .. }, Some("signature_delta")) => more("signature").clone_into(signature),
            (Kind::Call { call, .. }, Some("input_json_delta")) => answer.call_arguments(*call, more("partial_json")),
            (Kind::Form { told, .. }, Some("input_json_delta")) => {
                *told += more("partial_json").len();
                answer.text(more("partial_json"));
            }
            _ => {}
        }
    }

    fn told(&mut self, number: usize, bytes: usize) {
        if let Some(Block { kind: Kind::Words(told), .. }) = self.all.get_mut(number) {
            *told += bytes;
        }
    }

    /// A block is over. A call of which nothing has come may have been cut off before its first letter: what follows
    /// tells.
    pub(super) fn stop(&mut self, index: u32, answer: &mut Answer) {
        let number = self.by_index.get(&index).copied();
        let Some(block) = number.and_then(|number| self.all.get_mut(number)).filter(|block| !block.over) else {
            return;
        };
        block.over = true;
        match &mut block.kind {
            Kind::Call { call, input } => {
                if answer.progress(*call) == Progress::Empty {
                    answer.call_arguments(*call, &input.take().unwrap_or_default());
                }
                if answer.progress(*call) != Progress::Empty {
                    answer.call_end(*call);
                }
            }
            Kind::Form { told: told @ 0, input } => {
                let input = input.take().unwrap_or_default();
                *told = input.len();
                answer.text(&input);
            }
            _ => {}
        }
    }

    /// Something follows, or the model came to an end itself: a call that is over was whole, though nothing came of it.
    fn settle(&mut self, answer: &mut Answer) {
        let Some(block) = self.all.last_mut().filter(|block| block.over) else { return };
        match &mut block.kind {
            Kind::Call { call, .. } if answer.progress(*call) == Progress::Empty => answer.call_end(*call),
            Kind::Form { told: told @ 0, .. } => {
                *told = 2;
                answer.text("{}");
            }
            _ => {}
        }
    }

    /// The answer is over.
    pub(super) fn end(&mut self, stop: Stop, answer: &mut Answer) {
        if stop.is_whole {
            self.settle(answer);
            for block in &self.all {
                if let Kind::Call { call, .. } = block.kind
                    && answer.progress(call) == Progress::Whole
                {
                    answer.call_end(call);
                }
            }
        }
        let aside = std::mem::take(&mut self.aside);
        answer.text(&aside);
    }

    /// What goes back. Thoughts without a signature were cut off, where the server is one that signs.
    pub(super) fn record(&self, signs: bool, answer: &Answer) -> Record {
        let mut record = Record::default();
        for block in &self.all {
            match &block.kind {
                Kind::Words(told) | Kind::Form { told, .. } => record.said(*told, None),
                Kind::Thoughts { text, signature } if !signature.is_empty() || !signs => record.own(Json::object([
                    ("type", Json::from("thinking")),
                    ("thinking", text.as_str().into()),
                    ("signature", signature.as_str().into()),
                ])),
                Kind::Sealed(block) => record.own(block.clone()),
                Kind::Call { call, .. } => record.called(answer.call_id(*call).unwrap_or_default()),
                Kind::Thoughts { .. } | Kind::Other => {}
            }
        }
        record
    }
}
