//! [`Registry`]: functions by name, each bound to what the application injected.

mod answer;
mod bare;
mod dynamic;
mod erased;
mod error;
mod macros;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use answer::{Answer, Failure};
pub use dynamic::DynamicFunction;
pub use erased::{BoxFuture, ErasedFunction, PreparedCall, bind};
pub use error::{CallError, RegistrationError};

use crate::arguments::Coercions;
use crate::function::Execute;
use crate::json_schema;
use crate::tool::{ToolCall, ToolDefinition};
use crate::view::{ChoicesError, FunctionView, Text};

/// The functions that a model may call, in the order in which they were registered. Cheap to clone.
///
/// [`functions!`](crate::functions) makes one; registries from several places are put together by
/// [`merge`](Self::merge).
#[derive(Clone, Default)]
pub struct Registry {
    functions: Vec<Arc<dyn ErasedFunction>>,
    by_name: HashMap<Text, usize>,
    coercions: Coercions,
}

impl Registry {
    /// A registry without functions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function, bound to what it needs.
    ///
    /// # Errors
    /// [`RegistrationError`] when its name is taken or its declaration contradicts itself; the registry is then as it was.
    pub fn register<F: Execute>(&mut self, deps: impl Into<Arc<F::Deps>>) -> Result<(), RegistrationError> {
        self.add(bind::<F>(deps))
    }

    /// Adds a function whose types are forgotten already.
    ///
    /// # Errors
    /// As [`register`](Self::register).
    pub fn insert(&mut self, function: impl ErasedFunction + 'static) -> Result<(), RegistrationError> {
        self.add(Arc::new(function))
    }

    /// Adds all functions of another registry; which coercions are made stays as it is here.
    ///
    /// ```
    /// use llm_functions::Registry;
    /// let mut registry = Registry::new();
    /// registry.merge(Registry::new())?;
    /// # Ok::<(), llm_functions::RegistrationError>(())
    /// ```
    ///
    /// # Errors
    /// [`RegistrationError`] when a name is in both; the registry is then as it was.
    pub fn merge(&mut self, other: Self) -> Result<(), RegistrationError> {
        for function in &other.functions {
            self.refuse(function.view())?;
        }
        other.functions.into_iter().try_for_each(|function| self.add(function))
    }

    fn add(&mut self, function: Arc<dyn ErasedFunction>) -> Result<(), RegistrationError> {
        self.refuse(function.view())?;
        self.by_name.insert(function.view().name.clone(), self.functions.len());
        self.functions.push(function);
        Ok(())
    }

    fn refuse(&self, view: &FunctionView) -> Result<(), RegistrationError> {
        if self.by_name.contains_key(&view.name) {
            return Err(RegistrationError::duplicate(&view.name));
        }
        RegistrationError::of_defects(view)
    }

    /// For `functions![..]`, whose names the compiler has compared.
    #[doc(hidden)]
    pub fn from_distinct(functions: Vec<Arc<dyn ErasedFunction>>) -> Self {
        let names = functions.iter().enumerate().map(|(index, function)| (function.view().name.clone(), index));
        Self { by_name: names.collect(), functions, coercions: Coercions::ALL }
    }

    /// Whether every declaration agrees with itself, for what could not be seen when it was compiled: a default that is
    /// computed, a pattern that is a constant. [`functions!`](crate::functions) does not ask; whoever takes a registry
    /// into use does.
    ///
    /// # Errors
    /// [`RegistrationError`] for the first function whose declaration contradicts itself.
    pub fn check(&self) -> Result<(), RegistrationError> {
        self.views().try_for_each(RegistrationError::of_defects)
    }

