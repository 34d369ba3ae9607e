#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::atomic::{AtomicU32, Ordering};

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use proptest::prelude::*;

use super::*;
use crate::error::Error;
use crate::options::GenerationOptions;
use crate::platform::{BoxStream, Delta, Origin, Tier, TokenCount};

/// Every character is a token, every message another one, and functions cost what they cost.
struct Letters {
    origin: Origin,
    window: Option<usize>,
    functions: usize,
    counted: AtomicU32,
}

impl Letters {
    fn new(window: Option<usize>, functions: usize) -> Self {
        Self { origin: Origin::new(Tier::Edge, "letters"), window, functions, counted: AtomicU32::new(0) }
    }

    fn cost(messages: &[Message]) -> usize {
        messages.iter().map(|message| 1 + text(message).len()).sum()
    }
}

impl Engine for Letters {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, _turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        panic!("nothing is sent")
    }

    fn window(&self) -> Option<usize> {
        self.window
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        self.counted.fetch_add(1, Ordering::Relaxed);
        TokenCount::exact(Self::cost(turn.messages) + self.functions)
    }

    fn count_functions(&self) -> TokenCount {
        TokenCount::exact(self.functions)
    }
}

fn text(message: &Message) -> &str {
    match &message.content {
        Content::System { text } | Content::User { text, .. } | Content::Assistant { text, .. } => text,
        Content::Tool { result } => &result.output,
    }
}

fn schema(answer: u32) -> Schema {
    Schema::builder("letters").options(GenerationOptions::default().max_output_tokens(answer)).build().unwrap()
}

fn fitted<'a>(engine: &Letters, schema: &Schema, messages: &'a [Message]) -> Result<Fitted<'a>> {
    fit(engine, schema, messages, usize::MAX, &ToolChoice::Auto, None)
}

fn kinds(error: &Error) -> (usize, usize, usize) {
    match error.kind() {
        ErrorKind::ContextWindow { needed, available, functions } => (*needed, *available, *functions),
        other => panic!("{other}"),
    }
}

/// Questions of five tokens each with answers of five.
fn conversation(exchanges: usize) -> Vec<Message> {
    let mut messages = vec![Message::system("rule")];
    for number in 0..exchanges {
        messages.push(Message::user(format!("q{number:03}")));
        messages.push(Message::assistant(format!("a{number:03}"), vec![], Sensitivity::Sensitive));
    }
    messages.push(Message::user("last"));
    messages
}

#[test]
fn old_exchanges_are_left_out_whole_and_as_few_as_possible() {
    let messages = conversation(100);
    // Instructions, three old exchanges, the question, functions and the answer: 5 + 30 + 5 + 7 + 9.
    let engine = Letters::new(Some(56), 7);
    let fitted = fitted(&engine, &schema(9), &messages).unwrap();
    let texts: Vec<&str> = fitted.messages.iter().map(text).collect();
    assert_eq!(texts, ["rule", "q097", "a097", "q098", "a098", "q099", "a099", "last"]);
    assert_eq!(fitted.left_out, 194);
    assert!(engine.counted.load(Ordering::Relaxed) <= 10, "{:?}", engine.counted);
}

#[test]
fn what_fits_is_not_copied_and_counted_once() {
    let messages = conversation(3);
    let engine = Letters::new(Some(1000), 0);
    assert!(matches!(fitted(&engine, &schema(9), &messages).unwrap().messages, Cow::Borrowed(_)));
    assert_eq!(engine.counted.load(Ordering::Relaxed), 1);
    let unknown = Letters::new(None, 0);
    assert_eq!(fitted(&unknown, &schema(u32::MAX), &messages).unwrap().left_out, 0);
    assert_eq!(unknown.counted.load(Ordering::Relaxed), 0);
}

#[test]
fn what_does_not_fit_is_said_with_what_it_needs_and_what_functions_cost() {
    let messages = conversation(3);
    // The least is 5 of instructions, 5 of the question, 7 of functions and 9 for the answer.
    let error = fitted(&Letters::new(Some(25), 7), &schema(9), &messages).unwrap_err();
    assert_eq!(kinds(&error), (26, 25, 7));
    assert!(fitted(&Letters::new(Some(26), 7), &schema(9), &messages).is_ok());
    assert!(error.to_string().contains("26 tokens, 7 of them"), "{error}");
    let untrimmed = Schema::builder("letters").trim(false).build().unwrap();
    // All of it is 40, and an eighth of the window is kept for the answer.
    let error = fitted(&Letters::new(Some(40), 0), &untrimmed, &messages).unwrap_err();
    assert_eq!(kinds(&error), (45, 40, 0));
    assert!(fitted(&Letters::new(Some(46), 0), &untrimmed, &messages).is_ok());
}

