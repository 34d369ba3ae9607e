//! Families that write a list of objects between marks, and differ in the marks.

use super::NAME_AND_ARGUMENTS;
use crate::edge::syntax::{Arguments, Body, Form, Syntax, THINK};

const fn list(trigger: &'static str, open: &'static str, close: &'static str) -> Form {
    Form { trigger, open, before: "", body: NAME_AND_ARGUMENTS, after: "", between: ", ", close }
}

const fn family(name: &'static str, forms: &'static [Form], signs: &'static [&'static str]) -> Syntax {
    Syntax { name, forms, reasoning: THINK, silent: &[], signs }
}

/// Granite 3.
pub(crate) const GRANITE: Syntax =
    family("granite", &[list("<|tool_call|>", "<|tool_call|>[", "]")], &["<|tool_call|> followed by a JSON list"]);

/// Phi 4 mini.
pub(crate) const PHI: Syntax =
    family("phi 4", &[list("<|tool_call|>", "<|tool_call|>[", "]<|/tool_call|>")], &["<|/tool_call|>"]);

/// Nemotron Nano 2.
pub(crate) const NEMOTRON: Syntax =
    family("nemotron", &[list("<TOOLCALL>", "<TOOLCALL>[", "]</TOOLCALL>")], &["<TOOLCALL>"]);

/// Firefunction 2.
pub(crate) const FIREFUNCTION: Syntax =
    family("firefunction", &[list("functools[", "functools[", "]")], &["functools[{"]);

/// `GigaChat` 3: one object after a token.
pub(crate) const GIGACHAT: Syntax = family(
    "gigachat",
    &[Form {
        trigger: "<|function_call|>",
        open: "",
        before: "<|function_call|>",
        body: NAME_AND_ARGUMENTS,
        after: "",
        between: "",
        close: "",
    }],
    &["<|function_call|>"],
);

/// Apriel and `MiniMax` M1: one tag around all calls; in the second form each on a line of its own.
pub(crate) const TOOL_CALLS: Syntax = family(
    "tool calls",
    &[
        list("<tool_calls>", "<tool_calls>[", "]</tool_calls>"),
        Form {
            trigger: "<tool_calls>",
            open: "<tool_calls>\n",
            before: "",
            body: NAME_AND_ARGUMENTS,
            after: "",
            between: "\n",
            close: "\n</tool_calls>",
        },
    ],
    &["<tool_calls>"],
);

/// Apertus: the name is the only member of an object.
pub(crate) const APERTUS: Syntax = Syntax {
    name: "apertus",
    forms: &[Form {
        trigger: "<|tools_prefix|>",
        open: "<|tools_prefix|>[",
        before: "{\"",
        body: Body::Named { id: None, then: "\": ", arguments: Arguments::Json },
        after: "}",
        between: ", ",
        close: "]<|tools_suffix|>",
    }],
    reasoning: &[("<|inner_prefix|>", "<|inner_suffix|>")],
    silent: &[],
    signs: &["<|tools_prefix|>"],
};
