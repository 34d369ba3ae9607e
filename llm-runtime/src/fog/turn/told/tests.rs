#![allow(clippy::unwrap_used, clippy::panic, clippy::format_push_string, reason = "tests")]
use super::*;
use crate::platform::FinishReason;

fn answer() -> Vec<Delta> {
    let text = |text: &str| Delta::Text(text.to_owned());
    let arguments = |index, fragment: &str| Delta::CallArguments { index, fragment: fragment.to_owned() };
    vec![
        Delta::Reasoning("höm".into()),
        Delta::Reasoning(" höm".into()),
        text("It is "),
        text("−3 °C"),
        Delta::Logprobs(vec![TokenLogprob::new("a", -0.1, Vec::new()), TokenLogprob::new("b", -0.2, Vec::new())]),
        text(" in Oslo."),
        Delta::CallStart { index: 0, id: Some("c".into()), name: "f".into() },
        arguments(0, "{\"a\":"),
        arguments(0, " \"ü\"}"),
        Delta::CallEnd { index: 0 },
        Delta::CallStart { index: 1, id: None, name: "g".into() },
        arguments(1, "{}"),
        Delta::CallEnd { index: 1 },
        Delta::Finish(FinishReason::ToolCalls),
    ]
}

/// The same answer, cut into single characters.
fn finely(deltas: Vec<Delta>) -> Vec<Delta> {
    let cut = |text: &str, make: &dyn Fn(String) -> Delta| text.chars().map(|c| make(c.to_string())).collect();
    let one = |delta| match delta {
        Delta::Text(text) => cut(&text, &Delta::Text),
        Delta::Reasoning(text) => cut(&text, &Delta::Reasoning),
        Delta::CallArguments { index, fragment } => {
            cut(&fragment, &|fragment| Delta::CallArguments { index, fragment })
        }
        Delta::Logprobs(tokens) => tokens.into_iter().map(|token| Delta::Logprobs(vec![token])).collect(),
        other => vec![other],
    };
    deltas.into_iter().flat_map(one).collect::<Vec<_>>()
}

fn heard(deltas: &[Delta]) -> String {
    let mut heard = String::new();
    for delta in deltas {
        match delta {
            Delta::Text(text) => heard.push_str(text),
            Delta::Reasoning(text) => heard.push_str(&format!("({text})").replace(")(", "")),
            Delta::CallStart { name, .. } => heard.push_str(&format!("<{name}>")),
            Delta::CallArguments { fragment, .. } => heard.push_str(fragment),
            Delta::CallEnd { index } => heard.push_str(&format!("</{index}>")),
            Delta::Logprobs(tokens) => heard.push_str(&"#".repeat(tokens.len())),
            Delta::Finish(_) => heard.push('.'),
            _ => {}
        }
    }
    heard.replace(")(", "")
}

#[test]
fn wherever_an_answer_breaks_off_and_however_it_is_cut_nothing_is_told_twice_or_left_out() {
    let whole = heard(&answer());
    for (before, after) in
        [(answer(), finely(answer())), (finely(answer()), answer()), (finely(answer()), finely(answer()))]
    {
        for at in 0..before.len() {
            let mut told = Told::default();
            let mut passed = Vec::new();
            for delta in &before[..at] {
                passed.extend(told.pass(delta.clone()).unwrap());
            }
            told.begin_again();
            for delta in after.clone() {
                passed.extend(told.pass(delta).unwrap());
            }
            assert_eq!(heard(&passed), whole, "broken off at {at}");
        }
    }
}

#[test]
fn it_may_break_off_again_while_it_is_told_again() {
    let whole = heard(&answer());
    let fine = finely(answer());
    for first in (0..fine.len()).step_by(5) {
        for second in (0..fine.len()).step_by(3) {
            let mut told = Told::default();
            let mut passed = Vec::new();
            for part in [&fine[..first], &fine[..second], &fine[..]] {
                told.begin_again();
                for delta in part {
                    passed.extend(told.pass(delta.clone()).unwrap());
                }
            }
            assert_eq!(heard(&passed), whole, "broken off at {first} and {second}");
        }
    }
}

#[test]
fn another_answer_takes_the_place_of_the_one_that_was_begun() {
    let text = |text: &str| Delta::Text(text.to_owned());
    let likely = |token: &str| Delta::Logprobs(vec![TokenLogprob::new(token, -0.1, Vec::new())]);
    for (same, differs) in [("", "No."), ("Ü", "nd."), ("Über", " all."), ("Über den", "noch.")] {
        let mut told = Told::default();
        for delta in [Delta::Reasoning("hm".into()), text("Über"), likely("Über"), text(" den Wolken"), likely(" den")]
        {
            told.pass(delta).unwrap();
        }
        told.begin_again();
        let mut heard_again = Vec::new();
        for delta in [Delta::Reasoning("hm".into()), text(same), text(differs), Delta::Finish(FinishReason::Stop)] {
            heard_again.extend(match told.pass(delta) {
                Ok(delta) => delta.into_iter().collect::<Vec<_>>(),
                Err(Differs(other)) => {
                    let mut instead = told.take_back().unwrap();
                    instead.extend(told.pass(other).unwrap());
                    instead
                }
            });
        }
        assert_eq!(heard_again.first(), Some(&Delta::Restart));
        assert_eq!(heard(&heard_again), format!("(hm){same}{differs}."));
        // And it may break off as well.
        told.begin_again();
        assert!(told.pass(text("x")).is_err());
    }
    let mut called = Told::default();
    called.pass(Delta::CallStart { index: 0, id: None, name: "f".into() }).unwrap();
    called.begin_again();
    assert!(called.pass(text("No.")).is_err() && called.take_back().is_none());
}

#[test]
fn what_was_the_same_of_a_piece_is_not_told_twice() {
    let mut told = Told::default();
    for delta in [Delta::Text("a".into()), Delta::Reasoning("b".into())] {
        told.pass(delta).unwrap();
    }
    told.begin_again();
    let Err(Differs(other)) = told.pass(Delta::Text("a c".into())) else { panic!("it differs") };
    let mut instead = told.take_back().unwrap();
    instead.extend(told.pass(other).unwrap());
    assert_eq!(heard(&instead), "a c");
}

#[test]
fn another_answer_is_noticed() {
    for other in [
        vec![Delta::Text("It was".into())],
        vec![Delta::Text("It".into()), Delta::Finish(FinishReason::Stop)],
        vec![Delta::Reasoning("It".into())],
        vec![Delta::CallStart { index: 0, id: None, name: "f".into() }],
        vec![Delta::Text("It i".into()), Delta::CallEnd { index: 0 }],
    ] {
        let mut told = Told::default();
        told.pass(Delta::Text("It is".into())).unwrap();
        told.begin_again();
        assert!(other.iter().any(|delta| told.pass(delta.clone()).is_err()), "{other:?}");
    }
}