#[test]
fn a_report_adds_up() {
    use llm_functions::{LlmFunction, Registry, functions};
    /// Short.
    #[derive(LlmFunction)]
    struct Short {}
    /// Long, since it has a parameter with a description.
    #[derive(LlmFunction)]
    struct Long {
        /// What it is about, in many words.
        #[expect(dead_code, reason = "only its definition is looked at")]
        about: String,
    }
    macro_rules! does_nothing {
        ($($function:ty),*) => { $(impl llm_functions::Execute for $function {
            type Deps = ();
            type Output = ();
            type Error = String;
            async fn execute(self, _call: llm_functions::Call<'_, ()>) -> std::result::Result<(), String> { Ok(()) }
        })* };
    }
    does_nothing!(Short, Long);
    let functions: Registry = functions![Short, Long];
    let schema = Schema::builder("letters").functions(functions).build().unwrap();
    let report = TokenReport::new(&Letters::new(Some(100), 11), &schema, &conversation(2));
    assert_eq!((report.functions, report.instructions, report.conversation, report.total), (11, 5, 25, 41));
    assert_eq!(report.by_function.iter().map(|function| function.tokens).sum::<usize>(), 11);
    assert!(report.by_function[0].tokens < report.by_function[1].tokens);
    assert!(report.exact);
}

/// A conversation of instructions, something said before the first question, and exchanges.
fn any_conversation() -> impl Strategy<Value = Vec<Message>> {
    let said = prop_oneof![
        "[a-z]{0,12}".prop_map(|text| vec![Message::assistant(text, vec![], Sensitivity::Personal)]),
        "[a-z]{0,4}".prop_map(|text| vec![Message::system(text)]),
        "[a-z]{0,9}".prop_map(|text| {
            let call = ToolCall::new("1", "f", "{}");
            let result = ToolResult::success(&call, text, Sensitivity::Sensitive);
            vec![Message::assistant("", vec![call], Sensitivity::Sensitive), Message::tool(result)]
        }),
    ];
    let said = || prop::collection::vec(said.clone(), 0..4).prop_map(|parts| parts.concat());
    let exchange = ("[a-z]{0,9}", said()).prop_map(|(question, rest)| [vec![Message::user(question)], rest].concat());
    let system = prop::collection::vec("[a-z]{0,5}".prop_map(Message::system), 0..3);
    (system, said(), prop::collection::vec(exchange, 0..12))
        .prop_map(|(system, before, exchanges)| [system, before, exchanges.concat()].concat())
}

/// The rule, written down as plainly as can be: try without the oldest exchange, without the two oldest, and so on.
fn by_the_rule(messages: &[Message], fits: impl Fn(&[Message]) -> bool) -> Option<Vec<Message>> {
    let said = messages.iter().position(|message| !matches!(message.content, Content::System { .. }));
    let (system, mut rest) = messages.split_at(said.unwrap_or(messages.len()));
    loop {
        let candidate = [system, rest].concat();
        if fits(&candidate) {
            return Some(candidate);
        }
        let next = rest.iter().skip(1).position(|message| matches!(message.content, Content::User { .. }))?;
        rest = &rest[next + 1..];
    }
}

proptest! {
    #[test]
    fn the_rule_holds_for_every_conversation_and_window(
        messages in any_conversation(),
        window in 0_usize..200,
        functions in 0_usize..20,
        answer in 0_u32..20,
    ) {
        let engine = Letters::new(Some(window), functions);
        let fits = |sent: &[Message]| Letters::cost(sent) + functions + answer as usize <= window;
        match (fitted(&engine, &schema(answer), &messages), by_the_rule(&messages, fits)) {
            (Ok(fitted), Some(expected)) => {
                prop_assert_eq!(fitted.left_out, messages.len() - expected.len());
                prop_assert_eq!(fitted.messages.into_owned(), expected);
            }
            (Err(error), None) => {
                let (needed, available, of_functions) = kinds(&error);
                prop_assert!(needed > available && available == window && of_functions == functions);
            }
            (ours, rule) => prop_assert!(false, "{:?} and {:?}", ours.map(|fitted| fitted.left_out), rule.is_some()),
        }
    }
}
