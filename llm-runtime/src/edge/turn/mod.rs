//! One turn: choose, then call or answer. Each step is a job whose prompt begins with the one before.

mod ask;
mod choose;
mod decoded;
mod form;
mod meant;
mod message;
mod plain;
mod plan;
mod said;
mod write;

use tokio::sync::OnceCell;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::edge::choice::Choice;
use crate::edge::encoder::{Meanings, Odds, Said};
use crate::edge::functions::Functions;
use crate::edge::model::LoadedModel;
use crate::edge::model::special::unmarked;
use crate::edge::model::template::{Rendering, Turn};
use crate::edge::options::merged;
use crate::edge::prompt::{Conversation, Writer};
use crate::edge::worker::{Generation, JobEvent, Request, SessionId, Work};
use crate::error::{ErrorKind, Result};
use crate::options::GenerationOptions;
use crate::output::OutputFormat;
use crate::platform::{Delta, FinishReason, TurnRequest, Usage};
use crate::schema::Schema;
use decoded::Admitted;
use llama_cpp_2::token::LlamaToken;

/// An answer shorter than this is hardly one: a prompt that leaves less room does not fit.
const LEAST_ANSWER: u32 = 32;

/// What a turn works with.
pub(crate) struct Run<'a> {
    pub(crate) model: &'a LoadedModel,
    pub(crate) session: SessionId,
    pub(crate) schema: &'a Schema,
    pub(crate) functions: &'a Functions,
    /// What an encoder knows of the functions, where one is asked.
    pub(crate) meanings: Option<&'a Meanings>,
    /// What it says of the question.
    pub(crate) meant: OnceCell<Odds>,
    /// What it says of the parameters of each function.
    pub(crate) said: Vec<OnceCell<Vec<Said>>>,
    pub(crate) request: TurnRequest<'a>,
    pub(crate) deltas: UnboundedSender<Result<Delta>>,
}

#[derive(Clone)]
struct Prompt {
    /// As it was rendered, with marks in outside text.
    text: String,
    tokens: Vec<LlamaToken>,
    /// How many of the tokens say nothing about anybody.
    public: usize,
    /// What its answer begins with, where that was chosen before anything is written.
    begun: Vec<LlamaToken>,
}

/// What the turn costs. Its later jobs find in the cache what its first one computed; only what the first found is
/// counted as cached.
struct Tally {
    usage: Usage,
    started: bool,
}

impl Tally {
    fn new(prompt: usize) -> Self {
        Self { usage: Usage::new(count(prompt), 0, 0), started: false }
    }

    fn start(&mut self, cached: usize) {
        if !std::mem::replace(&mut self.started, true) {
            self.usage.cached_input_tokens = count(cached).min(self.usage.input_tokens);
        }
    }
}

