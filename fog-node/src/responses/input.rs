//! The conversation of a request, which is a text or a list of items.

use llm_functions::json::Json;
use llm_functions::{ToolCall, ToolResult};
use llm_runtime::{Message, Reasoning};

use crate::chat::messages::{LABEL, MOST, Wrong, person, text_of, words};
use crate::chat::read::{items, member, text};
use crate::refused::Refused;

pub(super) fn read(body: &Json) -> Result<Vec<Message>, Refused> {
    match member(body, "input") {
        Some(Json::String(said)) => Ok(vec![Message::user(said).labelled(LABEL)]),
        Some(Json::Array(input)) if (1..=MOST).contains(&input.len()) => conversation(input),
        _ => Err(Refused::invalid("input", format!("`input` has to be a text or 1 to {MOST} items"))),
    }
}

fn conversation(input: &[Json]) -> Result<Vec<Message>, Refused> {
    let mut conversation = Conversation::default();
    for (place, item) in input.iter().enumerate() {
        let parameter = format!("input[{place}]");
        let wrong = |reason: &str| Refused::invalid(&parameter, format!("{parameter}: {reason}"));
        conversation.item(item, &wrong)?;
    }
    conversation.end_turn();
    Ok(conversation.messages)
}

/// A conversation as far as it was read. What the model thought, said and called stands in several items, and is one message.
#[derive(Default)]
struct Conversation {
    messages: Vec<Message>,
    calls: Vec<ToolCall>,
    turn: Option<Turn>,
}

#[derive(Default)]
struct Turn {
    thought: String,
    said: String,
    calls: Vec<ToolCall>,
}

impl Conversation {
    fn item(&mut self, item: &Json, wrong: &Wrong<'_>) -> Result<(), Refused> {
        match text(item, "type")? {
            None | Some("message") => self.message(item, wrong),
            Some("function_call") => self.call(item, wrong),
            Some("function_call_output") => self.result(item, wrong),
            Some("reasoning") => self.thought(item, wrong),
            Some("item_reference") => {
                Err(wrong("nothing is kept here that could be referred to; send the item itself (`store` is false)"))
            }
            _ => Err(wrong("`type` has to be message, function_call, function_call_output or reasoning")),
        }
    }

    fn message(&mut self, item: &Json, wrong: &Wrong<'_>) -> Result<(), Refused> {
        let message = match text(item, "role")? {
            Some("assistant") => {
                let said = words(item, wrong)?;
                let turn = self.turn.get_or_insert_default();
                turn.said.push_str(&said);
                return Ok(());
            }
            Some("system" | "developer") => Message::system(words(item, wrong)?),
            Some("user") => person(item, wrong)?,
            _ => return Err(wrong("`role` has to be system, developer, user or assistant")),
        };
        self.end_turn();
        self.messages.push(message);
        Ok(())
    }

    fn call(&mut self, item: &Json, wrong: &Wrong<'_>) -> Result<(), Refused> {
        let of = |name| text(item, name).map(|text| text.unwrap_or_default().to_owned());
        let call = ToolCall::new(of("call_id")?, of("name")?, of("arguments")?);
        if call.id.is_empty() || call.name.is_empty() {
            return Err(wrong("a call needs a `call_id` and a `name`"));
        }
        self.turn.get_or_insert_default().calls.push(call.clone());
        self.calls.push(call);
        Ok(())
    }

    fn result(&mut self, item: &Json, wrong: &Wrong<'_>) -> Result<(), Refused> {
        self.end_turn();
        let id = text(item, "call_id")?.ok_or_else(|| wrong("`call_id` is missing"))?;
        // The newest of that identity, since models count from 0 in every turn.
        let call = self.calls.iter().rev().find(|call| call.id == id);
        let call = call.ok_or_else(|| wrong("`call_id` names a call that was not made"))?;
        let output = member(item, "output").map_or(Ok(String::new()), |output| text_of(output, wrong))?;
        self.messages.push(Message::tool(ToolResult::success(call, output, LABEL)));
        Ok(())
    }

    /// What another server has encrypted cannot be read here; what stands in words can.
    fn thought(&mut self, item: &Json, wrong: &Wrong<'_>) -> Result<(), Refused> {
        let turn = self.turn.get_or_insert_default();
        for part in items(item, "content")? {
            turn.thought.push_str(text(part, "text")?.ok_or_else(|| wrong("a thought has no `text`"))?);
        }
        Ok(())
    }

    fn end_turn(&mut self) {
        let Some(Turn { thought, said, calls }) = self.turn.take() else { return };
        if said.is_empty() && calls.is_empty() {
            return;
        }
        let thought = Some(thought).filter(|thought| !thought.is_empty()).map(Reasoning::new);
        self.messages.push(Message::assistant(said, calls, LABEL).reasoning(thought));
    }
}
