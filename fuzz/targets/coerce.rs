//! What is coerced fits as it stands, and what is refused is refused in the strict words.

use llm_functions::LlmFunction;
use llm_functions::arguments::{self, Coercions};
use llm_functions::view::FunctionView;

use super::functions::{Constrained, Everything, Leaves, Nothing};

/// Arguments for every function, coerced where one reading fits.
pub(crate) fn coerce(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    freely::<Everything, true>(text);
    freely::<Constrained, true>(text);
    // Local times have rules that only their types know.
    freely::<Leaves, false>(text);
    freely::<Nothing, true>(text);
}

fn freely<F: LlmFunction, const EXACT: bool>(text: &str) {
    let view = FunctionView::of::<F>();
    let strict = arguments::canonical(&view, text);
    match (arguments::canonical_with(&view, text, Coercions::ALL), strict) {
        (Ok(read), strict) => {
            assert_eq!(read.coercions.is_empty(), strict.is_ok(), "coerced without need, or changed in silence");
            let again = arguments::canonical(&view, &read.arguments.to_string());
            assert_eq!(again.ok().as_ref(), Some(&read.arguments), "what was coerced does not fit");
            let typed = arguments::from_canonical::<F>(read.arguments);
            assert!(typed.is_ok() || !EXACT, "its type refuses what was coerced");
        }
        (Err(refused), Err(strict)) => assert_eq!(refused.for_model(), strict.for_model()),
        (Err(_), Ok(_)) => panic!("what fits as it stands is refused"),
    }
}
