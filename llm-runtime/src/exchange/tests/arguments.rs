//! When a call's arguments are whole, and what happens when they turn out not to be.

use super::super::{Action, Exchange};
use super::support::*;
use crate::event::Event;
use crate::platform::FinishReason;

fn looking(fragments: &[&str]) -> (Exchange, Vec<Action>) {
    let mut exchange = begin(schema());
    exchange.on(start(0, "look"));
    let actions = fragments.iter().flat_map(|fragment| exchange.on(arguments(0, fragment))).collect();
    (exchange, actions)
}

#[test]
fn a_read_only_call_starts_when_its_arguments_are_whole_and_another_waits_for_the_message() {
    let mut exchange = begin(schema());
    exchange.on(start(0, "write"));
    exchange.on(start(1, "look"));
    assert_eq!(executed(&exchange.on(arguments(0, r#"{"a":1}"#))), []);
    assert_eq!(executed(&exchange.on(arguments(1, r#"{"a":"#))), []);
    assert_eq!(executed(&exchange.on(arguments(1, "2}"))), [(1, "look")]);
    assert_eq!(executed(&exchange.on(end(0))), []);
    assert_eq!(executed(&exchange.on(end(1))), []);
    assert_eq!(executed(&exchange.on(finish(FinishReason::ToolCalls))), [(0, "write")]);
}

#[test]
fn a_call_starts_at_the_same_byte_however_the_text_is_cut() {
    let text = r#" {"a": [{"b": "}\"{"}]}  "#;
    let whole = text.trim_end().len();
    for cut in 1..text.len() {
        let (before, after) = text.split_at(cut);
        let (mut exchange, actions) = looking(&[before]);
        assert_eq!(executed(&actions).len(), usize::from(cut >= whole), "{before}");
        let actions = exchange.on(arguments(0, after));
        assert_eq!(executed(&actions).len(), usize::from(cut < whole), "{before}|{after}");
    }
}

#[test]
fn what_ran_too_early_does_not_count() {
    for has_run in [false, true] {
        let (mut exchange, actions) = looking(&["{}", " \n"]);
        assert_eq!(executed(&actions), [(0, "look")]);
        if has_run {
            assert_eq!(exchange.on(done(0)), [], "nobody is told before it is certain");
        }
        let actions = exchange.on(arguments(0, r#"{"a":1}"#));
        assert_eq!(actions.contains(&Action::Discard { slot: 0 }), !has_run);
        let told = actions.iter().filter(|action| matches!(action, Action::Emit(Event::CallFinished(_)))).count();
        assert_eq!(told, 1);
        exchange.on(end(0));
        exchange.on(done(0));
        let actions = exchange.on(finish(FinishReason::ToolCalls));
        assert_eq!(
            outputs(&appended(actions)),
            ["the arguments went on after they were complete; make the call again"]
        );
    }
}

#[test]
fn arguments_that_go_on_are_not_executed_either_when_nothing_has_started() {
    for name in ["write", "look"] {
        let mut exchange = begin(schema());
        exchange.on(start(0, name));
        assert_eq!(executed(&exchange.on(arguments(0, "{} {}"))), []);
        assert_eq!(executed(&exchange.on(end(0))), []);
        let actions = exchange.on(finish(FinishReason::ToolCalls));
        let words = "not executed: the arguments went on after they were complete; make the call again";
        assert_eq!(outputs(&appended(actions)), [words]);
    }
}

#[test]
fn an_answer_that_came_early_is_told_when_the_call_is_certain() {
    for ended in [true, false] {
        let (mut exchange, _) = looking(&["{}"]);
        assert_eq!(exchange.on(done(0)), []);
        let told = |actions: &[Action]| matches!(actions.first(), Some(Action::Emit(Event::CallFinished(_))));
        assert_eq!(ended, ended && told(&exchange.on(end(0))));
        let actions = exchange.on(finish(FinishReason::Length));
        assert_eq!(outputs(&appended(actions)), ["done"], "it was whole before the message was cut");
    }
}

#[test]
fn a_call_without_an_end_counts_if_its_arguments_are_whole() {
    // What a server sent and how the message ended; whether it runs.
    let table = [
        ("{}", FinishReason::ToolCalls, true),
        ("{}", FinishReason::Stop, true),
        ("{}", FinishReason::Length, false),
        ("", FinishReason::ToolCalls, true),
        (" \n", FinishReason::Stop, true),
        ("", FinishReason::Length, false),
        (r#"{"a":"#, FinishReason::ToolCalls, false),
        (r#"{"a":1"#, FinishReason::Stop, false),
        ("12", FinishReason::Stop, false),
        ("nul", FinishReason::Stop, false),
        ("null", FinishReason::Stop, true),
        (r#""{\"a\":1}""#, FinishReason::Stop, true),
        ("{'a': 1}", FinishReason::ToolCalls, false),
        ("{}}", FinishReason::ToolCalls, false),
    ];
    for (written, reason, runs) in table {
        let mut exchange = begin(schema());
        exchange.on(start(0, "write"));
        exchange.on(arguments(0, written));
        assert_eq!(executed(&exchange.on(finish(reason))).len(), usize::from(runs), "{written:?} {reason:?}");
    }
}

#[test]
fn a_call_that_the_engine_ended_is_checked_whatever_it_says() {
    // Whoever executes it reads the arguments, and refuses them in words for the model.
    for written in ["", "{'a': 1}", r#"{"a":"#] {
        for name in ["look", "write"] {
            let mut exchange = begin(schema());
            exchange.on(start(0, name));
            assert_eq!(executed(&exchange.on(arguments(0, written))), []);
            let mut actions = exchange.on(end(0));
            assert_eq!(executed(&actions).len(), usize::from(name == "look"));
            actions.extend(exchange.on(finish(FinishReason::ToolCalls)));
            assert_eq!(executed(&actions), [(0, name)]);
        }
    }
}

#[test]
fn broken_arguments_without_an_end_are_answered_with_what_is_wrong() {
    let mut exchange = begin(schema());
    exchange.on(start(0, "write"));
    exchange.on(arguments(0, "{'a': 1}"));
    let messages = appended(exchange.on(finish(FinishReason::ToolCalls)));
    let output = outputs(&messages)[0];
    assert!(output.starts_with("not executed: the arguments are not valid JSON at line 1, column 2"), "{output}");
}

#[test]
fn an_engine_that_breaks_off_leaves_no_call_unanswered() {
    let (mut exchange, _) = looking(&["{}"]);
    whole(&mut exchange, 1, "write");
    whole(&mut exchange, 2, "look");
    exchange.on(done(2));
    let actions = exchange.on(super::super::Input::EngineFailed);
    assert_eq!(finished(&actions), None, "whoever drives it says what happened");
    assert_eq!(
        outputs(&appended(actions)),
        ["the model's message broke off", "not executed: the model's message broke off", "done"]
    );
}
