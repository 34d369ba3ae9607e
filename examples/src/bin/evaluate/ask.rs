//! Asking: this process's engine, or llama.cpp's server with the same words.

mod constrained;
mod http;
mod server;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use examples::assistant;
use futures_core::Stream;
use llm_functions::json::{self, Json};
use llm_functions::{DynamicFunction, Registry, Sensitivity, ToolCall, ToolResult};
use llm_runtime::edge::{EdgeConfig, EdgePlatform, Evidence, Likelihood};
use llm_runtime::{Delta, Engine, GenerationOptions, Message, Platform, Schema, ToolChoice, TurnRequest};

use crate::Result;
use crate::args::Args;
use crate::case::{Case, Function, Right, Set};
use crate::record::{Asked, Way};
use server::Server;

/// Somebody who can be asked.
pub(crate) struct Asker {
    way: Way,
    model: String,
    platform: EdgePlatform,
    server: Option<Server>,
    /// Digest of model, adapter and profile.
    whom: String,
}

/// A question as it is put.
pub(crate) struct Question {
    schema: Arc<Schema>,
    messages: Vec<Message>,
    prompt: String,
    asked: Asked,
}

impl Question {
    pub(crate) fn digest(&self) -> Asked {
        self.asked.clone()
    }
}

/// What came.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) calls: Vec<(String, Json)>,
    pub(crate) text: String,
    pub(crate) error: Option<String>,
    pub(crate) milliseconds: f64,
}

impl Asker {
    /// Gets ready to ask in a way; `None` when there is no adapter.
    pub(crate) async fn start(args: &Args, way: Way) -> Result<Option<Self>> {
        let Some(model) = args.profile.model(args, way)? else {
            eprintln!("{} has no adapter of its own; name one with --adapter", args.model);
            return Ok(None);
        };
        let server = match way {
            Way::Server => Some(Server::start(model.path(), args.threads)?),
            Way::Adapter | Way::Plain => None,
        };
        let mut whom = DefaultHasher::new();
        format!("{model:?}").hash(&mut whom);
        let encoder = model.its_encoder();
        let of_encoder = encoder.into_iter().flat_map(|encoder| encoder.adapters().chain([(encoder.path(), 1.0)]));
        for (file, _) in model.adapters().chain(of_encoder) {
            digest(file)?.hash(&mut whom);
        }
        let name = model.name().to_owned();
        let mut config = EdgeConfig::new().model(model);
        if let Some(threads) = args.threads {
            config = config.threads(threads);
        }
        let platform = EdgePlatform::new(config);
        platform.load(&name).await?;
        Ok(Some(Self { way, model: name, platform, server, whom: format!("{:016x}", whom.finish()) }))
    }

    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// The question with the functions that are shown.
    pub(crate) async fn question(&self, case: &Case, shown: &[Function]) -> Result<Question> {
        let schema = Arc::new(self.schema(case, shown)?);
        let messages = messages(case);
        let all: Vec<Message> = schema.instructions().map(Message::system).into_iter().chain(messages).collect();
        let prompt = self.platform.prompt(Arc::clone(&schema), &all).await?;
        Ok(Question { schema, messages: all, asked: self.asked(&prompt), prompt })
    }

    fn schema(&self, case: &Case, shown: &[Function]) -> Result<Schema> {
        if case.set == Set::Health {
            return Ok(assistant::schema(&self.model, assistant::synthetic_store()?)?);
        }
        let mut registry = Registry::new();
        for function in shown {
            let made = DynamicFunction::new(
                function.name.clone(),
                function.description.clone(),
                &function.parameters,
                |_, _| async { Ok::<_, String>(String::new()) },
            );
            registry.insert(made.map_err(|error| format!("{}: {}: {error}", case.id, function.name))?)?;
        }
        Ok(Schema::builder(&self.model).functions(registry).build()?)
    }

    /// The digest of what is asked, and of who is.
    pub(crate) fn asked(&self, what: &str) -> Asked {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        Asked { whom: self.whom.clone(), what: format!("{:016x}", hasher.finish()) }
    }

    /// Asks.
    pub(crate) async fn ask(&self, case: &Case, question: &Question) -> Result<Made> {
        let began = Instant::now();
        let made = match &self.server {
            Some(server) => constrained::ask(server, case, question.schema.definitions(), &question.prompt)?,
            None => self.own(case, question).await?,
        };
        Ok(Made { milliseconds: began.elapsed().as_secs_f64() * 1e3, ..made })
    }

    async fn own(&self, case: &Case, question: &Question) -> Result<Made> {
        let mut engine = self.platform.open(Arc::clone(&question.schema)).await?;
        let mut made = Made::default();
        // A turn that fails is a wrong answer, and the next question is asked all the same.
        if let Err(error) = turn(&mut *engine, case, question, &mut made).await {
            made.error = Some(assistant::chain(&error));
        }
        for (name, arguments) in &mut made.calls {
            let call = ToolCall::new("made", name.clone(), arguments.as_str().unwrap_or_default());
            *arguments = match question.schema.functions().prepare(&call) {
                Ok(prepared) => prepared.arguments().clone(),
                Err(_) => json::read(&call.arguments).unwrap_or(Json::Null),
            };
        }
        Ok(made)
    }

    /// What speaks for each function.
    pub(crate) async fn evidence(&self, question: &Question) -> Result<Evidence> {
        Ok(self.platform.evidence(Arc::clone(&question.schema), &question.messages).await?)
    }

    /// How likely the model finds a text; the server is not asked.
    pub(crate) async fn likelihood(&self, text: &str) -> Result<Option<Likelihood>> {
        if self.server.is_some() {
            return Ok(None);
        }
        Ok(Some(self.platform.likelihood(&self.model, text).await?))
    }
}

/// One turn; arguments are texts as they came.
async fn turn(engine: &mut dyn Engine, case: &Case, question: &Question, made: &mut Made) -> llm_runtime::Result<()> {
    let options = GenerationOptions::default();
    let mut deltas = engine.generate(TurnRequest::new(&question.messages, ToolChoice::Auto, &options));
    while let Some(delta) = std::future::poll_fn(|context| Pin::new(&mut deltas).poll_next(context)).await {
        match delta? {
            Delta::Text(text) => made.text.push_str(&text),
            Delta::CallStart { name, .. } => made.calls.push((name, Json::from(""))),
            Delta::CallArguments { fragment, .. } => {
                if let Some((_, Json::String(text))) = made.calls.last_mut() {
                    text.push_str(&fragment);
                }
            }
            _ => {}
        }
        // Words are words, whatever more of them come.
        if case.right == Right::Calls && !made.text.trim().is_empty() {
            break;
        }
    }
    Ok(())
}

/// The conversation up to what is to come.
fn messages(case: &Case) -> Vec<Message> {
    let mut messages = vec![Message::user(&case.question)];
    if let Some((name, arguments, result)) = &case.result {
        let call = ToolCall::new("1", name.clone(), arguments.clone());
        messages.push(Message::assistant("", vec![call.clone()], Sensitivity::Public));
        messages.push(Message::tool(ToolResult::success(&call, result.clone(), Sensitivity::Public)));
    }
    messages
}

fn digest(file: &Path) -> Result<u64> {
    let bytes = std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Ok(hasher.finish())
}
