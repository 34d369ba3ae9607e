//! What is decoded fits, and is decoded to the same again.

use std::sync::Arc;

use llm_functions::LlmFunction;
use llm_functions::arguments::{self, Coercions};
use llm_functions::view::FunctionView;

use super::functions::{Constrained, Everything, Leaves, Nothing};

/// Arguments for every function, none of them coerced.
pub(crate) fn decode(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    strictly::<Everything>(text);
    strictly::<Constrained>(text);
    strictly::<Leaves>(text);
    strictly::<Nothing>(text);
}

fn strictly<F: LlmFunction>(text: &str) {
    let view: Arc<FunctionView> = FunctionView::of::<F>();
    match arguments::canonical(&view, text) {
        Ok(tree) => {
            let again = arguments::canonical(&view, &tree.to_string());
            assert_eq!(again.ok().as_ref(), Some(&tree), "what was accepted is refused or read otherwise");
            if let Err(error) = arguments::from_canonical::<F>(tree) {
                panic!("the checks accept what the type refuses: {}", error.for_model());
            }
        }
        Err(error) => {
            assert!(!error.problems().is_empty() && !error.for_model().is_empty());
            assert!(arguments::canonical_with(&view, text, Coercions::NONE).is_err());
        }
    }
}
