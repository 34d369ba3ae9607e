//! Kimi K2: the name carries the number of the call.

use crate::edge::syntax::{Arguments, Body, Form, Id, IdKind, Syntax, THINK};

pub(crate) const KIMI: Syntax = Syntax {
    name: "kimi",
    forms: &[Form {
        trigger: "<|tool_calls_section_begin|>",
        open: "<|tool_calls_section_begin|>",
        before: "<|tool_call_begin|>functions.",
        body: Body::Named {
            id: Some(Id { before: ":", kind: IdKind::Number }),
            then: "<|tool_call_argument_begin|>",
            arguments: Arguments::Json,
        },
        after: "<|tool_call_end|>",
        between: "",
        close: "<|tool_calls_section_end|>",
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<|tool_calls_section_begin|>"],
};
