//! [`OutputFormat`]: the form that an answer in words must have.

use std::sync::Arc;

use llm_functions::view::FunctionView;

/// The form that an answer in words must have: a JSON object with these members.
///
/// It is a view like that of a function's arguments, so that every platform holds a model to it by the means by which it
/// holds it to a function's parameters, and what was answered is checked and coerced by the same rules.
#[derive(Clone, Debug)]
pub struct OutputFormat {
    view: Arc<FunctionView>,
}

impl OutputFormat {
    /// The form that this view describes; its name and description are what a model sees of it.
    pub fn of_view(view: impl Into<Arc<FunctionView>>) -> Self {
        Self { view: view.into() }
    }

    /// The view of the answer's object.
    pub fn view(&self) -> &FunctionView {
        &self.view
    }
}
