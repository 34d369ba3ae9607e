//! What is decoded fits, and is decoded to the same again.

use std::sync::Arc;

use llm_functions::LlmFunction;
use llm_functions::arguments::{self, Coercions};
use llm_functions::view::FunctionView;

use super::functions::{Constrained, Everything, Leaves, Nothing};

/// Arguments for every function, none of them coerced.
pub(crate) fn decode(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    strictly::<Everything, true>(text);
    strictly::<Constrained, true>(text);
    strictly::<Leaves, false>(text);
    strictly::<Nothing, true>(text);
}

/// `EXACT` when the checks know everything that the types refuse. A date and a time without an offset have no format in
/// JSON Schema; the pattern in its place lets the 30th of February through, and the type does not.
fn strictly<F: LlmFunction, const EXACT: bool>(text: &str) {
    let view: Arc<FunctionView> = FunctionView::of::<F>();
    match arguments::canonical(&view, text) {
        Ok(tree) => {
            let again = arguments::canonical(&view, &tree.to_string());
            assert_eq!(again.ok().as_ref(), Some(&tree), "what was accepted is refused or read otherwise");
            if let Err(error) = arguments::from_canonical::<F>(tree) {
                assert!(!EXACT, "the checks accept what the type refuses: {}", error.for_model());
                assert!(!error.problems().is_empty());
            }
        }
        Err(error) => {
            assert!(!error.problems().is_empty() && !error.for_model().is_empty());
            assert!(arguments::canonical_with(&view, text, Coercions::NONE).is_err());
        }
    }
}
