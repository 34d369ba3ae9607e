//! [`OutputFormat`]: the form that an answer in words must have.

use std::sync::Arc;

use llm_functions::ParameterType;
use llm_functions::view::FunctionView;

/// The form that an answer in words must have: a JSON object with these members.
#[derive(Clone, Debug)]
pub struct OutputFormat {
    view: Arc<FunctionView>,
}

impl OutputFormat {
    /// The form of a value of this type: what [`FunctionView::of_type`] says.
    pub fn of<T: ParameterType>() -> Self {
        Self::of_view(FunctionView::of_type::<T>())
    }

    /// The form that this view describes; its name and description are what a model sees of it.
    pub fn of_view(view: impl Into<Arc<FunctionView>>) -> Self {
        Self { view: view.into() }
    }

    /// The view of the answer's object.
    pub fn view(&self) -> &FunctionView {
        &self.view
    }
}
