//! A model that makes its calls up: which it makes, when, and that a seed says all of it.

use std::sync::Arc;

use llm_functions::arguments::Coercions;
use llm_functions::view::FunctionView;
use llm_functions::{Registry, ToolCall, functions};
use llm_runtime::mock::{FabricatingPlatform, assert_every_call_is_answered};
use llm_runtime::{
    Content, Context, Delta, FinishReason, GenerationOptions, Message, OutputFormat, Platform, Schema, ToolChoice,
    TurnRequest,
};

use crate::support::{Add, ask, deltas, open, open_with, registry};

/// The calls of each message.
fn calls(context: &Context) -> Vec<Vec<ToolCall>> {
    let messages = context.messages().iter().filter_map(|message| match &message.content {
        Content::Assistant { calls, .. } if !calls.is_empty() => Some(calls.clone()),
        _ => None,
    });
    messages.collect()
}

fn names(context: &Context) -> Vec<Vec<String>> {
    calls(context).iter().map(|calls| calls.iter().map(|call| call.name.clone()).collect()).collect()
}

async fn exchanges(platform: FabricatingPlatform, questions: usize) -> Context {
    let mut session = open(platform).await;
    for _ in 0..questions {
        let events = ask(&mut session, "Go!").await.unwrap();
        assert_eq!(events.last(), Some(&llm_runtime::Event::Finished(FinishReason::Stop)));
    }
    let context = session.context().await;
    assert_every_call_is_answered(&context);
    context
}

fn failed(context: &Context) -> usize {
    let results = context.messages().iter().filter_map(|message| match &message.content {
        Content::Tool { result } => Some(result),
        _ => None,
    });
    results.filter(|result| result.is_error).count()
}

