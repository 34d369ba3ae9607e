//! Llama 3: a bare object, which some write after a token for code; several are separated by semicolons.

use crate::edge::syntax::{Body, Form, Members, Syntax, THINK};

const BODY: Body = Body::Object(Members { number: None, name: "name", arguments: "parameters", id: None });

pub(crate) const LLAMA: Syntax = Syntax {
    name: "llama 3",
    forms: &[
        Form { trigger: "", open: "", before: "", body: BODY, after: "", between: "; ", close: "" },
        Form {
            trigger: "<|python_tag|>",
            open: "<|python_tag|>",
            before: "",
            body: BODY,
            after: "",
            between: "; ",
            close: "",
        },
    ],
    reasoning: THINK,
    silent: &[],
    signs: &["\"parameters\": dictionary of argument name"],
};
