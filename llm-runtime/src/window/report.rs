//! [`TokenReport`]: what the window is spent on.

use super::instructions;
use crate::message::Message;
use crate::options::ToolChoice;
use crate::platform::{Engine, TokenCount, TurnRequest};
use crate::schema::Schema;
use crate::session::Session;

/// What a session's context window is spent on, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenReport {
    /// What prompt and answer may have together; `None` when that is not known.
    pub window: Option<usize>,
    /// The whole prompt as it would be without trimming: functions, instructions and conversation.
    pub total: usize,
    /// The functions' definitions.
    pub functions: usize,
    /// The functions one by one, in declaration order: `functions` divided by the length of their definitions.
    pub by_function: Vec<FunctionTokens>,
    /// Instructions, examples, and what the model's template adds.
    pub instructions: usize,
    /// What was said, called and answered.
    pub conversation: usize,
    /// Whether the model's own tokenizer counted; else these are estimates from the length of the text.
    pub exact: bool,
}

/// What a function's definition costs, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionTokens {
    /// The function.
    pub name: String,
    /// Its share.
    pub tokens: usize,
}

impl Session {
    /// What the context window is spent on; a running exchange is waited for.
    ///
    /// ```
    /// # #[cfg(feature = "mock")] {
    /// use llm_runtime::{mock::MockPlatform, Runner, Schema};
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let runner = Runner::builder().platform(MockPlatform::new("tiny").window(2048)).build()?;
    /// let session = runner.session(Schema::builder("tiny").instructions("Answer briefly.").build()?).await?;
    /// let report = session.token_report().await;
    /// assert_eq!((report.window, report.conversation), (Some(2048), 0));
    /// assert_eq!(report.total, report.instructions);
    /// # Ok::<(), llm_runtime::Error>(())
    /// # }).unwrap();
    /// # }
    /// ```
    pub async fn token_report(&self) -> TokenReport {
        self.inspect(|engine, context| TokenReport::new(engine, self.schema(), context.messages())).await
    }
}

impl TokenReport {
    pub(super) fn new(engine: &dyn Engine, schema: &Schema, messages: &[Message]) -> Self {
        let count =
            |messages: &[Message]| engine.count_tokens(&TurnRequest::new(messages, ToolChoice::Auto, schema.options()));
        let functions = engine.count_functions();
        let beginning = count(&messages[..instructions(messages)]);
        let whole = count(messages);
        Self {
            window: engine.window(),
            total: whole.tokens,
            functions: functions.tokens,
            by_function: divided(schema, functions),
            instructions: beginning.tokens.saturating_sub(functions.tokens),
            conversation: whole.tokens.saturating_sub(beginning.tokens),
            exact: functions.exact && beginning.exact && whole.exact,
        }
    }
}

/// Divides a total by the length of the definitions; what is left over by rounding goes to the first ones.
fn divided(schema: &Schema, total: TokenCount) -> Vec<FunctionTokens> {
    let lengths = schema.definition_bytes();
    let all: usize = lengths.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = lengths.iter().map(|length| total.tokens.saturating_mul(*length) / all).collect();
    let left = total.tokens.saturating_sub(shares.iter().sum());
    shares.iter_mut().take(left).for_each(|share| *share += 1);
    let names = schema.definitions().iter().map(|definition| definition.name.clone());
    names.zip(shares).map(|(name, tokens)| FunctionTokens { name, tokens }).collect()
}