#[tokio::test(start_paused = true)]
async fn it_calls_each_one_or_any_at_once_or_one_by_one() {
    let each = exchanges(FabricatingPlatform::new("tiny", 1), 2).await;
    assert_eq!(names(&each), [["add", "note"], ["add", "note"]]);
    assert_eq!(failed(&each), 0);
    assert_ne!(calls(&each)[0][0].arguments, calls(&each)[1][0].arguments, "each exchange has its own");
    let slowly = exchanges(FabricatingPlatform::new("tiny", 1).one_by_one(), 1).await;
    assert_eq!(names(&slowly), [["add"], ["note"]]);
    let only = exchanges(FabricatingPlatform::new("tiny", 1).only("add"), 1).await;
    assert_eq!(names(&only), [["add"]]);
    let any = exchanges(FabricatingPlatform::new("tiny", 1).random(12), 1).await;
    let any = names(&any).concat();
    assert!(any.len() == 12 && any.contains(&"add".to_owned()) && any.contains(&"note".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn it_makes_one_call_at_a_time_where_no_more_are_allowed() {
    let schema = Schema::builder("tiny").functions(registry()).parallel_calls(false).build().unwrap();
    let mut session = open_with(FabricatingPlatform::new("tiny", 1), schema).await;
    ask(&mut session, "Go!").await.unwrap();
    let context = session.context().await;
    assert_eq!((names(&context), failed(&context)), (vec![vec!["add".into()], vec!["note".into()]], 0));
}

#[tokio::test(start_paused = true)]
async fn a_seed_says_everything() {
    let run = |seed| exchanges(FabricatingPlatform::new("tiny", seed).random(5), 3);
    assert_eq!(run(4).await.messages(), run(4).await.messages());
    assert_ne!(run(4).await.messages(), run(5).await.messages());
}

fn strict() -> Registry {
    registry().coercions(Coercions::NONE)
}

#[tokio::test(start_paused = true)]
async fn arguments_that_do_not_fit_are_sent_and_refused() {
    let wrong = exchanges(FabricatingPlatform::new("tiny", 1).invalid().only("note"), 1).await;
    let call = &calls(&wrong)[0][0];
    assert!(strict().prepare(call).is_err(), "{call:?}");
}

#[tokio::test(start_paused = true)]
async fn it_does_as_it_is_told_about_calls() {
    let schema = |choice| Schema::builder("tiny").functions(registry()).tool_choice(choice).build().unwrap();
    let mut session = open_with(FabricatingPlatform::new("tiny", 1), schema(ToolChoice::None)).await;
    assert_eq!(session.generate_text("Go!").await.unwrap(), "Done.");
    let forced = schema(ToolChoice::Function("note".into()));
    let mut session = open_with(FabricatingPlatform::new("tiny", 1), forced).await;
    session.generate_text("Go!").await.unwrap();
    assert_eq!(names(&session.context().await), [["note"]]);
    let lost = deltas(&FabricatingPlatform::new("tiny", 1).only("nothing"), &Context::default()).await;
    assert_eq!(lost, [Err("generation failed: there is no function `nothing` to call".to_owned())]);
}

/// The answer of one turn in which the model may only speak, in the form of the arguments of `Add`.
async fn sum(platform: FabricatingPlatform) -> String {
    let form = OutputFormat::of_view(FunctionView::of::<Add>());
    let schema = Schema::builder("tiny").functions(functions![Add]).build().unwrap();
    let mut engine = platform.open(Arc::new(schema)).await.unwrap();
    let (messages, options) = ([Message::user("Go!")], GenerationOptions::default());
    let request = TurnRequest::new(&messages, ToolChoice::None, &options).output(Some(&form));
    let mut stream = engine.generate(request);
    let mut text = String::new();
    while let Some(delta) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        match delta.unwrap() {
            Delta::Text(more) => text += &more,
            other => assert_eq!(other, Delta::Finish(FinishReason::Stop)),
        }
    }
    text
}

#[tokio::test(start_paused = true)]
async fn an_answer_has_the_form_that_is_asked_for() {
    for seed in 0..20 {
        let fits = sum(FabricatingPlatform::new("tiny", seed)).await;
        llm_functions::arguments::decode::<Add>(&fits).unwrap();
        assert_eq!(fits, sum(FabricatingPlatform::new("tiny", seed)).await);
    }
    let wrong = ToolCall::new("1", "add", sum(FabricatingPlatform::new("tiny", 1).invalid()).await);
    assert!(strict().prepare(&wrong).is_err(), "{wrong:?}");
}

#[derive(llm_functions::ParameterType, Debug)]
struct Tree {
    /// What it is called.
    #[parameter(min_length = 1)]
    name: String,
    /// What grows on it.
    #[parameter(min_items = 1)]
    grows: Vec<Branch>,
    /// What it grew from.
    parent: Option<Box<Tree>>,
}

#[derive(llm_functions::ParameterType, Debug)]
#[parameter(tag = "kind", rename_all = "snake_case")]
enum Branch {
    Leaf,
    Tree { tree: Box<Tree> },
}

impl Tree {
    fn size(&self) -> usize {
        let grows = self.grows.iter().map(|branch| match branch {
            Branch::Leaf => 1,
            Branch::Tree { tree } => tree.size(),
        });
        usize::from(!self.name.is_empty()) + grows.sum::<usize>() + self.parent.as_ref().map_or(0, |tree| tree.size())
    }
}

/// Plant a tree.
#[derive(llm_functions::LlmFunction)]
struct Plant {
    /// Which.
    tree: Tree,
}

impl llm_functions::Execute for Plant {
    type Deps = ();
    type Output = usize;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: llm_functions::Call<'_, ()>) -> Result<usize, Self::Error> {
        Ok(self.tree.size())
    }
}

#[tokio::test(start_paused = true)]
async fn types_that_contain_themselves_come_to_an_end() {
    let mut sizes = std::collections::BTreeSet::new();
    for seed in 0..40 {
        let schema = || Schema::builder("tiny").functions(functions![Plant]).build().unwrap();
        let mut session = open_with(FabricatingPlatform::new("tiny", seed), schema()).await;
        let tree = session.generate_as::<Tree>("Go!").await.unwrap();
        let context = session.context().await;
        assert_eq!((names(&context), failed(&context)), (vec![vec!["plant".into()]], 0), "seed {seed}");
        sizes.insert(tree.size());
        let mut session = open_with(FabricatingPlatform::new("tiny", seed).invalid(), schema()).await;
        ask(&mut session, "Go!").await.unwrap();
        assert_eq!(failed(&session.context().await), 1, "seed {seed}");
    }
    assert!(sizes.len() > 2, "{sizes:?}");
}
