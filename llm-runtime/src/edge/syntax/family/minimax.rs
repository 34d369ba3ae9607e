//! `MiniMax` M2: all calls in one tag, name and keys as attributes.

use crate::edge::syntax::{Arguments, Body, Form, Parameters, Syntax, THINK};

pub(crate) const MINIMAX: Syntax = Syntax {
    name: "minimax",
    forms: &[Form {
        trigger: "<minimax:tool_call>",
        open: "<minimax:tool_call>\n",
        before: "<invoke name=\"",
        body: Body::Named {
            id: None,
            then: "\">\n",
            arguments: Arguments::Parameters(Parameters {
                before: "<parameter name=\"",
                then: ["\">"; 2],
                pad: "",
                end: "</parameter>",
                after: "\n",
            }),
        },
        after: "</invoke>",
        between: "\n",
        close: "\n</minimax:tool_call>",
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<minimax:tool_call>"],
};
