//! Engines that panic, wherever they are asked something.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Cx, Poll};

use futures_core::Stream;
use llm_functions::{BoxFuture, Call, Execute, LlmFunction, Sensitivity, functions};
use llm_runtime::mock::assert_every_call_is_answered;
use llm_runtime::{
    BoxStream, Budget, Capabilities, Delta, Engine, ErrorKind, FinishReason, Origin, Platform, Result, Runner, Schema,
    Session, Tier, TokenCount, TurnRequest,
};

/// Note something.
#[derive(LlmFunction)]
struct Note {}

impl Execute for Note {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> std::result::Result<String, String> {
        Ok("noted".into())
    }
}

/// Where the engine panics, in its second turn.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Panics {
    Asked,
    Generating,
    Stopping,
    Counting,
    Window,
}

struct Panicking(Panics);

struct PanickingEngine {
    panics: Panics,
    origin: Origin,
    turn: usize,
}

impl PanickingEngine {
    fn at(&self, place: Panics) {
        assert!(self.turn != 1 || self.panics != place, "secret 4711");
    }
}

impl Platform for Panicking {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, vec!["tiny".into()])
    }

    fn open(&self, _schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let engine = PanickingEngine { panics: self.0, origin: Origin::new(Tier::Edge, "tiny"), turn: 0 };
        let engine: Box<dyn Engine> = Box::new(engine);
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl Engine for PanickingEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, _turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let turn = self.turn;
        // Before it panics, or the next turn would be this one again.
        self.turn += 1;
        assert!(turn != 1 || self.panics != Panics::Asked, "secret 4711");
        let said = match turn {
            0 => vec![
                Delta::CallStart { index: 0, id: None, name: "note".into() },
                Delta::CallArguments { index: 0, fragment: "{}".into() },
                Delta::Finish(FinishReason::ToolCalls),
            ],
            _ => vec![Delta::Text("Noted.".into()), Delta::Finish(FinishReason::Stop)],
        };
        let panics = (turn == 1).then_some(self.panics);
        Box::pin(Said { said: said.into_iter(), panics })
    }

    fn window(&self) -> Option<usize> {
        self.at(Panics::Window);
        Some(10_000)
    }

    fn count_tokens(&self, _turn: &TurnRequest<'_>) -> TokenCount {
        self.at(Panics::Counting);
        TokenCount::exact(1)
    }

    fn count_functions(&self) -> TokenCount {
        TokenCount::exact(1)
    }
}

struct Said {
    said: std::vec::IntoIter<Delta>,
    panics: Option<Panics>,
}

impl Stream for Said {
    type Item = Result<Delta>;
    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Cx<'_>) -> Poll<Option<Result<Delta>>> {
        assert!(self.panics != Some(Panics::Generating), "secret 4711");
        Poll::Ready(self.said.next().map(Ok))
    }
}

impl Drop for Said {
    fn drop(&mut self) {
        assert!(self.panics != Some(Panics::Stopping), "secret 4711");
    }
}

async fn open(panics: Panics) -> Session {
    let runner = Runner::builder().platform(Panicking(panics)).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![Note]).budget(Budget::new().tokens(1_000_000));
    runner.session(schema.build().unwrap()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_an_engine_is_an_error_and_every_call_is_answered() {
    for panics in [Panics::Asked, Panics::Generating, Panics::Stopping, Panics::Counting, Panics::Window] {
        let mut session = open(panics).await;
        let answer = session.generate_text("Note this").await;
        if panics == Panics::Stopping {
            assert_eq!(answer.unwrap(), "Noted.", "the turn was over");
        } else {
            let error = answer.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::EngineStopped, "{panics:?}");
            assert!(!format!("{error} {error:?}").contains("4711"));
        }
        let context = session.context().await;
        assert_every_call_is_answered(&context);
        assert_eq!(context.messages().len(), if panics == Panics::Stopping { 4 } else { 3 }, "{panics:?}");
        if matches!(panics, Panics::Asked | Panics::Generating | Panics::Stopping) {
            assert_eq!(session.generate_text("Again").await.unwrap(), "Noted.");
        }
    }
}
