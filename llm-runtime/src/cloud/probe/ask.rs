//! [`Asker`]: one question of a probe, and what came back.

use std::sync::Arc;

use llm_functions::{DynamicFunction, Registry, Sensitivity, json, json_schema};

use super::Finding;
use crate::cloud::engine::CloudEngine;
use crate::cloud::server::Server;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::options::{GenerationOptions, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::{Delta, Engine, TurnRequest};
use crate::schema::Schema;

/// Enough for a model that thinks before it says a few words.
const MOST_TOKENS: u32 = 2048;

/// The most bytes of an answer that are looked at: a server need not keep to a limit on tokens.
const MOST_TEXT: usize = 64 << 10;

/// What a probe asks.
pub(super) struct Question {
    pub(super) messages: Vec<Message>,
    pub(super) functions: Registry,
    pub(super) choice: ToolChoice,
    pub(super) parallel: bool,
    pub(super) options: GenerationOptions,
    pub(super) output: Option<OutputFormat>,
}

impl Question {
    pub(super) fn new(text: &str) -> Self {
        Self {
            messages: vec![Message::user(text).labelled(Sensitivity::Public)],
            functions: Registry::new(),
            choice: ToolChoice::Auto,
            parallel: true,
            options: GenerationOptions::default().max_output_tokens(MOST_TOKENS),
            output: None,
        }
    }
}

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) calls: Vec<String>,
    pub(super) logprobs: bool,
    /// Tokens of the prompt, where the server says.
    pub(super) prompt: Option<u32>,
    /// What the request left out because the server is known not to have it.
    left_out: Vec<&'static str>,
}

/// Asks one server about one model.
pub(super) struct Asker<'s> {
    server: &'s Arc<Server>,
    model: &'s str,
}

impl<'s> Asker<'s> {
    pub(super) fn new(server: &'s Arc<Server>, model: &'s str) -> Self {
        Self { server, model }
    }

    /// Asks something that every server can answer.
    pub(super) async fn plain(&self, text: &str) -> Result<Answer> {
        self.send(Question::new(text)).await
    }

    /// Asks for something that the server may refuse or not have, which is a finding.
    pub(super) async fn ask(&self, what: &str, question: Question) -> Result<Result<Answer, Finding>> {
        match self.send(question).await {
            Ok(answer) if answer.left_out.contains(&what) => {
                Ok(Err(Finding::absent("it is not sent, because this server is known not to have it")))
            }
            Ok(answer) => Ok(Ok(answer)),
            Err(error) => refusal(&error).map(Err).ok_or(error),
        }
    }

    async fn send(&self, question: Question) -> Result<Answer> {
        let schema = Schema::builder(self.model)
            .functions(question.functions)
            .options(question.options.clone())
            .parallel_calls(question.parallel)
            .build()?;
        let mut engine = CloudEngine::new(Arc::clone(self.server), Arc::new(schema));
        let turn = TurnRequest::new(&question.messages, question.choice, &question.options);
        let turn = turn.output(question.output.as_ref());
        let mut answer = Answer { left_out: engine.left_out(&turn), ..Answer::default() };
        let mut stream = engine.generate(turn);
        while let Some(delta) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            answer.note(delta?);
        }
        Ok(answer)
    }
}

impl Answer {
    fn note(&mut self, delta: Delta) {
        match delta {
            Delta::Text(text) if self.text.len() + text.len() <= MOST_TEXT => self.text.push_str(&text),
            Delta::CallStart { name, .. } => self.calls.push(name),
            Delta::Logprobs(_) => self.logprobs = true,
            Delta::Usage(usage) => self.prompt = Some(usage.input_tokens).filter(|tokens| *tokens > 0),
            _ => {}
        }
    }
}

/// A server that refuses a request that it could answer without this feature does not have it.
fn refusal(error: &Error) -> Option<Finding> {
    match error.kind() {
        ErrorKind::Provider(refused) if matches!(refused.status, 400 | 404 | 405 | 415 | 422 | 500 | 501) => {
            Some(Finding::absent(format!("a request with it is refused with status {}", refused.status)))
        }
        // In the middle of an answer there is no status, and servers that would have us wait give theirs a number.
        ErrorKind::Provider(refused) if refused.status == 200 => {
            Some(Finding::absent("an answer with it ends in an error"))
        }
        _ => None,
    }
}

/// A function with one text, which nobody executes.
pub(super) fn function(name: &str, description: &str) -> Result<DynamicFunction> {
    let schema = r#"{"type": "object", "properties": {"word": {"type": "string", "description": "The word."}},
        "required": ["word"], "additionalProperties": false}"#;
    let schema = json::read(schema).map_err(own_fault)?;
    let run = |_, _| async move { Ok::<_, String>(String::new()) };
    DynamicFunction::new(name.to_owned(), description.to_owned(), &schema, run).map_err(own_fault)
}

/// Functions by name and description.
pub(super) fn functions(which: &[(&str, &str)]) -> Result<Registry> {
    let mut registry = Registry::new();
    for (name, description) in which {
        registry.insert(function(name, description)?).map_err(own_fault)?;
    }
    Ok(registry)
}

/// A form with one member that has one value.
pub(super) fn form(member: &str, value: &str) -> Result<OutputFormat> {
    let schema = format!(
        r#"{{"type": "object", "properties": {{"{member}": {{"type": "string", "enum": ["{value}"]}}}},
        "required": ["{member}"], "additionalProperties": false}}"#
    );
    let schema = json::read(&schema).map_err(own_fault)?;
    Ok(OutputFormat::of_view(json_schema::parse("receipt", "A receipt.", &schema).map_err(own_fault)?))
}

/// Our own questions are in order; a test asks them all.
fn own_fault(error: impl Into<crate::error::BoxError>) -> Error {
    Error::with_source(ErrorKind::Generation("a question of the probe is not in order".into()), error)
}
