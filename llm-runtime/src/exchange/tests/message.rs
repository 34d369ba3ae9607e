//! From deltas to a message, and the order in which its calls run.

use std::collections::BTreeSet;

use llm_functions::Sensitivity;

use super::super::{Action, Input};
use super::support::*;
use crate::event::Event;
use crate::message::{Content, Message, ReasoningState};
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason};

#[test]
fn an_answer_in_words_ends_the_exchange() {
    let mut exchange = begin(schema());
    exchange.on(text("Hello"));
    let actions = exchange.on(finish(FinishReason::Stop));
    assert_eq!(finished(&actions), Some(FinishReason::Stop));
    assert_eq!(actions[0], Action::EndTurn(FinishReason::Stop), "the turn is over before anything follows from it");
    assert_eq!(appended(actions), [Message::assistant("Hello", vec![], Sensitivity::Personal)]);
}

#[test]
fn thoughts_and_what_the_platform_wants_back_become_part_of_the_message() {
    let mut exchange = begin(schema());
    let state = |json: &str| Input::Delta(Delta::ReasoningState(ReasoningState::new("responses", json)));
    for thought in ["Let me ", "think."] {
        let actions = exchange.on(Input::Delta(Delta::Reasoning(thought.into())));
        assert_eq!(actions, [Action::Emit(Event::Reasoning(thought.into()))]);
    }
    exchange.on(state("1"));
    exchange.on(state("2"));
    exchange.on(text("Yes."));
    let messages = appended(exchange.on(finish(FinishReason::Stop)));
    let Content::Assistant { text, reasoning: Some(reasoning), .. } = &messages[0].content else {
        panic!("no thoughts")
    };
    assert_eq!((text.as_str(), reasoning.text.as_str()), ("Yes.", "Let me think."));
    assert_eq!(reasoning.state, Some(ReasoningState::new("responses", "2")));
}

#[test]
fn thoughts_belong_to_the_turn_in_which_they_were_thought() {
    let mut exchange = begin(schema());
    exchange.on(Input::Delta(Delta::Reasoning("I should look.".into())));
    whole(&mut exchange, 0, "look");
    exchange.on(finish(FinishReason::ToolCalls));
    let first = appended(exchange.on(done(0)));
    exchange.on(text("So."));
    let second = appended(exchange.on(finish(FinishReason::Stop)));
    let thought = |message: &Message| match &message.content {
        Content::Assistant { reasoning, .. } => reasoning.as_ref().map(|reasoning| reasoning.text.clone()),
        _ => None,
    };
    assert_eq!((thought(&first[0]).as_deref(), thought(&second[0])), (Some("I should look."), None));
}

#[test]
fn an_exclusive_call_runs_alone_and_holds_back_what_comes_after_it() {
    let mut exchange = begin(schema());
    for (index, name) in ["write", "alone", "look"].into_iter().enumerate() {
        assert_eq!(executed(&whole(&mut exchange, index, name)), []);
    }
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write")]);
    assert_eq!(executed(&exchange.on(done(0))), [(1, "alone")]);
    assert_eq!(executed(&exchange.on(done(1))), [(2, "look")]);
}

#[test]
fn no_more_calls_run_at_once_than_allowed_and_all_do_in_the_end() {
    let mut exchange = begin(schema().concurrent_calls(2));
    for index in 0..5 {
        whole(&mut exchange, index, "write");
    }
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write"), (1, "write")]);
    assert_eq!(executed(&exchange.on(done(1))), [(2, "write")]);
    assert_eq!(executed(&exchange.on(done(0))), [(3, "write")]);
    assert_eq!(executed(&exchange.on(done(3))), [(4, "write")]);
    exchange.on(done(2));
    assert_eq!(outputs(&appended(exchange.on(done(4)))), ["done"; 5]);
}

