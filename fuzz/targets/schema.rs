//! A schema from elsewhere: read or refused, and what it says holds for arguments that are just as hostile.

use llm_functions::arguments::{self, Coercions};
use llm_functions::json::{self, Json};
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

/// The first line is the schema, the rest are arguments.
pub(crate) fn schema(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (schema, arguments) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(schema) = json::read(schema) else { return };
    let view = match json_schema::parse("f", "", &schema) {
        Ok(view) => view,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let written = json_schema::of_arguments(&view);
    again(&written);
    strictly(&view, arguments);
    freely(&view, arguments);
}

/// What is written for a model can be read again.
fn again(schema: &Json) {
    if let Err(error) = json_schema::parse("f", "", schema) {
        panic!("what was written is refused: {error}: {schema}");
    }
}

fn strictly(view: &FunctionView, text: &str) {
    if let Ok(tree) = arguments::canonical(view, text) {
        let again = arguments::canonical(view, &tree.to_string());
        assert_eq!(again.ok().as_ref(), Some(&tree), "what was accepted is refused or read otherwise");
    }
}

fn freely(view: &FunctionView, text: &str) {
    if let Ok(read) = arguments::canonical_with(view, text, Coercions::ALL) {
        let again = arguments::canonical(view, &read.arguments.to_string());
        assert_eq!(again.ok().as_ref(), Some(&read.arguments), "what was coerced does not fit");
    }
}
