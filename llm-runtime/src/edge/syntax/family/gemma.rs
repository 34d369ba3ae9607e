//! `FunctionGemma` and Gemma 4: arguments are no JSON, so that strings need no escapes.

use crate::edge::syntax::{Arguments, Body, Form, Syntax};

pub(crate) const FUNCTION_GEMMA: Syntax = Syntax {
    name: "function gemma",
    forms: &[Form {
        trigger: "<start_function_call>",
        open: "",
        before: "<start_function_call>call:",
        body: Body::Named { id: None, then: "{", arguments: Arguments::Quoted { quote: "<escape>" } },
        after: "}<end_function_call>",
        between: "",
        close: "",
    }],
    reasoning: crate::edge::syntax::THINK,
    silent: &[],
    signs: &["<start_function_declaration>"],
};

pub(crate) const GEMMA: Syntax = Syntax {
    name: "gemma",
    forms: &[Form {
        trigger: "<|tool_call>",
        open: "",
        before: "<|tool_call>call:",
        body: Body::Named { id: None, then: "{", arguments: Arguments::Quoted { quote: "<|\"|>" } },
        after: "}<tool_call|>",
        between: "",
        close: "",
    }],
    reasoning: &[("<|channel>thought", "<channel|>")],
    silent: &[],
    signs: &["<|tool>declaration:"],
};