#[test]
fn a_thousand_calls_are_answered_in_call_order() {
    let mut exchange = begin(schema().concurrent_calls(1000));
    for index in 0..1000 {
        whole(&mut exchange, index, "write");
    }
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))).len(), 1000);
    let mut messages = Vec::new();
    for slot in (0..1000).rev() {
        messages.extend(appended(exchange.on(done(slot))));
    }
    let ids: Vec<String> = messages
        .iter()
        .filter_map(|message| match &message.content {
            Content::Tool { result } => Some(result.call_id.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(ids, (1..=1000).map(|number| format!("call_{number}")).collect::<Vec<_>>());
}

#[test]
fn a_cut_message_executes_nothing_more_and_answers_everything() {
    for reason in [FinishReason::Length, FinishReason::ContentFilter, FinishReason::Refusal] {
        let mut exchange = begin(schema());
        assert_eq!(executed(&whole(&mut exchange, 0, "look")), [(0, "look")], "safe before the message was cut");
        whole(&mut exchange, 1, "write");
        exchange.on(start(2, "look"));
        exchange.on(arguments(2, r#"{"a":"#));
        exchange.on(start(3, "look"));
        let actions = exchange.on(finish(reason));
        assert_eq!(executed(&actions), []);
        let actions = exchange.on(done(0));
        assert_eq!(asked_again(&actions), Some(ToolChoice::Auto));
        assert_eq!(
            outputs(&appended(actions)),
            [
                "done",
                "not executed: the message was cut off; make the call again",
                "not executed: the arguments were cut off; make the call again",
                "not executed: the arguments were cut off; make the call again",
            ]
        );
    }
}

#[test]
fn the_label_of_a_result_becomes_that_of_what_is_said_after_it() {
    let mut exchange = begin(schema());
    whole(&mut exchange, 0, "look");
    exchange.on(finish(FinishReason::ToolCalls));
    let first = appended(exchange.on(done(0)));
    assert_eq!(first[0].sensitivity, Sensitivity::Personal);
    assert_eq!(first[1].sensitivity, Sensitivity::Sensitive);
    exchange.on(text("So"));
    assert_eq!(appended(exchange.on(finish(FinishReason::Stop)))[0].sensitivity, Sensitivity::Sensitive);
}

#[test]
fn a_duplicate_or_missing_identity_is_replaced_by_one_of_our_own() {
    let mut exchange = begin(schema());
    for (index, id) in [Some("a"), Some("a"), None, Some("")].into_iter().enumerate() {
        exchange.on(Input::Delta(Delta::CallStart { index, id: id.map(Into::into), name: "look".into() }));
    }
    let messages = appended(exchange.on(finish(FinishReason::Length)));
    let Content::Assistant { calls, .. } = &messages[0].content else { panic!("no message") };
    let ids: BTreeSet<&str> = calls.iter().map(|call| call.id.as_str()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.contains("a"));
}

#[test]
fn an_engine_that_repeats_itself_or_counts_wrong_changes_nothing() {
    let mut exchange = begin(schema());
    whole(&mut exchange, 7, "write");
    assert_eq!(exchange.on(start(7, "alone")), [], "the number is taken");
    assert_eq!(exchange.on(arguments(7, "!")), [], "the call has ended");
    assert_eq!(exchange.on(arguments(3, "{}")), [], "there is no such call");
    assert_eq!(exchange.on(end(3)), []);
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write")]);
    assert_eq!(exchange.on(start(8, "look")), [], "the message is over");
    assert_eq!(exchange.on(finish(FinishReason::Stop)), []);
    assert_eq!(outputs(&appended(exchange.on(done(0)))), ["done"]);
}

#[test]
fn an_answer_to_a_call_of_an_earlier_turn_is_not_taken_for_one_of_this() {
    let mut exchange = begin(schema());
    whole(&mut exchange, 0, "write");
    exchange.on(finish(FinishReason::ToolCalls));
    exchange.on(done(0));
    whole(&mut exchange, 0, "write");
    exchange.on(finish(FinishReason::ToolCalls));
    assert_eq!(exchange.on(done(0)), [], "this is call_2");
    assert_eq!(outputs(&appended(exchange.on(done_by(0, &call(1))))), ["done"]);
}

#[test]
fn whoever_cancels_finds_every_call_answered() {
    let mut exchange = begin(schema());
    exchange.on(text("Let me see."));
    whole(&mut exchange, 0, "look");
    whole(&mut exchange, 1, "look");
    whole(&mut exchange, 2, "write");
    exchange.on(done(0));
    let actions = exchange.on(Input::Cancel);
    assert!(actions.contains(&Action::Discard { slot: 1 }));
    assert!(actions.contains(&Action::EndTurn(FinishReason::Cancelled)));
    assert_eq!(finished(&actions), Some(FinishReason::Cancelled));
    assert_eq!(outputs(&appended(actions)), ["done", "cancelled", "not executed: cancelled"]);
    assert_eq!(exchange.on(done(1)), []);
}
