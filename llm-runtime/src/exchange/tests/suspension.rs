//! Calls that wait for somebody's approval, here or in another process.

use std::sync::Arc;

use llm_functions::Sensitivity;

use super::super::{Action, Decisions, Exchange, Input};
use super::support::*;
use crate::approval::{ApprovalRequest, CallState, Suspended};
use crate::event::Event;
use crate::message::{Content, Message};
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason};

/// Three calls, of which the first and the last wait.
fn suspended() -> Suspended {
    let mut exchange = begin(schema());
    exchange.on(Input::Delta(Delta::Reasoning("Hm.".into())));
    exchange.on(text("I will."));
    for index in 0..3 {
        whole(&mut exchange, index, "write");
    }
    exchange.on(finish(FinishReason::ToolCalls));
    let actions = exchange.on(deferred(2, &call(2)));
    assert!(matches!(actions[..], [Action::Emit(Event::CallAwaitsApproval(_))]), "the others still run");
    exchange.on(deferred(0, &call(0)));
    let actions = exchange.on(done(1));
    assert_eq!(finished(&actions), Some(FinishReason::AwaitingApproval));
    assert!(!actions.iter().any(|action| matches!(action, Action::Append(_))), "not part of the conversation yet");
    let kept = actions.into_iter().find_map(|action| match action {
        Action::Suspend(suspended) => Some(suspended),
        _ => None,
    });
    let written = serde_json::to_string(&kept.unwrap()).unwrap();
    serde_json::from_str(&written).unwrap()
}

fn resume(suspended: Suspended, decided: &[usize], late: &[usize]) -> (Exchange, Vec<Action>) {
    let decisions = Decisions { decided: decided.to_vec(), late: late.to_vec() };
    Exchange::resume(Arc::new(schema().max_turns(2).build().unwrap()), beginning(), suspended, &decisions)
}

#[test]
fn a_message_whose_calls_wait_is_kept_with_everything_in_it() {
    let suspended = suspended();
    let states: Vec<bool> = suspended.calls.iter().map(|call| matches!(call.state, CallState::Awaiting(_))).collect();
    assert_eq!(states, [true, false, true]);
    assert_eq!(suspended.text, "I will.");
    assert_eq!(suspended.reasoning.as_ref().map(|reasoning| reasoning.text.as_str()), Some("Hm."));
    assert_eq!((suspended.turn, suspended.sensitivity), (1, Sensitivity::Personal));
    assert_eq!(suspended.label(), Sensitivity::Sensitive);
}

#[test]
fn what_is_decided_runs_and_the_model_goes_on_when_all_is_answered() {
    let (mut exchange, actions) = resume(suspended(), &[0, 2], &[]);
    assert_eq!(executed(&actions), [(0, "write"), (2, "write")]);
    exchange.on(done(0));
    let actions = exchange.on(done(2));
    assert_eq!(asked_again(&actions), Some(ToolChoice::Auto));
    let messages = appended(actions);
    let Content::Assistant { text, reasoning, calls } = &messages[0].content else { panic!("no message") };
    assert_eq!((text.as_str(), reasoning.is_some(), calls.len()), ("I will.", true, 3));
    assert_eq!(outputs(&messages), ["done", "done", "done"]);
    // This is the second turn, and the schema allows two.
    whole(&mut exchange, 0, "write");
    exchange.on(finish(FinishReason::ToolCalls));
    assert_eq!(finished(&exchange.on(done_by(0, &call(3)))), Some(FinishReason::MaxTurns));
}

#[test]
fn what_is_not_decided_goes_on_waiting() {
    let (mut exchange, actions) = resume(suspended(), &[2], &[]);
    assert_eq!(executed(&actions), [(2, "write")]);
    let actions = exchange.on(done(2));
    assert_eq!(finished(&actions), Some(FinishReason::AwaitingApproval));
    let Some(Action::Suspend(rest)) = actions.iter().find(|action| matches!(action, Action::Suspend(_))) else {
        panic!("lost")
    };
    assert_eq!(rest.requests().map(ApprovalRequest::call_id).collect::<Vec<_>>(), ["call_1"]);
    let (mut exchange, _) = resume(rest.clone(), &[0], &[]);
    assert_eq!(outputs(&appended(exchange.on(done(0)))), ["done"; 3]);
}

