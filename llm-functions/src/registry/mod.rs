//! [`Registry`]: functions by name, each bound to what the application injected.

mod erased;
mod error;
mod macros;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use erased::{BoxFuture, ErasedFunction, PreparedCall, bind};
pub use error::{CallError, DuplicateFunction};

use crate::function::Execute;
use crate::json_schema;
use crate::spec::FunctionSpec;
use crate::tool::{ToolCall, ToolDefinition};

/// The functions that a model may call, in the order in which they were registered. Cheap to clone.
///
/// [`functions!`](crate::functions) makes one; registries from several places are put together by
/// [`merge`](Self::merge).
#[derive(Clone, Default)]
pub struct Registry {
    functions: Vec<Arc<dyn ErasedFunction>>,
    by_name: HashMap<&'static str, usize>,
}

impl Registry {
    /// A registry without functions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function, bound to what it needs.
    ///
    /// # Errors
    /// [`DuplicateFunction`] when its name is taken; the registry is then as it was.
    pub fn register<F: Execute>(&mut self, deps: impl Into<Arc<F::Deps>>) -> Result<(), DuplicateFunction> {
        self.insert(bind::<F>(deps))
    }

    /// Adds all functions of another registry.
    ///
    /// ```
    /// use llm_functions::Registry;
    /// let mut registry = Registry::new();
    /// registry.merge(Registry::new())?;
    /// # Ok::<(), llm_functions::DuplicateFunction>(())
    /// ```
    ///
    /// # Errors
    /// [`DuplicateFunction`] when a name is in both; the registry is then as it was.
    pub fn merge(&mut self, other: Self) -> Result<(), DuplicateFunction> {
        for function in &other.functions {
            self.refuse_duplicate(function.spec().name)?;
        }
        other.functions.into_iter().try_for_each(|function| self.insert(function))
    }

    fn insert(&mut self, function: Arc<dyn ErasedFunction>) -> Result<(), DuplicateFunction> {
        let name = function.spec().name;
        self.refuse_duplicate(name)?;
        self.by_name.insert(name, self.functions.len());
        self.functions.push(function);
        Ok(())
    }

    fn refuse_duplicate(&self, name: &'static str) -> Result<(), DuplicateFunction> {
        if self.by_name.contains_key(name) { Err(DuplicateFunction::new(name)) } else { Ok(()) }
    }

    /// For `functions![..]`, whose names the compiler has compared.
    #[doc(hidden)]
    pub fn from_distinct(functions: Vec<Arc<dyn ErasedFunction>>) -> Self {
        let by_name = functions.iter().enumerate().map(|(index, function)| (function.spec().name, index)).collect();
        Self { functions, by_name }
    }

    /// The function of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn ErasedFunction>> {
        self.by_name.get(name).map(|index| &self.functions[*index])
    }

    /// The functions' specs, in order.
    pub fn specs(&self) -> impl ExactSizeIterator<Item = &'static FunctionSpec> + '_ {
        self.functions.iter().map(|function| function.spec())
    }

    /// The functions as a model sees them, in order.
    pub fn definitions(&self) -> Vec<ToolDefinition> {
        self.specs().map(json_schema::tool_definition).collect()
    }

    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// Whether there are no functions.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// Checks and decodes a model's call without running it.
    ///
    /// # Errors
    /// [`CallError`] when no function has this name, or its arguments do not fit.
    pub fn prepare(&self, call: &ToolCall) -> Result<Box<dyn PreparedCall>, CallError> {
        let Some(function) = self.get(&call.name) else {
            return Err(CallError::unknown(&call.name, self.specs().map(|spec| spec.name).collect()));
        };
        function.prepare(&call.arguments).map_err(CallError::from)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.specs().map(|spec| spec.name)).finish()
    }
}
