//! What ends an exchange, and what calls may not do.

use std::time::Duration;

use super::super::{Action, Exchange, Input};
use super::support::*;
use crate::budget::Budget;
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason, TokenCount, Usage};

fn usage(input: u32, cached: u32, output: u32) -> Input {
    Input::Delta(Delta::Usage(Usage::new(input, cached, output)))
}

/// A turn that makes one call, which is answered.
fn turn(exchange: &mut Exchange, number: usize) -> Vec<Action> {
    whole(exchange, 0, "write");
    exchange.on(finish(FinishReason::ToolCalls));
    exchange.on(done_by(0, &call(number)))
}

#[test]
fn the_limit_on_turns_ends_the_exchange_with_every_call_answered() {
    let mut exchange = begin(schema().max_turns(1));
    let actions = turn(&mut exchange, 0);
    assert_eq!(finished(&actions), Some(FinishReason::MaxTurns));
    assert_eq!(outputs(&appended(actions)), ["done"]);
}

#[test]
fn calls_that_do_not_fit_may_be_repaired_so_often_and_no_oftener() {
    for attempts in 0..4 {
        let mut exchange = begin(schema().repair_attempts(attempts).max_turns(100));
        for turn in 0..=attempts {
            let number = usize::try_from(turn).unwrap() * 2;
            whole(&mut exchange, 0, "write");
            whole(&mut exchange, 1, "write");
            exchange.on(finish(FinishReason::ToolCalls));
            exchange.on(refused(0, &call(number)));
            let actions = exchange.on(refused(1, &call(number + 1)));
            let last = turn == attempts;
            assert_eq!(finished(&actions), last.then_some(FinishReason::InvalidCalls), "{turn} of {attempts}");
            assert_eq!(asked_again(&actions).is_some(), !last);
            assert_eq!(outputs(&appended(actions)), ["wrong", "wrong"]);
        }
    }
}

#[test]
fn a_function_that_failed_and_a_message_that_was_cut_are_nothing_to_repair() {
    let mut exchange = begin(schema().repair_attempts(0).max_turns(100));
    turn(&mut exchange, 0);
    exchange.on(start(0, "write"));
    exchange.on(arguments(0, "{"));
    assert!(asked_again(&exchange.on(finish(FinishReason::Length))).is_some());
}

#[test]
fn arguments_that_are_broken_or_go_on_are_something_to_repair() {
    for written in ["{]", "{}{}"] {
        let mut exchange = begin(schema().repair_attempts(0).max_turns(100));
        exchange.on(start(0, "write"));
        exchange.on(arguments(0, written));
        assert_eq!(finished(&exchange.on(finish(FinishReason::ToolCalls))), Some(FinishReason::InvalidCalls));
    }
}

#[test]
fn a_budget_of_tokens_counts_what_was_computed_over_all_turns() {
    let mut exchange = begin(schema().budget(Budget::new().tokens(100)));
    exchange.on(usage(60, 20, 5));
    exchange.on(usage(60, 20, 9));
    assert!(asked_again(&turn(&mut exchange, 0)).is_some(), "49 of 100");
    assert_eq!(exchange.spent().tokens, 49);
    whole(&mut exchange, 0, "write");
    exchange.on(usage(80, 70, 41));
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write")]);
    let actions = exchange.on(done_by(0, &call(1)));
    assert_eq!(finished(&actions), Some(FinishReason::Budget));
    assert_eq!(outputs(&appended(actions)), ["done"], "a complete message is executed");
    assert_eq!(exchange.spent().tokens, 100);
}