impl Run<'_> {
    /// Generates the turn; an error is the last delta.
    pub(crate) async fn run(self) {
        if let Err(error) = self.turn().await {
            let _ = self.deltas.send(Err(error));
        }
    }

    /// Computes what every turn of the schema begins with, and nothing else.
    pub(crate) async fn prewarm(&self) -> Result<()> {
        if let Some(meanings) = self.meanings {
            meanings.ready().await?;
        }
        let mut prompt = self.prompt(&self.writer().conversation(self.request.messages))?;
        prompt.tokens.truncate(prompt.public);
        self.room(prompt.tokens.len(), LEAST_ANSWER)?;
        let mut events = self.submit(self.session, &prompt, Work::Score(Vec::new()))?;
        self.follow(&mut events, &mut Tally::new(0), drop).await.map(drop)
    }

    /// The prompt as text.
    pub(crate) fn text(&self) -> Result<String> {
        let prompt = self.prompt(&self.writer().conversation(self.request.messages))?;
        Ok(unmarked(&prompt.text).into_owned())
    }

    async fn turn(&self) -> Result<()> {
        if let Some(text) = self.request.plain {
            return self.go_on(text).await;
        }
        let profile = &self.model.profile;
        let mut conversation = self.writer().conversation(self.request.messages);
        let form = self.request.output.map(|output| (output, Functions::of_form(output, profile.limits)));
        if let Some((_, form)) = &form {
            self.writer().ask_for(form, &mut conversation);
        }
        let prompt = self.prompt(&conversation)?;
        let options = merged(&profile.sampling, self.request.options);
        self.room(prompt.tokens.len(), options.max_output_tokens.unwrap_or(LEAST_ANSWER).min(LEAST_ANSWER))?;
        let mut tally = Tally::new(prompt.tokens.len());
        if self.model.way.decoded {
            return self.written(form.as_ref(), &prompt, &options, tally).await;
        }
        match self.choose(&conversation, &prompt, &mut tally).await? {
            Choice::Prose => match form {
                Some((output, form)) => self.answer_in(output, &form, &prompt, tally).await,
                None => self.answer(prompt, &options, tally).await,
            },
            Choice::Call(functions) => self.call(&functions, &prompt, tally).await,
        }
    }

    /// The turn of a model that chooses by what it writes.
    async fn written(
        &self,
        form: Option<&(&OutputFormat, Functions)>,
        prompt: &Prompt,
        options: &GenerationOptions,
        mut tally: Tally,
    ) -> Result<()> {
        let admitted = self.admitted();
        let Some((output, form)) = form else {
            if admitted != Admitted::Both || !self.decides(prompt) {
                return self.decoded(prompt, options, admitted, tally).await;
            }
            if self.would_call(prompt, &mut tally).await? {
                return self.decoded(prompt, options, Admitted::Calls, tally).await;
            }
            let begun = self.asking(prompt, &mut tally).await?;
            return self.decoded(&Prompt { begun, ..prompt.clone() }, options, Admitted::Words, tally).await;
        };
        let calls = match admitted {
            Admitted::Calls => true,
            Admitted::Both => self.would_call(prompt, &mut tally).await?,
            Admitted::Words => false,
        };
        if calls {
            return self.decoded(prompt, options, Admitted::Calls, tally).await;
        }
        self.answer_in(output, form, prompt, tally).await
    }

    fn emit(&self, delta: Delta) {
        let _ = self.deltas.send(Ok(delta));
    }

    /// What was generated of this turn already.
    fn resumed(&self) -> Vec<LlamaToken> {
        self.request.resume.iter().map(|token| LlamaToken(token.cast_signed())).collect()
    }

    fn tokens(&self, tokens: &[LlamaToken]) {
        self.emit(Delta::Tokens(tokens.iter().map(|token| token.0.cast_unsigned()).collect()));
    }

    fn end(&self, tally: &Tally, finish: FinishReason) {
        self.emit(Delta::Usage(tally.usage));
        self.emit(Delta::Finish(finish));
    }

    fn prompt(&self, conversation: &Conversation) -> Result<Prompt> {
        let render = |turns: &[Turn], how| {
            self.model.template.render(turns, &conversation.tools, how).map_err(|error| ErrorKind::Model {
                model: self.model.name.clone(),
                reason: format!("its chat template refuses this conversation: {error}"),
            })
        };
        let text = render(&conversation.turns, Rendering::Open)?;
        let tokens = self.model.vocab.prompt(&text);
        let public = if conversation.public == 0 {
            0
        } else {
            // A template may refuse a conversation that ends here; then nothing outlives the session.
            let beginning = render(&conversation.turns[..conversation.public], Rendering::Closed).unwrap_or_default();
            common(&tokens, &self.model.vocab.prompt(&beginning))
        };
        Ok(Prompt { text, tokens, public, begun: Vec::new() })
    }

    fn writer(&self) -> Writer<'_> {
        Writer { profile: &self.model.profile, way: self.model.way, schema: self.schema, functions: self.functions }
    }

    /// Refuses what does not fit, before anything is computed; the tokens that may follow otherwise.
    fn room(&self, prompt: usize, answer: u32) -> Result<u32> {
        let needed = prompt + answer as usize;
        if needed > self.model.context {
            let functions = self.schema.estimate_functions().tokens;
            return Err(ErrorKind::ContextWindow { needed, available: self.model.context, functions }.into());
        }
        Ok(count(self.model.context - prompt))
    }

    fn submit(&self, session: SessionId, prompt: &Prompt, work: Work) -> Result<UnboundedReceiver<JobEvent>> {
        let (events, receiver) = unbounded_channel();
        let priority = self.schema.priority();
        let request = Request { session, priority, prompt: prompt.tokens.clone(), public: prompt.public, work, events };
        self.model.submit(request)?;
        Ok(receiver)
    }

    /// Writes after a prompt, and tells the text as it comes.
    async fn generate(
        &self,
        prompt: &Prompt,
        generation: Generation,
        tally: &mut Tally,
        tell: impl FnMut(String),
    ) -> Result<FinishReason> {
        let mut events = self.submit(self.session, prompt, Work::Generate(Box::new(generation)))?;
        match self.follow(&mut events, tally, tell).await? {
            Ended::Written(finish) => Ok(finish),
            Ended::Chosen(_) | Ended::Scored(_) => Err(ErrorKind::EngineStopped.into()),
        }
    }

    /// Follows a job to its end.
    async fn follow(
        &self,
        events: &mut UnboundedReceiver<JobEvent>,
        tally: &mut Tally,
        mut text: impl FnMut(String),
    ) -> Result<Ended> {
        loop {
            match events.recv().await {
                Some(JobEvent::Started { cached }) => tally.start(cached),
                Some(JobEvent::Text(more)) => text(more),
                Some(JobEvent::Tokens(tokens)) => self.tokens(&tokens),
                Some(JobEvent::Logprob(token)) => self.emit(Delta::Logprobs(vec![token])),
                Some(JobEvent::Chosen(place)) => return Ok(Ended::Chosen(place)),
                Some(JobEvent::Scores(scores)) => return Ok(Ended::Scored(scores)),
                Some(JobEvent::Done { finish, output_tokens }) => {
                    tally.usage.output_tokens += output_tokens;
                    return Ok(Ended::Written(finish));
                }
                Some(JobEvent::Failed(error)) => return Err(error),
                None => return Err(ErrorKind::EngineStopped.into()),
            }
        }
    }
}

/// How a job ended.
enum Ended {
    Chosen(Option<usize>),
    Scored(Vec<f32>),
    Written(FinishReason),
}

fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn common(one: &[LlamaToken], other: &[LlamaToken]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}
