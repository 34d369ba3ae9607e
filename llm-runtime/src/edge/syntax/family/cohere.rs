//! Cohere Command R7B and later: a list of numbered objects between tokens.

use crate::edge::syntax::{Body, Form, Members, Syntax};

pub(crate) const COHERE: Syntax = Syntax {
    name: "cohere",
    forms: &[Form {
        trigger: "<|START_ACTION|>",
        open: "<|START_ACTION|>[\n    ",
        before: "",
        body: Body::Object(Members {
            number: Some("tool_call_id"),
            name: "tool_name",
            arguments: "parameters",
            id: None,
        }),
        after: "",
        between: ",\n    ",
        close: "\n]<|END_ACTION|>",
    }],
    reasoning: &[("<|START_THINKING|>", "<|END_THINKING|>")],
    silent: &["<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>", "<|END_TEXT|>"],
    signs: &["<|START_ACTION|>"],
};