#[test]
fn a_budget_stops_a_model_that_goes_on_writing() {
    let mut exchange = begin(schema().budget(Budget::new().tokens(13)));
    exchange.on(text(&"word ".repeat(4)));
    whole(&mut exchange, 0, "look");
    whole(&mut exchange, 1, "write");
    exchange.on(start(2, "look"));
    let actions = exchange.on(arguments(2, r#"{"a": 1"#));
    assert!(actions.contains(&Action::EndTurn(FinishReason::Budget)));
    let actions = exchange.on(done(0));
    assert_eq!(finished(&actions), Some(FinishReason::Budget));
    let used_up = "not executed: the session's budget is used up";
    let cut = "not executed: the arguments were cut off; make the call again";
    assert_eq!(outputs(&appended(actions)), ["done", used_up, cut]);
}

#[test]
fn an_answer_that_is_complete_counts_even_if_it_used_the_budget_up() {
    let mut exchange = begin(schema().budget(Budget::new().tokens(10).time(Duration::from_secs(1))));
    exchange.on(text("Yes."));
    exchange.on(usage(5, 0, 20));
    exchange.on(Input::Time(Duration::from_secs(2)));
    assert_eq!(finished(&exchange.on(finish(FinishReason::Stop))), Some(FinishReason::Stop));
    assert_eq!((exchange.spent().tokens, exchange.spent().time), (25, Duration::from_secs(2)));
}

#[test]
fn without_usage_tokens_are_estimated() {
    let mut exchange = begin(schema().budget(Budget::new().tokens(30)));
    exchange.on(Input::Prompt(TokenCount::exact(20)));
    exchange.on(text(&"abc".repeat(9)));
    assert_eq!(exchange.spent().tokens, 0, "the prompt may come from a cache as long as nobody knows");
    exchange.on(finish(FinishReason::Stop));
    assert_eq!(exchange.spent().tokens, 29);
}

#[test]
fn a_turn_that_was_cancelled_or_failed_has_cost_something_too() {
    for input in [Input::Cancel, Input::EngineFailed] {
        let mut exchange = begin(schema().budget(Budget::new().tokens(100)));
        exchange.on(usage(7, 0, 1));
        exchange.on(Input::Time(Duration::from_secs(3)));
        exchange.on(input);
        assert_eq!((exchange.spent().tokens, exchange.spent().time), (8, Duration::from_secs(3)));
    }
}

#[test]
fn a_budget_of_time_is_that_of_the_model_alone() {
    let mut exchange = begin(schema().budget(Budget::new().time(Duration::from_secs(10))));
    whole(&mut exchange, 0, "write");
    exchange.on(Input::Time(Duration::from_secs(6)));
    exchange.on(finish(FinishReason::ToolCalls));
    // However long the function runs.
    exchange.on(Input::Time(Duration::from_secs(600)));
    assert!(asked_again(&exchange.on(done(0))).is_some());
    assert_eq!(exchange.time_left(), Some(Duration::from_secs(4)));
    exchange.on(text("And then"));
    exchange.on(Input::Time(Duration::from_secs(4)));
    let actions = exchange.on(Input::TimeUp);
    assert_eq!(finished(&actions), Some(FinishReason::Budget));
    assert_eq!(exchange.spent().time, Duration::from_secs(10));
}

/// What was asked for; the calls; which of them run; what was not held to.
type Choice = (ToolChoice, &'static [&'static str], &'static [usize], &'static [&'static str]);

#[test]
fn calls_that_may_not_be_made_are_answered_and_reported() {
    let one = || ToolChoice::Function("look".into());
    let table: [Choice; 8] = [
        (ToolChoice::None, &["look", "write"], &[], &["tool_choice"]),
        (one(), &["write", "look"], &[1], &["tool_choice"]),
        (one(), &["look", "look"], &[0, 1], &[]),
        (one(), &["write"], &[], &["tool_choice"]),
        (one(), &[], &[], &["tool_choice"]),
        (ToolChoice::Required, &[], &[], &["tool_choice"]),
        (ToolChoice::Required, &["write"], &[0], &[]),
        (ToolChoice::Auto, &[], &[], &[]),
    ];
    for (choice, calls, runs, reported) in table {
        let mut exchange = begin(schema().tool_choice(choice.clone()));
        let mut actions = Vec::new();
        for (index, name) in calls.iter().enumerate() {
            actions.extend(whole(&mut exchange, index, name));
        }
        actions.extend(exchange.on(finish(FinishReason::ToolCalls)));
        let mut ran: Vec<usize> = executed(&actions).into_iter().map(|(slot, _)| slot).collect();
        ran.sort_unstable();
        assert_eq!(ran, runs, "{choice:?} {calls:?}");
        assert_eq!(ignored(&actions), reported, "{choice:?} {calls:?}");
        for slot in ran {
            actions.extend(exchange.on(done(slot)));
        }
        let next = (!calls.is_empty()).then_some(if choice == ToolChoice::None { choice } else { ToolChoice::Auto });
        assert_eq!(asked_again(&actions), next);
    }
}

#[test]
fn a_message_that_was_cut_is_not_blamed_for_what_it_did_not_call() {
    let mut exchange = begin(schema().tool_choice(ToolChoice::Required));
    exchange.on(text("I will now"));
    assert_eq!(ignored(&exchange.on(finish(FinishReason::Length))), [""; 0]);
}

#[test]
fn one_call_at_a_time_runs_the_first_and_asks_for_the_others_again() {
    let mut exchange = begin(schema().parallel_calls(false));
    let mut actions = Vec::new();
    for index in 0..3 {
        actions.extend(whole(&mut exchange, index, "look"));
    }
    assert_eq!(executed(&actions), [(0, "look")]);
    let actions = exchange.on(finish(FinishReason::ToolCalls));
    assert_eq!(ignored(&actions), ["parallel_calls"]);
    let again = "not executed: one call at a time; make it again";
    assert_eq!(outputs(&appended(exchange.on(done(0)))), ["done", again, again]);
    let actions = whole(&mut exchange, 0, "look");
    assert_eq!(executed(&actions), [(0, "look")], "the rule is about a message, not the exchange");
}
