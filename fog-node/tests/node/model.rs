//! A model whose every token is known: it says the words of a text, one token each, and can go on from any of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use llm_functions::{BoxFuture, Sensitivity};
use llm_runtime::{
    BoxStream, Capabilities, Delta, EmbeddingRequest, Embeddings, Engine, ErrorKind, FinishReason, Input, Origin,
    Platform, Result, Schema, Tier, TokenCount, TokenLogprob, TurnRequest, Usage,
};

/// What it says. A word with `^` before it belongs to a call's arguments.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) says: Arc<Vec<String>>,
    /// The function that it calls after what it says, with arguments word by word.
    pub(crate) calls: Option<(String, Arc<Vec<String>>)>,
    /// What it thinks before it speaks.
    pub(crate) thinks: Option<String>,
    /// Fails after so many tokens.
    pub(crate) fails_after: Option<usize>,
    pub(crate) pace: Duration,
    /// How many answers are under way.
    pub(crate) running: Arc<AtomicUsize>,
}

pub(crate) const MODEL: &str = "words";

impl Words {
    pub(crate) fn new(text: &str, pace: Duration) -> Self {
        let says = text.split_inclusive(' ').map(str::to_owned).collect();
        Self { says: Arc::new(says), calls: None, thinks: None, fails_after: None, pace, running: Arc::default() }
    }

    pub(crate) fn thinks(mut self, thought: &str) -> Self {
        self.thinks = Some(thought.to_owned());
        self
    }

    pub(crate) fn fails_after(mut self, tokens: usize) -> Self {
        self.fails_after = Some(tokens);
        self
    }

    pub(crate) fn calls(mut self, name: &str, arguments: &str) -> Self {
        let pieces = arguments.split_inclusive(' ').map(str::to_owned).collect();
        self.calls = Some((name.to_owned(), Arc::new(pieces)));
        self
    }

    pub(crate) fn engine(&self) -> Box<dyn Engine> {
        Box::new(WordsEngine { words: self.clone(), origin: Origin::new(Tier::Edge, MODEL) })
    }

    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    /// The deltas of each token, in order.
    fn tokens(&self) -> Vec<Vec<Delta>> {
        let mut tokens: Vec<Vec<Delta>> = self.says.iter().map(|word| vec![Delta::Text(word.clone())]).collect();
        if let (Some(thought), Some(first)) = (&self.thinks, tokens.first_mut()) {
            first.insert(0, Delta::Reasoning(thought.clone()));
        }
        if let Some((name, pieces)) = &self.calls {
            tokens.push(vec![Delta::CallStart { index: 0, id: None, name: name.clone() }]);
            let argument = |fragment: &String| vec![Delta::CallArguments { index: 0, fragment: fragment.clone() }];
            tokens.extend(pieces.iter().map(argument));
        }
        tokens
    }
}

impl Platform for Words {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, vec![MODEL.to_owned()])
    }

    fn open(&self, _: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        Box::pin(std::future::ready(Ok(self.engine())))
    }

    /// Of each text: how many bytes and words it has, as parts of a vector of length 1.
    fn embeddings<'a>(&'a self, request: &'a EmbeddingRequest) -> BoxFuture<'a, Result<Embeddings>> {
        let vectors = request.texts.iter().map(|text| meaning(text)).collect();
        let tokens = request.texts.iter().map(|text| text.split_whitespace().count()).sum::<usize>();
        Box::pin(std::future::ready(Ok(Embeddings::new(vectors, u32::try_from(tokens).unwrap()))))
    }
}

#[allow(clippy::cast_precision_loss, reason = "texts of tests are short")]
pub(crate) fn meaning(text: &str) -> Vec<f32> {
    let (bytes, words) = (text.len() as f32, text.split_whitespace().count() as f32);
    let length = bytes.hypot(words);
    vec![bytes / length, words / length, 0.0]
}

struct WordsEngine {
    words: Words,
    origin: Origin,
}

struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Engine for WordsEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn reads(&self, input: Input) -> bool {
        input == Input::Plain
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        self.words.running.fetch_add(1, Ordering::SeqCst);
        let running = Running(Arc::clone(&self.words.running));
        let tokens = self.words.tokens();
        let most = turn.options.max_output_tokens.map_or(usize::MAX, |most| usize::try_from(most).unwrap());
        let (resumed, told, pace) = (turn.resume.len(), turn.token_ids, self.words.pace);
        for (place, token) in turn.resume.iter().enumerate() {
            assert_eq!(usize::try_from(*token).unwrap(), place, "the tokens are numbered by their places");
        }
        let (fails_after, likely) = (self.words.fails_after, turn.options.logprobs);
        let (all, cut) = (tokens.len(), tokens.len().min(most));
        let said = stream::iter(tokens.into_iter().take(cut).enumerate()).then(move |(place, deltas)| async move {
            if place >= resumed {
                tokio::time::sleep(pace).await;
            }
            let id = told.then(|| Delta::Tokens(vec![u32::try_from(place).unwrap()]));
            let word = deltas.iter().find_map(|delta| match delta {
                Delta::Text(word) => Some(word.clone()),
                _ => None,
            });
            let likely = likely.and(word).map(|word| {
                let top = vec![(word.clone(), -0.5), ("other".to_owned(), -1.5)];
                Delta::Logprobs(vec![TokenLogprob::new(word, -0.5, top)])
            });
            let deltas = id.into_iter().chain(likely).chain(deltas).map(Ok);
            if fails_after == Some(place) {
                return vec![Err(ErrorKind::Generation("it had enough".to_owned()).into())];
            }
            deltas.collect::<Vec<_>>()
        });
        let reason = match self.words.calls {
            _ if cut < all => FinishReason::Length,
            Some(_) => FinishReason::ToolCalls,
            None => FinishReason::Stop,
        };
        let usage = Usage::new(10, 0, u32::try_from(cut).unwrap());
        let end = vec![Ok(Delta::Usage(usage)), Ok(Delta::Finish(reason))];
        let deltas = said.chain(stream::iter([end])).flat_map(move |deltas| {
            let _keeps = &running;
            stream::iter(deltas)
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