    /// Narrows a string parameter to what there is, such as the records of one patient: the model sees these choices
    /// alone, and any other value is refused. A slash leads into a nested object: `"filter/record"`.
    ///
    /// ```
    /// # use llm_functions::{functions, Call, Execute, LlmFunction, ToolCall};
    /// /// Read a record.
    /// #[derive(LlmFunction)]
    /// struct ReadRecord {
    ///     /// Its identifier.
    ///     record: String,
    /// }
    /// # impl Execute for ReadRecord {
    /// #     type Deps = ();
    /// #     type Output = String;
    /// #     type Error = std::convert::Infallible;
    /// #     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> { Ok(self.record) }
    /// # }
    ///
    /// let registry = functions![ReadRecord].choices("read_record", "record", ["lab-7", "lab-9"])?;
    /// assert!(registry.prepare(&ToolCall::new("1", "read_record", r#"{"record": "lab-7"}"#)).is_ok());
    /// assert!(registry.prepare(&ToolCall::new("2", "read_record", r#"{"record": "lab-8"}"#)).is_err());
    /// # Ok::<(), llm_functions::view::ChoicesError>(())
    /// ```
    ///
    /// # Errors
    /// [`ChoicesError`] when there is no such parameter, it holds no strings, or its declaration allows none of these.
    pub fn choices<T: Into<String>>(
        mut self,
        function: &str,
        parameter: &str,
        choices: impl IntoIterator<Item = T>,
    ) -> Result<Self, ChoicesError> {
        let index = self.by_name.get(function).ok_or_else(|| ChoicesError::no_function(function, parameter))?;
        let bound = &mut self.functions[*index];
        let mut view = FunctionView::clone(bound.view());
        view.narrow(parameter, choices)?;
        *bound = bound.with_view(Arc::new(view));
        Ok(self)
    }

    /// Sets which coercions are made when arguments do not fit as they stand; all of them otherwise.
    ///
    /// ```
    /// use llm_functions::arguments::{CoercionKind, Coercions};
    /// # use llm_functions::{functions, Call, Execute, LlmFunction, ToolCall};
    /// # /// Set an alarm.
    /// # #[derive(LlmFunction)]
    /// # struct SetAlarm {
    /// #     /// Hour of the day.
    /// #     hour: u8,
    /// # }
    /// # impl Execute for SetAlarm {
    /// #     type Deps = ();
    /// #     type Output = u8;
    /// #     type Error = std::convert::Infallible;
    /// #     async fn execute(self, _call: Call<'_, ()>) -> Result<u8, Self::Error> { Ok(self.hour) }
    /// # }
    /// let call = ToolCall::new("1", "set_alarm", r#"{"hour": "7"}"#);
    ///
    /// let prepared = functions![SetAlarm].prepare(&call)?;
    /// assert_eq!(prepared.arguments().to_string(), r#"{"hour":7}"#);
    /// assert_eq!(prepared.coercions()[0].kind, CoercionKind::NumberInString);
    ///
    /// assert!(functions![SetAlarm].coercions(Coercions::NONE).prepare(&call).is_err());
    /// # Ok::<(), llm_functions::CallError>(())
    /// ```
    #[must_use]
    pub fn coercions(mut self, allowed: Coercions) -> Self {
        self.coercions = allowed;
        self
    }

    /// The function of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn ErasedFunction>> {
        self.by_name.get(name).map(|index| &self.functions[*index])
    }

    /// The functions' views, in order.
    pub fn views(&self) -> impl ExactSizeIterator<Item = &FunctionView> {
        self.functions.iter().map(|function| &**function.view())
    }

    /// The functions as a model sees them, in order.
    pub fn definitions(&self) -> Vec<ToolDefinition> {
        self.views().map(json_schema::tool_definition).collect()
    }

    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// Whether there are no functions.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// Checks and decodes a model's call without running it; arguments that do not fit as they stand are
    /// [coerced](Self::coercions) if exactly one reading of them fits.
    ///
    /// # Errors
    /// [`CallError`] when no function has this name, or its arguments do not fit.
    pub fn prepare(&self, call: &ToolCall) -> Result<Box<dyn PreparedCall>, CallError> {
        let Some(function) = self.get(&call.name) else {
            return Err(CallError::unknown(&call.name, self.views().map(|view| view.name.clone()).collect()));
        };
        function.prepare(&call.arguments, self.coercions).map_err(CallError::from)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.views().map(|view| &view.name)).finish()
    }
}
