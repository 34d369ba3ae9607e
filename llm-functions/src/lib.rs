//! Turn a typed struct into a tool that any language model can call.
//!
//! A struct with `#[derive(LlmFunction)]` is a function's arguments: its fields are what a model may fill in.
//! [`Execute`] says what a call does, [`functions!`] binds functions to what the application injects, and the
//! [`Registry`] turns a model's call into a checked, typed one.
//!
//! ```
//! use llm_functions::{Call, Execute, LlmFunction, ParameterType, ToolCall, functions};
//!
//! /// A kind of health data.
//! #[derive(ParameterType, Debug, Clone, Copy)]
//! #[parameter(rename_all = "snake_case")]
//! enum Category { Steps, Sleep, HeartRate }
//!
//! /// Fetch the patient's health data for the given categories.
//! #[derive(LlmFunction)]
//! #[llm_function(read_only)]
//! struct GetHealthData {
//!     /// Which categories to fetch.
//!     #[parameter(min_items = 1)]
//!     categories: Vec<Category>,
//!     /// How many days back from today.
//!     #[parameter(minimum = 1, maximum = 90, default = 14)]
//!     days: u8,
//! }
//!
//! struct HealthStore;
//!
//! impl Execute for GetHealthData {
//!     type Deps = HealthStore;
//!     type Output = String;
//!     type Error = std::convert::Infallible;
//!     async fn execute(self, _call: Call<'_, HealthStore>) -> Result<String, Self::Error> {
//!         Ok(format!("{:?} over {} days", self.categories, self.days))
//!     }
//! }
//!
//! let registry = functions![GetHealthData: HealthStore];
//! let call = ToolCall::new("1", "get_health_data", r#"{"categories": ["sleep"]}"#);
//! let prepared = registry.prepare(&call)?;
//! assert_eq!(prepared.arguments().to_string(), r#"{"categories":["sleep"],"days":14}"#);
//! # Ok::<(), llm_functions::CallError>(())
//! ```
//!
//! For those who prefer functions, [`#[llm_function]`](macro@llm_function) on an `async fn` writes the struct and both
//! impls.
//!
//! This crate does no I/O and has no asynchronous runtime; running a model is `llm-runtime`'s part.

pub mod arguments;
pub mod dialect;
pub mod fabricate;
pub mod format;
pub mod json;
pub mod json_schema;
pub mod pattern;
pub mod spec;
pub mod testing;
pub mod view;

mod assertions;
mod call;
mod function;
mod parameter_type;
#[doc(hidden)]
pub mod private;
mod registry;
mod returned;
#[cfg(feature = "schemars")]
pub mod schemars;
mod sensitivity;
mod tool;
mod validation;

pub use call::{Call, CallControl};
pub use function::{Execute, FunctionError, FunctionOutput, LlmFunction};
#[cfg(feature = "derive")]
pub use llm_functions_derive::{LlmFunction, ParameterType, llm_function};
pub use parameter_type::{FactKind, Facts, MapKey, ParameterType};
#[doc(hidden)]
pub use private as __private;
pub use registry::{
    Answer, BoxFuture, CallError, DynamicFunction, ErasedFunction, Failure, PreparedCall, RegistrationError, Registry,
};
pub use sensitivity::Sensitivity;
pub use tool::{ToolCall, ToolDefinition, ToolResult};

/// The examples of the derives' reference.
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../../llm-functions-derive/src/lib.md")]
mod reference {}
