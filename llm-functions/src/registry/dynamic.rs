//! [`DynamicFunction`]: a function whose parameters are known only at run time.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::erased::answer;
use super::{Answer, BoxFuture, ErasedFunction, Failure, PreparedCall};
use crate::arguments::{self, Canonical, Coercion, Coercions, DecodeError};
use crate::call::CallControl;
use crate::function::{FunctionError, FunctionOutput};
use crate::json::Json;
use crate::json_schema::{self, SchemaError};
use crate::spec::Behavior;
use crate::view::{FunctionView, Text};

/// What runs, whatever its types.
type Handler = dyn Fn(Json, Arc<dyn CallControl>) -> BoxFuture<'static, Result<Answer, Failure>> + Send + Sync;

/// A tool that comes from elsewhere, with a JSON Schema instead of a struct.
///
/// Its arguments are checked as those of any other function and reach the handler as JSON.
///
/// ```
/// use llm_functions::{DynamicFunction, Registry, ToolCall, json};
///
/// let schema = json::read(r#"{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}"#)?;
/// let weather = DynamicFunction::new("get_weather", "The weather in a city.", &schema, |arguments, _| async move {
///     Ok::<_, String>(format!("sunny in {}", arguments.get("city").and_then(json::Json::as_str).unwrap_or_default()))
/// })?;
///
/// let mut registry = Registry::new();
/// registry.insert(weather)?;
/// assert!(registry.prepare(&ToolCall::new("1", "get_weather", r#"{"city": "Wien"}"#)).is_ok());
/// assert!(registry.prepare(&ToolCall::new("2", "get_weather", r#"{"town": "Wien"}"#)).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct DynamicFunction {
    view: Arc<FunctionView>,
    handler: Arc<Handler>,
}

impl DynamicFunction {
    /// A function from its parts. `schema` is the JSON Schema of its arguments object.
    ///
    /// # Errors
    /// [`SchemaError`] when the schema says something that could not be checked.
    pub fn new<H, Running, Output, Error>(
        name: impl Into<Text>,
        description: impl Into<Text>,
        schema: &Json,
        handler: H,
    ) -> Result<Self, SchemaError>
    where
        H: Fn(Json, Arc<dyn CallControl>) -> Running + Send + Sync + 'static,
        Running: Future<Output = Result<Output, Error>> + Send + 'static,
        Output: FunctionOutput,
        Error: FunctionError,
    {
        Ok(Self::of_view(json_schema::parse(name, description, schema)?, handler))
    }

    /// A function whose schema was read already, such as by a [`Parser`](crate::json_schema::Parser) with documents.
    pub fn of_view<H, Running, Output, Error>(view: FunctionView, handler: H) -> Self
    where
        H: Fn(Json, Arc<dyn CallControl>) -> Running + Send + Sync + 'static,
        Running: Future<Output = Result<Output, Error>> + Send + 'static,
        Output: FunctionOutput,
        Error: FunctionError,
    {
        let handler = Arc::new(move |arguments, control: Arc<dyn CallControl>| -> BoxFuture<'static, _> {
            let most = control.max_output();
            let running = handler(arguments, control);
            Box::pin(async move { answer(running.await, |_| true, most) })
        });
        Self { view: Arc::new(view), handler }
    }

    /// Sets what may be assumed about calling it; else nothing is.
    #[must_use]
    pub fn behavior(mut self, behavior: Behavior) -> Self {
        Arc::make_mut(&mut self.view).behavior = behavior;
        self
    }

    /// Names where it sends data.
    #[must_use]
    pub fn egress(mut self, destination: impl Into<Text>) -> Self {
        Arc::make_mut(&mut self.view).egress = Some(destination.into());
        self
    }
}

impl ErasedFunction for DynamicFunction {
    fn view(&self) -> &Arc<FunctionView> {
        &self.view
    }

    fn with_view(&self, view: Arc<FunctionView>) -> Arc<dyn ErasedFunction> {
        Arc::new(Self { view, handler: Arc::clone(&self.handler) })
    }

    fn prepare(&self, text: &str, allowed: Coercions) -> Result<Box<dyn PreparedCall>, DecodeError> {
        let canonical = arguments::canonical_with(&self.view, text, allowed)?;
        Ok(Box::new(Prepared { function: self.clone(), canonical }))
    }
}

struct Prepared {
    function: DynamicFunction,
    canonical: Canonical,
}

impl PreparedCall for Prepared {
    fn view(&self) -> &FunctionView {
        &self.function.view
    }

    fn arguments(&self) -> &Json {
        &self.canonical.arguments
    }

    fn coercions(&self) -> &[Coercion] {
        &self.canonical.coercions
    }

    fn execute(self: Box<Self>, control: Arc<dyn CallControl>) -> BoxFuture<'static, Result<Answer, Failure>> {
        (self.function.handler)(self.canonical.arguments, control)
    }
}

impl fmt::Debug for DynamicFunction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("DynamicFunction").field(&self.view.name).finish()
    }
}
