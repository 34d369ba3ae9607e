//! Mistral: a token, then a list of objects (the first tokenizers), or name and arguments after a token each.

use super::NAME_AND_ARGUMENTS;
use crate::edge::syntax::{Arguments, Body, Form, Id, IdKind, Members, Syntax};

const TRIGGER: &str = "[TOOL_CALLS]";

const fn list(body: Body) -> Form {
    Form { trigger: TRIGGER, open: "[TOOL_CALLS][", before: "", body, after: "", between: ", ", close: "]" }
}

const fn named(id: Option<Id>) -> Form {
    let body = Body::Named { id, then: "[ARGS]", arguments: Arguments::Json };
    Form { trigger: TRIGGER, open: "", before: TRIGGER, body, after: "", between: "", close: "" }
}

pub(crate) const MISTRAL: Syntax = Syntax {
    name: "mistral",
    forms: &[
        list(NAME_AND_ARGUMENTS),
        list(Body::Object(Members { number: None, name: "name", arguments: "arguments", id: Some("id") })),
        named(None),
        named(Some(Id { before: "[CALL_ID]", kind: IdKind::Nine })),
    ],
    reasoning: &[("[THINK]", "[/THINK]"), ("<think>", "</think>")],
    silent: &[],
    signs: &["[AVAILABLE_TOOLS]"],
};
