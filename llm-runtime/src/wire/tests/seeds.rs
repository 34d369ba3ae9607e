//! Answers to begin with when bytes are made up, written from the tables of this folder: what fuzzing starts from in
//! `fuzz/seeds`, where a test keeps them up to date.

use std::path::Path;

use super::chat;
use super::turns::Dice;
use crate::wire::Api;
use crate::wire::fuzzing::read;

/// Answers of chat completions with their names.
pub(crate) fn chat() -> Vec<(String, String)> {
    let calls = chat::calls::CASES.iter().enumerate().map(|(number, (_, chunks, _))| {
        let chunks: Vec<String> =
            chunks.iter().map(|calls| chat::chunk(&format!(r#"{{"tool_calls":[{calls}]}}"#), "null")).collect();
        let end = chat::chunk("{}", r#""tool_calls""#);
        let all: Vec<&str> = chunks.iter().map(String::as_str).chain([end.as_str()]).collect();
        (format!("calls_{number:02}"), chat::stream(&all))
    });
    let call = r#"{"tool_calls":[{"index":0,"id":"x","function":{"name":"log_meal","arguments":"{\"foods\":[{\"key\":\"egg\",\"value\":2}],\"note\":null}"}}]}"#;
    let said = chat::chunk(r#"{"role":"assistant","content":"Grüß Gott","reasoning_content":"hm"}"#, "null");
    let end = |word: &str| chat::chunk("{}", word);
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#;
    let others = [
        ("strict", chat::stream(&[&chat::chunk(call, r#""stop""#)])),
        ("text", chat::stream(&[&said, &end(r#""stop""#), usage])),
        ("length", chat::stream(&[&said, &end(r#""length""#)])),
        ("refusal", chat::stream(&[&chat::chunk(r#"{"refusal":"No."}"#, r#""stop""#)])),
        ("comments", format!(": ping\r\n\r\nevent: message\r\ndata: {said}\r\n\r\n:\rdata:{}\r\r", end(r#""stop""#))),
        ("error", format!("data: {said}\n\nerror: {{\"code\":500,\"message\":\"busy\"}}\n\n")),
        ("whole", r#"{"choices":[{"message":{"content":[{"type":"text","text":"Hi"}],"function_call":{"name":"log meal","arguments":{"a":1}}},"finish_reason":"stop"}]}"#.to_owned()),
        ("whole_error", r#"{"error":{"message":"no","code":"x"}}"#.to_owned()),
    ];
    calls.chain(others.map(|(name, body)| (name.to_owned(), body))).collect()
}

/// A folder of `fuzz/seeds`, the API whose reader is fuzzed, and the seeds by name.
type Folder = (&'static str, Api, Vec<(String, String)>);

/// Every folder of `fuzz/seeds` that belongs to a wire, with what is in it.
fn all() -> [Folder; 3] {
    let named = |seeds: Vec<(&str, String)>| seeds.into_iter().map(|(name, body)| (name.to_owned(), body)).collect();
    [
        ("wire_chat", Api::ChatCompletions, chat()),
        ("wire_responses", Api::Responses, named(super::responses::traps::seeds())),
        ("wire_anthropic", Api::AnthropicMessages, named(super::anthropic::traps::seeds())),
    ]
}

/// Seeds are what the tables say; with `BLESS` set, the files are written.
#[test]
fn seeds_are_the_tables() {
    for (folder, _, seeds) in all() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(folder);
        for (name, body) in seeds {
            let file = folder.join(format!("{name}.txt"));
            if std::env::var_os("BLESS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, &body).unwrap();
            }
            let kept = std::fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(kept, body, "{} is not up to date; set BLESS", file.display());
        }
    }
}

/// What fuzzing does, for seconds: seeds with bytes changed, left out, and put in from others.
#[test]
fn seeds_and_what_becomes_of_them() {
    for (_, api, seeds) in all() {
        let seeds: Vec<String> = seeds.into_iter().map(|(_, body)| body).collect();
        let mut dice = Dice::new(1);
        for round in 0..10_000 {
            read(api, &changed(&seeds[round % seeds.len()], &seeds, &mut dice));
        }
    }
}

fn changed(seed: &str, others: &[String], dice: &mut Dice) -> Vec<u8> {
    let mut body = seed.as_bytes().to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(body.len() + 1);
        match dice.roll(4) {
            0 => drop(body.splice(at..(at + dice.roll(9)).min(body.len()), [])),
            1 if at < body.len() => body[at] ^= 1 << dice.roll(8),
            2 => {
                let other = others[dice.roll(others.len())].as_bytes();
                let from = dice.roll(other.len());
                let to = (from + dice.roll(60)).min(other.len());
                body.splice(at..at, other[from..to].iter().copied());
            }
            _ => body.truncate(at),
        }
    }
    body
}
