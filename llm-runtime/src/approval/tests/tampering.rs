//! Requests, decisions and suspended messages that were altered on their way.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Bank, TO_ADA, call, suspended};
use crate::approval::{ApprovalDecision, ApprovalRequest, CallState, Decided, Suspended};
use crate::execute::Executed;

/// Every place in a JSON value, as a pointer.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{at}/{index}"), all));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| places(member, &format!("{at}/{name}"), all));
        }
        _ => {}
    }
}

/// Another value for a place: flipped, exchanged for one that stands elsewhere, or something that an attacker would like.
fn altered(value: &mut Value, place: usize, how: usize, from: &[Value]) {
    let mut all = Vec::new();
    places(value, "", &mut all);
    let Some(spot) = value.pointer_mut(&all[place % all.len()]) else { return };
    let tempting = [
        json!("granted"),
        json!(u32::MAX),
        json!("transfer"),
        json!("delete"),
        json!("call_1"),
        json!(r#"{"to":"Eve","amount":9999.0}"#),
        json!("[redacted]"),
        json!(1),
        json!(""),
        Value::Null,
        json!([]),
    ];
    if how == 0 {
        if let Value::String(text) = spot {
            let flipped = if text.starts_with('0') { "1" } else { "0" };
            text.replace_range(..text.chars().next().map_or(0, char::len_utf8), flipped);
        }
    } else if how <= tempting.len() {
        spot.clone_from(&tempting[how - 1]);
    } else {
        let other = &from[how % from.len()];
        let mut all = Vec::new();
        places(other, "", &mut all);
        if let Some(other) = other.pointer(&all[how % all.len()]) {
            spot.clone_from(other);
        }
    }
}

/// What is stored and sent for two calls: one that was granted, one that was refused.
async fn asked(bank: &Bank) -> (Suspended, Vec<ApprovalDecision>) {
    let mut asked = Vec::new();
    for (id, name, arguments) in [("call_1", "transfer", TO_ADA), ("call_2", "delete", r#"{"to":"Bob","amount":2}"#)] {
        let mut call = call(name, arguments);
        call.id = id.into();
        let request = bank.ask(&call).await;
        asked.push((call, request));
    }
    let decisions = vec![asked[0].1.grant(), asked[1].1.refuse("never")];
    (suspended(asked), decisions)
}

/// Goes on as a session does, as far as the altered parts can be read.
async fn resume(bank: &Bank, suspended: Value, decisions: Vec<Value>) {
    let Ok(suspended) = serde_json::from_value::<Suspended>(suspended) else { return };
    let decisions: Vec<ApprovalDecision> =
        decisions.into_iter().filter_map(|decision| serde_json::from_value(decision).ok()).collect();
    let Ok(decided) = suspended.decide(decisions) else { return };
    for (slot, decided) in decided {
        bank.execute(&suspended.calls[slot].call, Some(decided)).await;
    }
}

proptest! {
    #[test]
    fn nothing_runs_but_what_was_granted_however_it_is_altered(
        alterations in proptest::collection::vec((0..3_usize, any::<u16>(), 0..40_usize), 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let bank = Bank::new();
        runtime.block_on(async {
            let (suspended, decisions) = asked(&bank).await;
            let mut parts = vec![serde_json::to_value(&suspended).unwrap()];
            parts.extend(decisions.iter().map(|decision| serde_json::to_value(decision).unwrap()));
            let from = parts.clone();
            for (part, place, how) in &alterations {
                altered(&mut parts[*part], usize::from(*place), *how, &from);
            }
            let stored = parts.remove(0);
            resume(&bank, stored.clone(), parts.clone()).await;
            // And once more with the same, and with what there was before.
            resume(&bank, stored, parts).await;
            resume(&bank, from[0].clone(), from[1..].to_vec()).await;
        });
        let ran = bank.ran();
        prop_assert!(ran.is_empty() || ran == ["transfer Ada 12.5"], "{:?}", ran);
        if alterations.is_empty() {
            prop_assert_eq!(ran.len(), 1);
        }
    }

    #[test]
    fn a_byte_that_is_altered_grants_nothing_more(at in any::<prop::sample::Index>(), byte in 0x20..0x7f_u8, which in 0..2) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let bank = Bank::new();
        runtime.block_on(async {
            let asked = call("transfer", TO_ADA);
            let request = bank.ask(&asked).await;
            let mut texts = [serde_json::to_string(&request).unwrap(), serde_json::to_string(&request.refuse("no")).unwrap()];
            let mut bytes = texts[which as usize].clone().into_bytes();
            let place = at.index(bytes.len());
            bytes[place] = byte;
            texts[which as usize] = String::from_utf8(bytes).unwrap();
            let read = (serde_json::from_str::<ApprovalRequest>(&texts[0]), serde_json::from_str(&texts[1]));
            if let (Ok(request), Ok(decision)) = read {
                let executed = bank.execute(&asked, Some(Decided { request, decision })).await;
                assert!(matches!(executed, Executed::Answered(result) if result.is_error));
            }
        });
        prop_assert!(bank.ran().is_empty());
    }
}

#[tokio::test]
async fn a_request_that_shows_something_else_cannot_be_read() {
    let request = Bank::new().ask(&call("transfer", TO_ADA)).await;
    let written = serde_json::to_value(&request).unwrap();
    let read = |member: &str, value: Value| {
        let mut altered = written.clone();
        altered[member] = value;
        serde_json::from_value::<ApprovalRequest>(altered).unwrap_err().to_string()
    };
    assert!(read("shown", json!(r#"{"to":"Ada","amount":1.0}"#)).contains("shows other arguments"));
    assert!(read("shown", json!(r#"{"to":"Ada"}"#)).contains("shows other arguments"));
    assert!(read("arguments", json!(r#"{"to":"Ada","amount":1.0}"#)).contains("not those of its digest"));
    assert!(read("function", json!("delete")).contains("not those of its digest"));
    assert!(read("version", json!(2)).contains("version 2"));
    assert!(read("expires_at", json!(u64::MAX)).contains("beyond"));
    let mut longer = written.clone();
    longer["expires_at"] = json!(4_000_000_000_u64);
    let longer: ApprovalRequest = serde_json::from_value(longer).unwrap();
    assert!(!request.grant().is_made_from(&longer), "a decision knows until when it holds");
}

#[tokio::test]
async fn what_is_stored_and_sent_comes_back_as_it_was() {
    let (suspended, decisions) = asked(&Bank::new()).await;
    let text = serde_json::to_string(&suspended).unwrap();
    assert!(text.starts_with(r#"{"version":1,"#), "{text}");
    assert_eq!(serde_json::from_str::<Suspended>(&text).unwrap(), suspended);
    for decision in decisions {
        let text = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<ApprovalDecision>(&text).unwrap(), decision);
    }
    assert!(suspended.calls.iter().all(|call| matches!(call.state, CallState::Awaiting(_))));
    let shown = format!("{suspended:?}");
    assert!(!shown.contains("Ada") && !shown.contains("Shall I"), "{shown}");
}
