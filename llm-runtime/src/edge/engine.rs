//! [`EdgeEngine`]: one session's view of a model in this process.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::encoder::Meanings;
use super::evidence::Evidence;
use super::functions::Functions;
use super::model::LoadedModel;
use super::model::template::Rendering;
use super::profile::ChoiceMethod;
use super::prompt::Writer;
use super::turn::Run;
use super::worker::SessionId;
use crate::error::Result;
use crate::message::Message;
use crate::options::{GenerationOptions, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::{BoxStream, Delta, Engine, Input, Origin, Tier, TokenCount, TurnRequest};
use crate::schema::Schema;

/// One session of a model in this process. Dropping it frees its place in the cache.
#[derive(Debug)]
pub struct EdgeEngine {
    model: Arc<LoadedModel>,
    session: SessionId,
    schema: Arc<Schema>,
    functions: Functions,
    meanings: Option<Meanings>,
    origin: Origin,
}

impl EdgeEngine {
    pub(crate) fn new(model: Arc<LoadedModel>, schema: Arc<Schema>) -> Self {
        let origin = Origin::new(Tier::Edge, &model.name);
        let functions = Functions::new(&schema, model.profile.limits);
        let meanings = meanings(&model, &schema);
        Self { session: model.new_session(), model, schema, functions, meanings, origin }
    }
}

impl EdgeEngine {
    /// Computes what every turn of the schema begins with.
    pub(crate) async fn prewarm(&self) -> Result<()> {
        let system = self.schema.instructions().map(Message::system);
        let question = Message::user(&self.model.profile.null_question);
        let messages: Vec<Message> = system.into_iter().chain([question]).collect();
        let options = GenerationOptions::default();
        let (deltas, _) = unbounded_channel();
        self.run(TurnRequest::new(&messages, ToolChoice::None, &options), deltas).prewarm().await
    }

    /// What the model reads of a conversation.
    pub(crate) fn prompt(&self, messages: &[Message]) -> Result<String> {
        let options = GenerationOptions::default();
        let (deltas, _) = unbounded_channel();
        self.run(TurnRequest::new(messages, ToolChoice::Auto, &options), deltas).text()
    }

    /// What speaks for each function after a conversation.
    pub(crate) async fn evidence(&self, messages: &[Message]) -> Result<Evidence> {
        let options = GenerationOptions::default();
        let (deltas, _) = unbounded_channel();
        self.run(TurnRequest::new(messages, ToolChoice::Auto, &options), deltas).evidence().await
    }

    fn run<'a>(&'a self, request: TurnRequest<'a>, deltas: UnboundedSender<Result<Delta>>) -> Run<'a> {
        let Self { model, session, schema, functions, meanings, .. } = self;
        let (meanings, meant) = (meanings.as_ref(), OnceCell::new());
        let said = schema.definitions().iter().map(|_| OnceCell::new()).collect();
        Run { model, session: *session, schema, functions, meanings, meant, said, request, deltas }
    }

    /// The tokens of a conversation in which the model sees these functions and is asked for this form.
    fn count(&self, functions: &Functions, messages: &[Message], output: Option<&OutputFormat>) -> Option<TokenCount> {
        let profile = &self.model.profile;
        let writer = Writer { profile, way: self.model.way, schema: &self.schema, functions };
        let mut conversation = writer.conversation(messages);
        if let Some(output) = output {
            writer.ask_for(&Functions::of_form(output, profile.limits), &mut conversation);
        }
        let text = self.model.template.render(&conversation.turns, &conversation.tools, Rendering::Open).ok()?;
        Some(TokenCount::exact(self.model.vocab.prompt(&text).len()))
    }
}

/// Has the model's encoder read the functions, if it is asked at all: what a session needs of it is there with the first
/// question.
fn meanings(model: &LoadedModel, schema: &Schema) -> Option<Meanings> {
    let asked = model.way.decoded && model.profile.choice == ChoiceMethod::Encoder && !schema.definitions().is_empty();
    model.encoder.as_ref().filter(|_| asked).map(|encoder| Meanings::order(encoder, schema.definitions()))
}

impl Drop for EdgeEngine {
    fn drop(&mut self) {
        self.model.close(self.session);
    }
}

impl Engine for EdgeEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let (deltas, receiver) = unbounded_channel();
        Box::pin(Turn { run: Some(Box::pin(self.run(turn, deltas).run())), deltas: receiver })
    }

    fn reads(&self, input: Input) -> bool {
        // llama.cpp's part for images is not built in.
        input == Input::Plain
    }

    fn window(&self) -> Option<usize> {
        Some(self.model.context)
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        // A template that refuses the conversation says so when the turn is generated.
        self.count(&self.functions, turn.messages, turn.output).unwrap_or_else(|| turn.estimate(&self.schema))
    }

    fn count_functions(&self) -> TokenCount {
        let counts = [&self.functions, &self.functions.hidden()].map(|functions| self.count(functions, &[], None));
        match counts {
            [Some(with), Some(without)] => TokenCount::exact(with.tokens.saturating_sub(without.tokens)),
            _ => self.schema.estimate_functions(),
        }
    }
}

/// A turn that goes on while somebody polls it. Dropping it drops the end of the job's channel, which ends the job.
struct Turn<'a> {
    run: Option<Pin<Box<dyn Future<Output = ()> + Send + 'a>>>,
    deltas: UnboundedReceiver<Result<Delta>>,
}

impl Stream for Turn<'_> {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(run) = &mut self.run
            && run.as_mut().poll(context).is_ready()
        {
            self.run = None;
        }
        self.deltas.poll_recv(context)
    }
}
