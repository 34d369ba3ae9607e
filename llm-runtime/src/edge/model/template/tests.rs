//! What templates render, the seventy of the corpus among them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

use llm_functions::json::{Json, read};
use proptest::prelude::*;

use super::*;
use crate::edge::model::special::{Stretch, unmarked};
use crate::edge::syntax::corpora;

const SPECIALS: [&str; 24] = [
    "<|im_start|>",
    "<|im_end|>",
    "<s>",
    "</s>",
    "<unk>",
    "<|eot_id|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "[INST]",
    "[/INST]",
    "[TOOL_CALLS]",
    "[TOOL_RESULTS]",
    "[/TOOL_RESULTS]",
    "<|channel|>",
    "<|message|>",
    "<|end|>",
    "<|start|>",
    "<|call|>",
    "<|python_tag|>",
    "<tool_call>",
    "</tool_call>",
    "<think>",
    "</think>",
    "<｜Assistant｜>",
];

fn specials() -> Arc<Specials> {
    let all = SPECIALS
        .iter()
        .zip(0..)
        .map(|(text, token)| ((*text).to_owned(), token, text.contains("tool_call") || text.contains("think")));
    Arc::new(Specials::new(all))
}

fn template(source: &str) -> ChatTemplate {
    ChatTemplate::new(source, "<s>".to_owned(), "</s>".to_owned(), specials()).unwrap()
}

/// The special tokens of a prompt, and its text without marks.
fn read_prompt(prompt: &str) -> (Vec<i32>, String) {
    let specials = specials();
    let (mut tokens, mut text) = (Vec::new(), String::new());
    for stretch in specials.stretches(prompt) {
        match stretch {
            Stretch::Special(token) => {
                tokens.push(token);
                text.push_str(SPECIALS[usize::try_from(token).unwrap()]);
            }
            Stretch::Plain(plain) => text.push_str(&plain),
        }
    }
    assert_eq!(text, unmarked(prompt));
    (tokens, text)
}

fn text(template: &ChatTemplate, turns: &[Turn], how: Rendering) -> String {
    read_prompt(&template.render(turns, &[], how).unwrap()).1
}

#[test]
fn what_people_said_is_no_special_token() {
    let turns = [Turn::new(Role::User, "<|im_end|>{{ 1 }}")];
    let rendered = template(CHATML).render(&turns, &[], Rendering::Open).unwrap();
    let (tokens, text) = read_prompt(&rendered);
    assert_eq!(text, "<|im_start|>user\n<|im_end|>{{ 1 }}<|im_end|>\n<|im_start|>assistant\n");
    assert_eq!(tokens, [0, 1, 0]);
}

#[test]
fn a_template_without_system_turns_gets_the_text_in_the_first_question() {
    let source = "{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}{{ bos_token }}{% for m in messages %}{{ m.content.strip() }}|{% endfor %}";
    let turns = [Turn::new(Role::System, "Be brief."), Turn::new(Role::User, "Why?")];
    assert_eq!(text(&template(source), &turns, Rendering::Open), "<s>Be brief.\n\nWhy?|");
}

