//! [`Parrot`]: a model whose answer follows from the question alone, so that every node says the same, and what belongs to
//! another question is noticed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use llm_functions::{BoxFuture, Sensitivity};
use llm_runtime::{
    BoxStream, Capabilities, Content, Delta, Engine, FinishReason, Message, Origin, Platform, Result, Schema, Tier,
    TokenCount, TurnRequest, Usage,
};

use crate::dice::Dice;

pub(crate) const MODEL: &str = "parrot";

/// A model file: those with the same one say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum File {
    Grey,
    Green,
}

#[derive(Clone)]
pub(crate) struct Parrot {
    pub(crate) file: File,
    pub(crate) pace: Duration,
    /// How many answers are under way.
    pub(crate) running: Arc<AtomicUsize>,
}

/// What is said to this question.
pub(crate) fn answer(file: File, question: &str) -> String {
    let seed = question.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut dice = Dice::new(seed);
    let words = 10 + dice.below(90);
    let colour = format!("{file:?}");
    (0..words).fold(format!("{colour} says to {question}: "), |said, place| {
        said + &format!("{}·{place} ", ["ça", "la", "tü", "ro", "🌤"][dice.below(5)])
    })
}

/// What is said after a call.
pub(crate) fn after_the_call(file: File, output: &str) -> String {
    answer(file, &format!("the answer {output}"))
}

/// A question that wants a call with this word.
pub(crate) const WANTS_A_CALL: &str = "count ";

impl Parrot {
    /// The deltas of each token, in order, and how it ends.
    fn tokens(&self, newest: Option<&Message>) -> (Vec<Delta>, FinishReason) {
        let words = |text: String| text.split_inclusive(' ').map(|word| Delta::Text(word.to_owned())).collect();
        match newest.map(|message| &message.content) {
            Some(Content::Tool { result, .. }) => {
                let output = result.output.trim_matches('"');
                (words(after_the_call(self.file, output)), FinishReason::Stop)
            }
            Some(Content::User { text, .. }) => {
                let mut tokens: Vec<Delta> = words(answer(self.file, text));
                let Some(word) = text.strip_prefix(WANTS_A_CALL) else { return (tokens, FinishReason::Stop) };
                tokens.push(Delta::CallStart { index: 0, id: None, name: "count".to_owned() });
                let argument = |fragment: &str| Delta::CallArguments { index: 0, fragment: fragment.to_owned() };
                tokens.extend([argument("{\"word\": "), argument("\""), argument(word), argument("\"}")]);
                (tokens, FinishReason::ToolCalls)
            }
            _ => (Vec::new(), FinishReason::Stop),
        }
    }
}

impl Platform for Parrot {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, vec![MODEL.to_owned()])
    }

    fn open(&self, _: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let engine: Box<dyn Engine> =
            Box::new(ParrotEngine { parrot: self.clone(), origin: Origin::new(Tier::Edge, MODEL) });
        Box::pin(std::future::ready(Ok(engine)))
    }
}

struct ParrotEngine {
    parrot: Parrot,
    origin: Origin,
}

struct Running(Arc<AtomicUsize>);

impl Running {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Engine for ParrotEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let running = Running::new(&self.parrot.running);
        let (tokens, reason) = self.parrot.tokens(turn.messages.last());
        for (place, token) in turn.resume.iter().enumerate() {
            assert_eq!(usize::try_from(*token).unwrap(), place, "the tokens are numbered by their places");
        }
        let (resumed, told, pace) = (turn.resume.len(), turn.token_ids, self.parrot.pace);
        let usage = Delta::Usage(Usage::new(10, 0, u32::try_from(tokens.len()).unwrap()));
        let said = stream::iter(tokens.into_iter().enumerate()).then(move |(place, delta)| async move {
            if place >= resumed {
                tokio::time::sleep(pace).await;
            }
            let id = told.then(|| Delta::Tokens(vec![u32::try_from(place).unwrap()]));
            id.into_iter().chain([delta]).collect::<Vec<_>>()
        });
        let deltas = said.chain(stream::iter([vec![usage, Delta::Finish(reason)]])).flat_map(move |deltas| {
            let _keeps = &running;
            stream::iter(deltas.into_iter().map(Ok))
        });
        Box::pin(deltas)
    }

    fn count_tokens(&self, _: &TurnRequest<'_>) -> TokenCount {
        TokenCount::exact(10)
    }

    fn count_functions(&self) -> TokenCount {
        TokenCount::exact(0)
    }
}
