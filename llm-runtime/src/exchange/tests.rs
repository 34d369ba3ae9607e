//! Tables for the cases that have names, and random interleavings for those that have none.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, ToolCall, ToolResult, functions};
use proptest::prelude::*;

use super::{Action, Exchange, Input};
use crate::event::Event;
use crate::message::{Content, Message};
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason};
use crate::schema::Schema;

macro_rules! function {
    ($(#[$attribute:meta])* $name:ident) => {
        /// A function of these tests.
        #[derive(LlmFunction)]
        $(#[$attribute])*
        struct $name {}

        impl Execute for $name {
            type Deps = ();
            type Output = ();
            type Error = Infallible;
            async fn execute(self, _call: Call<'_, ()>) -> Result<(), Infallible> {
                Ok(())
            }
        }
    };
}
function!(
    #[llm_function(read_only)]
    Look
);
function!(Write);
function!(
    #[llm_function(exclusive)]
    Alone
);

fn begin(max_turns: u32) -> Exchange {
    let schema = Schema::builder("m").functions(functions![Look, Write, Alone]).max_turns(max_turns).build().unwrap();
    let (exchange, actions) = Exchange::begin(Arc::new(schema), Sensitivity::Personal, HashSet::new());
    assert_eq!(actions, [Action::Generate(ToolChoice::Auto)]);
    exchange
}

fn start(index: usize, name: &str) -> Input {
    Input::Delta(Delta::CallStart { index, id: None, name: name.into() })
}

fn end(index: usize) -> Input {
    Input::Delta(Delta::CallEnd { index })
}

fn finish(reason: FinishReason) -> Input {
    Input::Delta(Delta::Finish(reason))
}

fn answered(slot: usize, call: &ToolCall) -> Input {
    Input::Answered { slot, result: ToolResult::success(call, "done", Sensitivity::Sensitive) }
}

fn executed(actions: &[Action]) -> Vec<(usize, String)> {
    actions
        .iter()
        .filter_map(|action| match action {
            Action::Execute { slot, call } => Some((*slot, call.name.clone())),
            _ => None,
        })
        .collect()
}

fn appended(actions: Vec<Action>) -> Vec<Message> {
    actions
        .into_iter()
        .filter_map(|action| match action {
            Action::Append(message) => Some(message),
            _ => None,
        })
        .collect()
}

fn outputs(messages: &[Message]) -> Vec<&str> {
    messages
        .iter()
        .filter_map(|message| match &message.content {
            Content::Tool { result } => Some(result.output.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn an_answer_in_words_ends_the_exchange() {
    let mut exchange = begin(2);
    exchange.on(Input::Delta(Delta::Text("Hello".into())));
    let actions = exchange.on(finish(FinishReason::Stop));
    assert_eq!(actions.last(), Some(&Action::Finish(FinishReason::Stop)));
    assert_eq!(appended(actions), [Message::assistant("Hello", vec![], Sensitivity::Personal)]);
}

#[test]
fn a_read_only_call_starts_while_the_model_writes_and_another_waits_for_the_message() {
    let mut exchange = begin(2);
    exchange.on(start(0, "write"));
    assert_eq!(executed(&exchange.on(end(0))), []);
    exchange.on(start(1, "look"));
    assert_eq!(executed(&exchange.on(end(1))), [(1, "look".into())]);
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write".into())]);
}

#[test]
fn an_exclusive_call_runs_alone_and_holds_back_what_comes_after_it() {
    let mut exchange = begin(2);
    for (index, name) in ["write", "alone", "look"].into_iter().enumerate() {
        exchange.on(start(index, name));
        assert_eq!(executed(&exchange.on(end(index))), []);
    }
    let call = |id: &str| ToolCall::new(id, "", "");
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write".into())]);
    assert_eq!(executed(&exchange.on(answered(0, &call("call_1")))), [(1, "alone".into())]);
    assert_eq!(executed(&exchange.on(answered(1, &call("call_2")))), [(2, "look".into())]);
}

#[test]
fn a_cut_message_executes_nothing_more_and_answers_everything() {
    for reason in [FinishReason::Length, FinishReason::ContentFilter] {
        let mut exchange = begin(2);
        exchange.on(start(0, "write"));
        exchange.on(end(0));
        exchange.on(start(1, "look"));
        let actions = exchange.on(finish(reason));
        assert_eq!(executed(&actions), []);
        assert_eq!(actions.last(), Some(&Action::Generate(ToolChoice::Auto)));
        let messages = appended(actions);
        assert_eq!(
            outputs(&messages),
            [
                "not executed: the message was cut off; make the call again",
                "not executed: the arguments were cut off; make the call again",
            ]
        );
    }
}

#[test]
fn the_label_of_a_result_becomes_that_of_what_is_said_after_it() {
    let mut exchange = begin(3);
    exchange.on(start(0, "look"));
    exchange.on(end(0));
    exchange.on(finish(FinishReason::ToolCalls));
    let first = appended(exchange.on(answered(0, &ToolCall::new("call_1", "look", ""))));
    assert_eq!(first[0].sensitivity, Sensitivity::Personal);
    assert_eq!(first[1].sensitivity, Sensitivity::Sensitive);
    exchange.on(Input::Delta(Delta::Text("So".into())));
    assert_eq!(appended(exchange.on(finish(FinishReason::Stop)))[0].sensitivity, Sensitivity::Sensitive);
}

#[test]
fn a_duplicate_or_missing_identity_is_replaced_by_one_of_our_own() {
    let mut exchange = begin(2);
    for (index, id) in [Some("a"), Some("a"), None, Some("")].into_iter().enumerate() {
        exchange.on(Input::Delta(Delta::CallStart { index, id: id.map(Into::into), name: "nobody".into() }));
    }
    let messages = appended(exchange.on(finish(FinishReason::ToolCalls)));
    let Content::Assistant { calls, .. } = &messages[0].content else { panic!("no message") };
    let ids: BTreeSet<&str> = calls.iter().map(|call| call.id.as_str()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.contains("a"));
}

#[test]
fn the_limit_on_turns_ends_the_exchange_with_every_call_answered() {
    let mut exchange = begin(1);
    exchange.on(start(0, "look"));
    exchange.on(end(0));
    exchange.on(finish(FinishReason::ToolCalls));
    let actions = exchange.on(answered(0, &ToolCall::new("call_1", "look", "")));
    assert_eq!(actions.last(), Some(&Action::Finish(FinishReason::MaxTurns)));
    assert_eq!(outputs(&appended(actions)), ["done"]);
}

/// What a random engine, random functions and a random person can do next.
fn inputs() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..120)
}

/// Plays random inputs, keeping the books that the state machine must agree with.
#[derive(Default)]
struct Books {
    calls: Vec<&'static str>,
    ended: HashSet<usize>,
    running: Vec<(usize, ToolCall)>,
    ran: Vec<usize>,
    messages: Vec<Message>,
    over: bool,
}

impl Books {
    fn input(&mut self, byte: u8) -> Input {
        let argument = usize::from(byte >> 4);
        match byte & 0x0f {
            0..=3 => {
                let name = ["look", "write", "alone", "nobody"][argument % 4];
                self.calls.push(name);
                start(self.calls.len() - 1, name)
            }
            4..=7 if !self.calls.is_empty() => {
                let index = argument % self.calls.len();
                self.ended.insert(index);
                end(index)
            }
            8..=10 if !self.running.is_empty() => {
                let (slot, call) = self.running.swap_remove(argument % self.running.len());
                answered(slot, &call)
            }
            11 => Input::Delta(Delta::Text("word ".into())),
            12 => finish(if argument > 3 { FinishReason::ToolCalls } else { FinishReason::Length }),
            13 if argument == 0 => Input::Cancel,
            13 if argument == 1 => Input::EngineFailed,
            // An answer that nobody asked for.
            14 => answered(argument, &ToolCall::new("x", "x", "")),
            _ => Input::Delta(Delta::CallArguments { index: argument, fragment: "{".into() }),
        }
    }

    fn check(&mut self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Execute { slot, call } => {
                    assert!(self.ended.contains(&slot), "executed before its arguments were complete");
                    assert!(!self.ran.contains(&slot), "executed twice");
                    let alone = |name: &str| name == "alone";
                    let exclusive = alone(&call.name) || self.running.iter().any(|(_, call)| alone(&call.name));
                    assert!(!exclusive || self.running.is_empty(), "something ran beside an exclusive call");
                    self.ran.push(slot);
                    self.running.push((slot, call));
                }
                Action::Append(message) => self.messages.push(message),
                Action::Generate(_) => self.next_turn(),
                Action::Finish(_) => self.over = true,
                Action::Emit(Event::Finished(_)) => assert!(!self.over),
                Action::Emit(_) => assert!(!self.over, "an event after the end"),
            }
        }
    }

    fn next_turn(&mut self) {
        assert!(self.running.is_empty(), "asked the model while a call was open");
        self.calls.clear();
        self.ended.clear();
        self.ran.clear();
    }
}

/// Every assistant's calls are followed by exactly their answers, in order.
fn assert_answered(messages: &[Message]) {
    let mut messages = messages.iter().peekable();
    while let Some(message) = messages.next() {
        let Content::Assistant { calls, .. } = &message.content else { panic!("an answer without its call") };
        for call in calls {
            match messages.next().map(|message| &message.content) {
                Some(Content::Tool { result }) => assert_eq!(result.call_id, call.id),
                other => panic!("no answer to {}: {other:?}", call.id),
            }
        }
    }
}

proptest! {
    #[test]
    fn every_call_gets_one_answer_in_order_whatever_happens(bytes in inputs(), cancelled: bool) {
        let mut exchange = begin(3);
        let mut books = Books::default();
        for byte in bytes {
            let input = books.input(byte);
            let stopped = matches!(input, Input::Cancel | Input::EngineFailed);
            let actions = exchange.on(input);
            if stopped {
                books.running.clear();
            }
            books.check(actions);
        }
        books.running.clear();
        books.check(exchange.on(if cancelled { Input::Cancel } else { Input::EngineFailed }));
        assert_answered(&books.messages);
        prop_assert_eq!(exchange.on(start(99, "look")), []);
    }
}
