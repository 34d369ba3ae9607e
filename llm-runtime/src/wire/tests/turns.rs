//! Turns of every kind, by dice.

use llm_functions::dialect::Dialect;
use llm_functions::{DynamicFunction, Sensitivity, ToolCall, ToolResult};

use super::support::function;
use crate::image::Image;
use crate::message::{Message, Reasoning, ReasoningState};
use crate::options::{GenerationOptions, ReasoningEffort, ToolChoice};
use crate::output::OutputFormat;

/// Dice that fall the same way every time (xorshift, Marsaglia 2003).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(0x2545_f491_4f6c_dd1d ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1))
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.roll(2) == 0).then(|| value(self))
    }
}

pub(crate) const DIALECTS: [Dialect; 4] =
    [Dialect::OpenAiStrict, Dialect::OpenAi, Dialect::Ollama, Dialect::GeminiJsonSchema];

const TEXTS: [&str; 6] = ["", "Hello", "Grüß Gott 🩺", "a \"quoted\"\nline\u{0}", "{\"a\": 1}", " "];
const NAMES: [&str; 7] = ["get_weather", "log meal", "everything", "today", "no such function!", "", "größe.messen"];
const ARGUMENTS: [&str; 10] = [
    "{}",
    r#"{"place": "Oslo"}"#,
    r#"{"place": "Os"#,
    "",
    "not json",
    "[1]",
    "null",
    r#"{"foods": {"egg": 2}, "kinds": ["a"], "note": null}"#,
    r#"{"foods": 5}"#,
    r#"{"a": 1, "a": 2}"#,
];

pub(crate) fn functions() -> Vec<DynamicFunction> {
    vec![
        function(
            "get_weather",
            r#"{"type":"object","properties":{"place":{"type":"string","description":"Where."}},"required":["place"]}"#,
        ),
        function(
            "log meal",
            r#"{"type":"object","properties":{"foods":{"type":"object","additionalProperties":{"type":"integer","minimum":1}},
            "kinds":{"type":"array","items":{"enum":["a","b"]},"uniqueItems":true},"note":{"type":"string","maxLength":9}},"required":["foods"]}"#,
        ),
        function("everything", r#"{"type":"object"}"#),
        function("today", r#"{"type":"object","properties":{},"additionalProperties":false}"#),
        function(
            "tree",
            r##"{"type":"object","properties":{"root":{"$ref":"#/$defs/node"}},"required":["root"],
            "$defs":{"node":{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}}"##,
        ),
    ]
}

/// One of the functions' views as the form of an answer.
pub(crate) fn output(dice: &mut Dice) -> Option<OutputFormat> {
    use llm_functions::ErasedFunction as _;
    let functions = functions();
    dice.maybe(|dice| OutputFormat::of_view(std::sync::Arc::clone(dice.one(&functions).view())))
}

pub(crate) fn choice(dice: &mut Dice) -> ToolChoice {
    match dice.roll(5) {
        0 => ToolChoice::None,
        1 => ToolChoice::Required,
        2 => ToolChoice::Function((*dice.one(&NAMES)).to_owned()),
        _ => ToolChoice::Auto,
    }
}

fn number(dice: &mut Dice) -> Option<f32> {
    dice.maybe(|dice| *dice.one(&[0.0, 0.7, 1.0, 2.0, -1.5, -3.0, 99.0, f32::NAN, f32::INFINITY, f32::MAX, 1e-7]))
}

pub(crate) fn options(dice: &mut Dice) -> GenerationOptions {
    let efforts = [
        ReasoningEffort::None,
        ReasoningEffort::Minimal,
        ReasoningEffort::Low,
        ReasoningEffort::Medium,
        ReasoningEffort::High,
    ];
    let counts = [0, 1, 500, u32::MAX];
    GenerationOptions {
        max_output_tokens: dice.maybe(|dice| *dice.one(&counts)),
        temperature: number(dice),
        top_k: dice.maybe(|dice| *dice.one(&counts)),
        top_p: number(dice),
        min_p: number(dice),
        typical_p: number(dice),
        repeat_penalty: number(dice),
        repeat_window: dice.maybe(|dice| *dice.one(&counts)),
        dry: dice.maybe(|_| crate::options::Dry::default()),
        mirostat: dice.maybe(|_| crate::options::Mirostat::default()),
        frequency_penalty: number(dice),
        presence_penalty: number(dice),
        logit_bias: (0..dice.roll(4))
            .map(|token| (u32::try_from(token / 2).unwrap(), number(dice).unwrap_or(-200.0)))
            .collect(),
        logprobs: dice.maybe(|dice| *dice.one(&[0, 5, 20, 255])),
        reasoning_effort: dice.maybe(|dice| *dice.one(&efforts)),
        seed: dice.maybe(|dice| *dice.one(&counts)),
        stop: (0..dice.roll(7)).map(|_| (*dice.one(&TEXTS)).to_owned()).collect(),
    }
}

/// A conversation in which each call has its answer, as the exchange writes it.
pub(crate) fn messages(dice: &mut Dice) -> Vec<Message> {
    let mut messages: Vec<Message> = dice.maybe(|dice| Message::system(*dice.one(&TEXTS))).into_iter().collect();
    let mut calls = 0;
    for _ in 0..=dice.roll(6) {
        let text = (*dice.one(&TEXTS)).to_owned();
        if dice.roll(2) == 0 {
            messages.push(user(dice, text));
        } else {
            assistant(dice, text, &mut calls, &mut messages);
        }
    }
    messages.push(user(dice, "And now?".to_owned()));
    messages
}

fn user(dice: &mut Dice, text: String) -> Message {
    let images = (0..dice.roll(3)).map(|number| match number {
        0 => Image::new("image/png", vec![0, 255, 7]),
        _ => Image::Url("https://example.org/plate.jpg".to_owned()),
    });
    images.fold(Message::user(text), Message::image)
}

fn assistant(dice: &mut Dice, text: String, calls: &mut usize, messages: &mut Vec<Message>) {
    let made: Vec<ToolCall> = (0..dice.roll(3))
        .map(|_| {
            *calls += 1;
            ToolCall::new(format!("call_{calls}"), *dice.one(&NAMES), *dice.one(&ARGUMENTS))
        })
        .collect();
    let thought = dice.maybe(|dice| {
        let mut thought = Reasoning::new(*dice.one(&TEXTS));
        thought.state = dice.maybe(|_| ReasoningState::new("another", "{\"encrypted\": \"abc\"}"));
        thought
    });
    let results: Vec<ToolResult> = made
        .iter()
        .map(|call| match dice.roll(2) {
            0 => ToolResult::success(call, *dice.one(&TEXTS), Sensitivity::Public),
            _ => ToolResult::failure(call, "it failed", Sensitivity::Public),
        })
        .collect();
    messages.push(Message::assistant(text, made, Sensitivity::Public).reasoning(thought));
    messages.extend(results.into_iter().map(Message::tool));
}
