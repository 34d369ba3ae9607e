//! [`Events`]: a response as it is generated. Every event has its name twice and a number, and every item begins and ends.

use llm_functions::json::Json;
use llm_runtime::Delta;

use super::item::Kind;
use super::{Item, Progress, Said};
use crate::answer::StreamedAnswer;
use crate::chat::{Ask, likely};
use crate::refused::Refused;

/// A response as it is generated.
pub(crate) struct Events {
    progress: Progress,
    number: u64,
    /// How many items have begun, and how many of them have ended: calls may be written at the same time.
    begun: usize,
    ended: usize,
    finished: bool,
}

impl Events {
    /// The response to this, which repeats that of its request.
    pub(crate) fn new(ask: &Ask, said: Said) -> Self {
        Self { progress: Progress::new(ask, said), number: 0, begun: 0, ended: 0, finished: false }
    }

    fn event(&mut self, name: &str, members: Vec<(&str, Json)>) -> String {
        let mut all = vec![("type", Json::from(name)), ("sequence_number", self.number.into())];
        all.extend(members);
        self.number += 1;
        format!("event: {name}\ndata: {}\n\n", Json::object(all))
    }

    fn of_response(&mut self, name: &str) -> String {
        let response = self.progress.response();
        self.event(name, vec![("response", response)])
    }

    /// The response itself begins with its first word, or with its end.
    fn begin(&mut self) -> String {
        if self.number > 0 {
            return String::new();
        }
        self.of_response("response.created") + &self.of_response("response.in_progress")
    }

    /// Ends what is over, since another kind of item has begun, and begins what is new.
    fn open(&mut self) -> String {
        let mut events = String::new();
        while self.begun < self.progress.items.len() {
            let place = self.begun;
            let is_call = matches!(self.progress.items.get(place), Some(Item { kind: Kind::Call { .. }, .. }));
            let after_call =
                place > 0 && matches!(self.progress.items.get(place - 1), Some(Item { kind: Kind::Call { .. }, .. }));
            // Calls of one message may grow side by side; everything else is over when something new begins.
            if !(is_call && after_call) {
                events.push_str(&self.close());
            }
            self.begun += 1;
            events.push_str(&self.begin_item(place));
        }
        events
    }

    fn begin_item(&mut self, place: usize) -> String {
        let Some(item) = self.progress.items.get(place) else { return String::new() };
        let (id, json, part) = (item.id.clone(), item.json("in_progress"), item.empty_part());
        let mut events = self.event("response.output_item.added", vec![("output_index", place.into()), ("item", json)]);
        if part != Json::Null {
            let members = vec![
                ("item_id", id.into()),
                ("output_index", place.into()),
                ("content_index", Json::from(0)),
                ("part", part),
            ];
            events.push_str(&self.event("response.content_part.added", members));
        }
        events
    }

    /// Ends all items that have begun.
    fn close(&mut self) -> String {
        let mut events = String::new();
        while self.ended < self.begun {
            let place = self.ended;
            self.ended += 1;
            events.push_str(&self.end_item(place));
        }
        events
    }

    fn end_item(&mut self, place: usize) -> String {
        let status = if place + 1 == self.progress.items.len() { self.progress.status_of(place) } else { "completed" };
        let Some(item) = self.progress.items.get(place) else { return String::new() };
        let (id, json, part) = (item.id.clone(), item.json(status), item.part());
        let at = |id: &str| vec![("item_id", Json::from(id)), ("output_index", place.into())];
        let mut within = at(&id);
        within.push(("content_index", Json::from(0)));
        let (name, mut done) = match &item.kind {
            Kind::Thought(text) => ("response.reasoning_text.done", vec![("text", Json::from(text.as_str()))]),
            Kind::Words { text, tokens } => {
                ("response.output_text.done", vec![("text", text.as_str().into()), ("logprobs", likely(tokens))])
            }
            Kind::Call { name, arguments, .. } => (
                "response.function_call_arguments.done",
                vec![("name", name.as_str().into()), ("arguments", arguments.as_str().into())],
            ),
        };
        done.splice(0..0, if part == Json::Null { at(&id) } else { within.clone() });
        let mut events = self.event(name, done);
        if part != Json::Null {
            within.push(("part", part));
            events.push_str(&self.event("response.content_part.done", within));
        }
        events + &self.event("response.output_item.done", vec![("output_index", place.into()), ("item", json)])
    }

    /// A piece of the newest item that has content.
    fn piece(&mut self, name: &str, more: String, logprobs: Option<Json>) -> String {
        let place = self.progress.items.len().saturating_sub(1);
        let id = self.progress.items.get(place).map(|item| item.id.clone()).unwrap_or_default();
        let mut members = vec![
            ("item_id", Json::from(id)),
            ("output_index", place.into()),
            ("content_index", Json::from(0)),
            ("delta", more.into()),
        ];
        members.extend(logprobs.map(|logprobs| ("logprobs", logprobs)));
        self.event(name, members)
    }

    fn arguments(&mut self, index: usize, more: String) -> String {
        let Some(place) = self.progress.place(index) else { return String::new() };
        let id = self.progress.items.get(place).map(|item| item.id.clone()).unwrap_or_default();
        let members = vec![("item_id", Json::from(id)), ("output_index", place.into()), ("delta", more.into())];
        self.event("response.function_call_arguments.delta", members)
    }

    fn finish(&mut self) -> String {
        self.finished = true;
        let end = if self.progress.status() == "completed" { "response.completed" } else { "response.incomplete" };
        self.close() + &self.of_response(end)
    }
}

impl StreamedAnswer for Events {
    fn delta(&mut self, delta: Delta) -> String {
        if matches!(delta, Delta::Restart) {
            return self.failed(&Refused::taken_back());
        }
        let mut events = self.begin();
        let told = matches!(delta, Delta::Text(_)).then(|| likely(&self.progress.tokens));
        self.progress.take(delta.clone());
        events.push_str(&self.open());
        events.push_str(&match delta {
            Delta::Text(more) => self.piece("response.output_text.delta", more, told),
            Delta::Reasoning(more) => self.piece("response.reasoning_text.delta", more, None),
            Delta::CallArguments { index, fragment } => self.arguments(index, fragment),
            Delta::Finish(_) => self.finish(),
            _ => String::new(),
        });
        events
    }

    /// An event for those who look for errors, and the end of the response for those who look for that.
    fn failed(&mut self, refused: &Refused) -> String {
        let mut events = self.begin();
        self.finished = true;
        self.progress.fail(refused);
        let mut members = vec![
            ("code", Json::from(refused.code)),
            ("message", refused.message.as_str().into()),
            ("param", refused.parameter.as_deref().map_or(Json::Null, Json::from)),
        ];
        if let Json::Object(error) = refused.json() {
            members.extend(error.into_iter().find(|(name, _)| name == "error").map(|(_, error)| ("error", error)));
        }
        events.push_str(&self.event("error", members));
        events + &self.of_response("response.failed")
    }

    fn is_finished(&self) -> bool {
        self.finished
    }
}
