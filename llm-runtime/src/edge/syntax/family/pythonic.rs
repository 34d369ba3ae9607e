//! A list of calls as Python writes them: Llama 4, `ToolACE`, LFM 2, and the adapter of our default model.
//!
//! It costs the fewest tokens of all: no member names, no quotes around a function's name. Values are written as JSON.

use crate::edge::syntax::{Arguments, Body, Form, Syntax, THINK};

const BARE: Form = list("", "[", "]");

const fn list(trigger: &'static str, open: &'static str, close: &'static str) -> Form {
    let body = Body::Named { id: None, then: "(", arguments: Arguments::Keywords };
    Form { trigger, open, before: "", body, after: ")", between: ", ", close }
}

pub(crate) const PYTHONIC: Syntax = Syntax {
    name: "pythonic",
    forms: &[BARE, list("<|python_start|>", "<|python_start|>[", "]<|python_end|>")],
    reasoning: THINK,
    silent: &[],
    signs: &["[func_name1("],
};

pub(crate) const LFM: Syntax = Syntax {
    name: "lfm",
    forms: &[list("<|tool_call_start|>", "<|tool_call_start|>[", "]<|tool_call_end|>"), BARE],
    reasoning: THINK,
    silent: &[],
    signs: &["List of tools: "],
};
