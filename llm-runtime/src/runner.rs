//! [`Runner`]: the platforms that a program has, and the sessions it opens on them.

use std::fmt;
use std::sync::Arc;

use crate::context::Context;
use crate::error::{ErrorKind, Result};
use crate::platform::Platform;
use crate::schema::Schema;
use crate::session::Session;

/// Opens sessions on the first of its platforms that has the schema's model.
///
/// ```
/// # #[cfg(feature = "mock")] {
/// use llm_runtime::{mock::MockPlatform, Runner, Schema};
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let platform = MockPlatform::new("tiny").says("Good morning!");
/// let runner = Runner::builder().platform(platform).build()?;
/// let mut session = runner.session(Schema::builder("tiny").build()?).await?;
/// assert_eq!(session.generate_text("Hello").await?, "Good morning!");
/// # Ok::<(), llm_runtime::Error>(())
/// # }).unwrap();
/// # }
/// ```
#[derive(Clone)]
pub struct Runner {
    platforms: Vec<Arc<dyn Platform>>,
}

impl Runner {
    /// Starts a runner.
    pub fn builder() -> RunnerBuilder {
        RunnerBuilder { platforms: Vec::new() }
    }

    /// Opens a session.
    ///
    /// # Errors
    /// When no platform has the model, or the one that has it cannot open it.
    pub async fn session(&self, schema: impl Into<Arc<Schema>>) -> Result<Session> {
        self.resume(schema, Context::new()).await
    }

    /// Opens a session that goes on with a conversation: one that was stored, or was held elsewhere.
    ///
    /// The schema says what the session runs, its instructions included: they replace the system messages at the
    /// conversation's beginning. A schema without instructions leaves those as they are. Its model and functions need not
    /// be those with which the conversation was held.
    ///
    /// ```
    /// # #[cfg(feature = "mock")] {
    /// use llm_runtime::{Context, Runner, Schema, mock::MockPlatform};
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let runner = Runner::builder().platform(MockPlatform::new("tiny").says("Hello.").says("Of course.")).build()?;
    /// let schema = Schema::builder("tiny").build()?;
    ///
    /// let mut session = runner.session(schema.clone()).await?;
    /// session.generate_text("Hi").await?;
    /// let stored = serde_json::to_string(&session.context().await)?;
    ///
    /// let context: Context = serde_json::from_str(&stored)?;
    /// let mut session = runner.resume(schema, context).await?;
    /// assert_eq!(session.generate_text("Do you remember me?").await?, "Of course.");
    /// assert_eq!(session.context().await.messages().len(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    /// When no platform has the model, or the one that has it cannot open it.
    pub async fn resume(&self, schema: impl Into<Arc<Schema>>, context: Context) -> Result<Session> {
        let schema = schema.into();
        for platform in &self.platforms {
            let capabilities = platform.capabilities();
            if capabilities.models.iter().any(|model| model == schema.model()) {
                let engine = platform.open(Arc::clone(&schema)).await?;
                return Ok(Session::new(schema, engine, &capabilities, context));
            }
        }
        Err(ErrorKind::NoPlatform { model: schema.model().to_owned(), available: self.available() }.into())
    }

    fn available(&self) -> String {
        let models: Vec<String> = self.platforms.iter().flat_map(|platform| platform.capabilities().models).collect();
        if models.is_empty() { "none".to_owned() } else { models.join(", ") }
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let platforms = self.platforms.iter().map(|platform| platform.capabilities());
        out.debug_list().entries(platforms).finish()
    }
}

/// Builds a [`Runner`].
#[must_use]
pub struct RunnerBuilder {
    platforms: Vec<Arc<dyn Platform>>,
}

impl RunnerBuilder {
    /// Adds a platform; earlier ones are preferred.
    pub fn platform(mut self, platform: impl Platform + 'static) -> Self {
        self.platforms.push(Arc::new(platform));
        self
    }

    /// Makes the runner.
    ///
    /// # Errors
    /// When it has no platform.
    pub fn build(self) -> Result<Runner> {
        if self.platforms.is_empty() {
            return Err(ErrorKind::Configuration("a runner needs at least one platform".into()).into());
        }
        Ok(Runner { platforms: self.platforms })
    }
}

impl fmt::Debug for RunnerBuilder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("RunnerBuilder").field("platforms", &self.platforms.len()).finish()
    }
}
