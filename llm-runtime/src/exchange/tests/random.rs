//! Random engines, functions and people, against the books.

use std::sync::Arc;

use llm_functions::ToolCall;
use proptest::prelude::*;

use super::super::{Beginning, Decisions, Exchange, Input};
use super::books::Books;
use super::support::*;
use crate::budget::Budget;
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason, Usage};
use crate::schema::SchemaBuilder;

/// What a random engine, random functions and a random person do: what, and to what.
type Moves = Vec<(u8, u8)>;

fn schemas() -> impl Strategy<Value = SchemaBuilder> {
    let choices = prop_oneof![
        3 => Just(ToolChoice::Auto),
        1 => Just(ToolChoice::None),
        1 => Just(ToolChoice::Required),
        1 => Just(ToolChoice::Function("look".to_owned())),
    ];
    let budget =
        prop_oneof![2 => Just(Budget::new()), 1 => (5_u64..80).prop_map(|tokens| Budget::new().tokens(tokens))];
    (choices, any::<bool>(), 1_u32..4, 0_u32..3, budget).prop_map(|(choice, parallel, concurrent, repairs, budget)| {
        let schema = schema().max_turns(3).repair_attempts(repairs).budget(budget);
        schema.tool_choice(choice).parallel_calls(parallel).concurrent_calls(concurrent)
    })
}

fn reason(argument: usize) -> FinishReason {
    let cuts = [FinishReason::Length, FinishReason::ContentFilter, FinishReason::Refusal];
    match argument {
        0..=2 => cuts[argument],
        3..=8 => FinishReason::Stop,
        _ => FinishReason::ToolCalls,
    }
}

fn fragment(argument: usize) -> &'static str {
    ["{}", r#"{"a":"#, "1}", " ", "{", "}", "[", "]", "'", "", "null", "7", r#""a""#, "\n", "{}", "{}"][argument % 16]
}

/// What a move means now.
fn input(books: &Books, kind: u8, argument: u8) -> Input {
    let argument = usize::from(argument);
    let calls = books.calls.len();
    match kind % 24 {
        0..=4 => {
            let name = ["look", "write", "alone", "nobody"][argument % 4];
            let id = [None, Some("a".to_owned()), Some(String::new()), Some(format!("id{argument}"))];
            Input::Delta(Delta::CallStart { index: calls, id: id[argument / 4 % 4].clone(), name: name.into() })
        }
        5..=9 if calls > 0 => arguments((argument / 16).min(calls - 1), fragment(argument)),
        10..=12 if calls > 0 => end(argument % calls),
        13..=16 if !books.running.is_empty() => {
            let (slot, call) = &books.running[argument % books.running.len()];
            match argument / 16 % 4 {
                0 => refused(*slot, call),
                1 => deferred(*slot, call),
                _ => done_by(*slot, call),
            }
        }
        17 => text("word "),
        18 => Input::Delta(Delta::Reasoning("hm".into())),
        19 | 20 => finish(reason(argument % 16)),
        21 => Input::Delta(Delta::Usage(Usage::new(u32::try_from(argument % 20).unwrap(), 0, 1))),
        22 if argument == 0 => Input::Cancel,
        22 if argument == 1 => Input::EngineFailed,
        // What nobody asked for: an answer to nothing, a call that is there already, arguments of none.
        22 => done_by(argument % 4, &ToolCall::new("x", "x", "")),
        23 if calls > 0 => start(books.calls[argument % calls].index, "alone"),
        _ => arguments(1000 + argument, "{"),
    }
}

fn step(exchange: &mut Exchange, books: &mut Books, input: Input) {
    books.note(&input);
    let delta = match &input {
        Input::Delta(delta) => Some(delta.clone()),
        _ => None,
    };
    let generating = books.is_generating();
    let failed = matches!(input, Input::EngineFailed);
    let actions = exchange.on(input);
    if let Some(delta) = delta.filter(|_| generating) {
        books.note_delta(&delta, &actions);
    }
    if failed && generating {
        books.count();
    }
    books.check(&actions);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_call_gets_one_answer_in_order_whatever_happens(
        schema in schemas(),
        moves in proptest::collection::vec(any::<(u8, u8)>(), 0..160),
        cancelled: bool,
    ) {
        play(&schema, moves, cancelled);
    }
}

fn play(schema: &SchemaBuilder, moves: Moves, cancelled: bool) {
    let mut books = Books::new(schema.clone().build().unwrap());
    let mut exchange = begin(schema.clone());
    for (kind, argument) in moves {
        if let Some(suspended) = books.suspended.take() {
            // Goes on elsewhere: with some decisions, some that came too late, and some that nobody made.
            let open = |bits: u8| (0..books.calls.len()).filter(|slot| bits >> (slot % 8) & 1 == 1).collect::<Vec<_>>();
            let decisions = Decisions { decided: open(kind), late: open(argument & !kind) };
            let waits = |slots: Vec<usize>| {
                let awaiting = |slot: &usize| suspended.requests_by_call().any(|(call, _)| call == *slot);
                slots.into_iter().filter(awaiting).collect()
            };
            let decisions = Decisions { decided: waits(decisions.decided), late: waits(decisions.late) };
            let beginning = Beginning { ids: books.ids(), spent: exchange.spent(), ..beginning() };
            books.over = None;
            let schema = Arc::new(schema.clone().build().unwrap());
            let (resumed, actions) = Exchange::resume(schema, beginning, suspended, &decisions);
            exchange = resumed;
            books.check(&actions);
            continue;
        }
        let input = input(&books, kind, argument);
        step(&mut exchange, &mut books, input);
        if books.over.is_some_and(|reason| reason != FinishReason::AwaitingApproval) || books.stopped {
            break;
        }
    }
    if books.over.is_none() && !books.stopped {
        step(&mut exchange, &mut books, if cancelled { Input::Cancel } else { Input::EngineFailed });
    }
    books.assert_answered();
    assert_eq!(exchange.spent().tokens, books.spent());
    assert_eq!(exchange.on(start(99, "look")), []);
}