#[test]
fn nothing_decided_keeps_everything() {
    let before = suspended();
    let (_, actions) = resume(before.clone(), &[], &[]);
    assert_eq!(executed(&actions), []);
    assert!(actions.contains(&Action::Suspend(before)));
    assert_eq!(finished(&actions), Some(FinishReason::AwaitingApproval));
}

#[test]
fn what_came_too_late_is_answered_without_running() {
    let (_, actions) = resume(suspended(), &[], &[0, 2]);
    assert_eq!(executed(&actions), []);
    assert_eq!(asked_again(&actions), Some(ToolChoice::Auto));
    let late = "not executed: the approval came too late";
    assert_eq!(outputs(&appended(actions)), [late, "done", late]);
}

#[test]
fn a_conversation_that_goes_on_without_a_decision_has_every_call_answered() {
    let schema = Arc::new(schema().build().unwrap());
    let actions = Exchange::abandon(schema, beginning(), suspended());
    let told = actions.iter().filter(|action| matches!(action, Action::Emit(Event::CallFinished(_)))).count();
    assert_eq!(told, 2, "the one between them was told when it was answered");
    let messages: Vec<Message> = appended(actions);
    let nobody = "not executed: nobody approved it";
    assert_eq!(outputs(&messages), [nobody, "done", nobody]);
}

#[test]
fn an_exclusive_call_that_waits_for_a_person_holds_nothing_back() {
    let mut exchange = begin(schema());
    whole(&mut exchange, 0, "alone");
    whole(&mut exchange, 1, "write");
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "alone")]);
    assert_eq!(executed(&exchange.on(deferred(0, &call(0)))), [(1, "write")]);
    assert_eq!(finished(&exchange.on(done(1))), Some(FinishReason::AwaitingApproval));
}

#[test]
fn a_call_that_was_deferred_before_its_arguments_went_on_is_answered() {
    let mut exchange = begin(schema());
    exchange.on(start(0, "look"));
    exchange.on(arguments(0, "{}"));
    assert_eq!(exchange.on(deferred(0, &call(0))), []);
    exchange.on(arguments(0, "{}"));
    let actions = exchange.on(finish(FinishReason::ToolCalls));
    assert_eq!(asked_again(&actions), Some(ToolChoice::Auto));
    assert!(!actions.iter().any(|action| matches!(action, Action::Emit(Event::CallAwaitsApproval(_)))));
}

#[test]
fn whoever_cancels_answers_what_waits() {
    let mut exchange = begin(schema());
    whole(&mut exchange, 0, "write");
    whole(&mut exchange, 1, "write");
    exchange.on(finish(FinishReason::ToolCalls));
    exchange.on(deferred(0, &call(0)));
    let actions = exchange.on(Input::Cancel);
    assert_eq!(finished(&actions), Some(FinishReason::Cancelled));
    assert_eq!(outputs(&appended(actions)), ["not executed: cancelled", "cancelled"]);
}

#[test]
fn where_no_function_may_be_called_the_model_answers_in_words_after_a_decision() {
    let schema = || Arc::new(schema().tool_choice(ToolChoice::None).build().unwrap());
    let decisions = Decisions { decided: vec![0, 2], late: vec![] };
    let (mut exchange, _) = Exchange::resume(schema(), beginning(), suspended(), &decisions);
    exchange.on(done(0));
    assert_eq!(asked_again(&exchange.on(done(2))), Some(ToolChoice::None));
}

#[test]
fn whatever_number_of_repairs_is_stored_is_counted_on() {
    let mut suspended = suspended();
    (suspended.repairs, suspended.turn) = (u32::MAX, u32::MAX);
    let (mut exchange, _) = resume(suspended, &[0, 2], &[]);
    exchange.on(done(0));
    let result = llm_functions::ToolResult::failure(&call(2), "no such function", Sensitivity::Public);
    let executed = crate::execute::Executed::Refused(result);
    let actions = exchange.on(Input::Executed { slot: 2, id: call(2).id, executed });
    assert_eq!(finished(&actions), Some(FinishReason::InvalidCalls));
}