#[test]
fn json_is_what_python_writes() {
    let source = "{% for m in messages %}{% for c in m.tool_calls %}{{ c.function.arguments|tojson }}{{ c.function.arguments|tojson(indent=2) }}{{ c.function.arguments|tojson(separators=(',', ':'), sort_keys=True, ensure_ascii=True) }}{% endfor %}{{ m.content }}{% endfor %}";
    let template = template(source);
    let call = Call {
        id: "a".into(),
        name: "f".into(),
        arguments: read(r#"{"z": [1, 2.5, null], "a": {"é<'": true}, "e": {}}"#).unwrap(),
    };
    let turns = [Turn::new(Role::Assistant, "").calling(vec![call])];
    let abilities = Abilities { calls: true, several: true, answers: true, ..Abilities::default() };
    let rendered = template.render_as(&turns, &[], abilities, Rendering::Closed).unwrap();
    let pretty = "{\n  \"z\": [\n    1,\n    2.5,\n    null\n  ],\n  \"a\": {\n    \"é<'\": true\n  },\n  \"e\": {}\n}";
    let compact = r#"{"a":{"\u00e9<'":true},"e":{},"z":[1,2.5,null]}"#;
    assert_eq!(
        unmarked(&rendered),
        format!("{{\"z\": [1, 2.5, null], \"a\": {{\"é<'\": true}}, \"e\": {{}}}}{pretty}{compact}")
    );
}

#[test]
fn a_refusal_does_not_repeat_what_was_said() {
    let source = "{% for m in messages %}{% if 'secret' in m.content %}{{ raise_exception('Not this: ' + m.content) }}{% endif %}{% endfor %}{{ messages[0].content }}";
    let error = template(source).render(&[Turn::new(Role::User, "a secret")], &[], Rendering::Open).unwrap_err();
    assert!(!error.contains("secret"), "{error}");
    let source = "{% for m in messages %}{% if m.role == 'assistant' %}{{ raise_exception('No assistants here.') }}{% endif %}{{ m.content }}{% endfor %}";
    let error = template(source).render(&[Turn::new(Role::Assistant, "a")], &[], Rendering::Open).unwrap_err();
    assert!(error.contains("No assistants here."), "{error}");
}

/// Outside text of the worst kind: special tokens, parts of them, marks, and what templates cut and trim.
fn outside() -> impl Strategy<Value = String> {
    let mut parts: Vec<String> = SPECIALS.iter().map(|text| (*text).to_owned()).collect();
    parts.extend(SPECIALS.iter().map(|text| text.chars().skip(1).collect()));
    parts.extend(SPECIALS.iter().map(|text| text.chars().take(text.chars().count() - 1).collect()));
    parts.extend(SPECIALS.iter().map(|text| text.to_uppercase()));
    parts.extend(
        [
            "\u{F8F0}",
            "\u{F8F1}",
            "\u{F8F2}",
            "\u{F8F2}a",
            " ",
            "\n",
            "<",
            ">",
            "|",
            "im_end",
            "s",
            "é",
            "{{ bos_token }}",
            "{%",
            "\"",
            "\\",
            "word",
        ]
        .map(str::to_owned),
    );
    proptest::collection::vec(proptest::sample::select(parts), 0..6).prop_map(|parts| parts.concat())
}

/// Templates that trim, split, quote and put texts beside each other and beside parts of special tokens.
const NASTY: [&str; 3] = [
    CHATML,
    "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}{{ m.content | trim }}{{ m.content|tojson }}|im_end|>{{ m.content.split('</think>')[-1] | lower }}<{{ m.content }}>{{ m.content }}<|im_end{{ m.content | upper }}|>{% if m.tool_calls %}{% for c in m.tool_calls %}<{{ c.function.name }}>{{ c.function.arguments|tojson }}{% for k, v in c.function.arguments.items() %}<{{ k }}>{{ v }}</{{ k }}>{% endfor %}{% endfor %}{% endif %}{% endfor %}",
    "{% for t in tools or [] %}<{{ t.function.name }}>{{ t|tojson }}{{ t.function.description }}{% for k, v in t.function.parameters.properties|items %}<|{{ k }}|>{{ v.description }}{% endfor %}{% endfor %}{% for m in messages %}[INST]{{ m.content }}[/INST]{% endfor %}",
];

fn marked(said: &str) -> (Vec<Turn>, Vec<ToolDefinition>) {
    let call = Call {
        id: "call00000".into(),
        name: said.to_owned(),
        arguments: Json::object([(said.to_owned(), Json::array([said]))]),
    };
    let turns = vec![
        Turn::new(Role::User, said),
        Turn::new(Role::Assistant, said).calling(vec![call.clone()]),
        Turn::new(Role::Tool, said).answering(call),
    ];
    let property = Json::object([
        ("type", Json::from("string")),
        ("description", Json::from(said)),
        ("enum", Json::array([said])),
    ]);
    let parameters =
        Json::object([("type", Json::from("object")), ("properties", Json::object([(said.to_owned(), property)]))]);
    (turns, vec![ToolDefinition::new(said, said, parameters)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_said_the_special_tokens_are_those_of_the_template(said in outside()) {
        for source in NASTY {
            let template = template(source);
            let abilities = Abilities { tools: Some("tools"), calls: true, several: true, answers: true, ..Abilities::default() };
            let render = |said: &str| {
                let (turns, tools) = marked(said);
                template.render_as(&turns, &tools, abilities, Rendering::Open).unwrap()
            };
            let (tokens, text) = read_prompt(&render(&said));
            let (harmless, _) = read_prompt(&render(if said.is_empty() { "" } else { "Q q" }));
            prop_assert_eq!(tokens, harmless, "{} in {}", said, source);
            prop_assert!(text.contains(&said));
        }
    }

    #[test]
    fn what_was_guarded_comes_back(said in outside()) {
        let specials = specials();
        let guarded = specials.guard(&said).into_owned();
        prop_assert_eq!(unmarked(&guarded), said);
        prop_assert!(specials.next(&guarded).is_none());
    }
}

/// Templates of the corpus that show no functions, as their sources say.
const WITHOUT: [&str; 7] = [
    "deepseek-ai-DeepSeek-R1-Distill-Llama-8B",
    "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
    "deepseek-ai-DeepSeek-V3.1",
    "google-gemma-2-2b-it",
    "llama-cpp-rwkv-world",
    "microsoft-Phi-3.5-mini-instruct",
    "HuggingFaceTB-SmolLM3-3B",
];

fn corpus() -> Vec<(String, String)> {
    let Some(folder) = corpora::folder() else { return Vec::new() };
    let mut all: Vec<_> = std::fs::read_dir(folder.join("chat_templates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jinja"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    all.sort();
    all
}

fn tool() -> ToolDefinition {
    let parameters = r#"{"type":"object","properties":{"city":{"type":"string","description":"Which city."},"kinds":{"type":"array","items":{"type":"string","enum":["rain","wind"]}},"place":{"type":"object","properties":{"x":{"type":"number"}}}},"required":["city"]}"#;
    ToolDefinition::new("get_forecast", "Tell the forecast.", read(parameters).unwrap())
}

fn conversation(said: &str) -> Vec<Turn> {
    let call = |number: usize, arguments: &str| Call {
        id: format!("call0000{number}"),
        name: "get_forecast".into(),
        arguments: read(arguments).unwrap(),
    };
    let (one, two) = (call(0, r#"{"city": "Bern", "kinds": ["rain"]}"#), call(1, r#"{"city": "Rome"}"#));
    vec![
        Turn::new(Role::System, "Be brief."),
        Turn::new(Role::User, said),
        Turn::new(Role::Assistant, "").calling(vec![one.clone(), two.clone()]),
        Turn::new(Role::Tool, "sunny qzxone").answering(one),
        Turn::new(Role::Tool, "{\"wind\": \"qzxtwo\"}").answering(two),
        Turn::new(Role::Assistant, "It is sunny."),
        Turn::new(Role::User, "And tomorrow?"),
    ]
}

#[test]
fn every_template_of_the_corpus_renders_functions_calls_and_results() {
    let all = corpus();
    if all.is_empty() {
        return;
    }
    let (mut knowing, mut native, mut plain) = (0, 0, 0);
    let mut failures = Vec::new();
    for (name, source) in &all {
        let template = match ChatTemplate::new(source, "<s>".into(), "</s>".into(), specials()) {
            Ok(template) => template,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let abilities = template.abilities();
        eprintln!(
            "{name}: {:?} {} calls {} several {} text {} null {} answers {}",
            abilities.tools,
            abilities.syntax.map_or("none", |used| used.syntax.name),
            abilities.calls,
            abilities.several,
            abilities.arguments_as_text,
            abilities.null_content,
            abilities.answers
        );
        let turns = conversation("What is the weather in Bern and Rome?");
        match template.render(&turns, &[tool()], Rendering::Open) {
            Ok(text) if abilities.tools.is_some() => {
                knowing += 1;
                if abilities.native().is_some() {
                    native += 1;
                }
                for part in ["get_forecast", "Bern", "Rome", "qzxone", "qzxtwo", "tomorrow"] {
                    if !text.contains(part) {
                        failures.push(format!("{name}: {part} is not in the text"));
                    }
                }
            }
            Ok(_) => plain += 1,
            Err(error) => failures.push(format!("{name}: {error}")),
        }
        if abilities.tools.is_none() && !WITHOUT.contains(&name.as_str()) {
            let with = Abilities { tools: Some("tools"), ..Abilities::default() };
            let tried = template.render_as(&conversation("x")[1..2], &[tool()], with, Rendering::Open);
            failures.push(format!("{name}: {:?}", tried.map(|text| text.contains("get_forecast"))));
        }
        if abilities.tools.is_some() == WITHOUT.contains(&name.as_str()) {
            failures.push(format!("{name}: whether it knows functions"));
        }
    }
    eprintln!(
        "chat templates: {} of {} render functions, calls and results; {native} in their own syntax; {plain} know no functions",
        knowing,
        all.len()
    );
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
