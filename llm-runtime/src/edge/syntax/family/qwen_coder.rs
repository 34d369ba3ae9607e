//! Qwen 3 Coder, Qwen 3.5, Nemotron 3, Seed: each argument in a tag of its own.

use crate::edge::syntax::{Arguments, Body, Form, Parameters, Syntax, THINK};

const PARAMETERS: Parameters =
    Parameters { before: "<parameter=", then: [">"; 2], pad: "\n", end: "</parameter>", after: "\n" };

const BODY: Body = Body::Named { id: None, then: ">\n", arguments: Arguments::Parameters(PARAMETERS) };

pub(crate) const QWEN_CODER: Syntax = Syntax {
    name: "qwen coder",
    forms: &[
        Form {
            trigger: "<tool_call>",
            open: "",
            before: "<tool_call>\n<function=",
            body: BODY,
            after: "</function>\n</tool_call>",
            between: "\n",
            close: "",
        },
        // Some forget the outer tag.
        Form {
            trigger: "<function=",
            open: "",
            before: "<function=",
            body: BODY,
            after: "</function>",
            between: "\n",
            close: "",
        },
        Form {
            trigger: "<seed:tool_call>",
            open: "",
            before: "<seed:tool_call>\n<function=",
            body: Body::Named {
                id: None,
                then: ">\n",
                arguments: Arguments::Parameters(Parameters { pad: "", ..PARAMETERS }),
            },
            after: "</function>\n</seed:tool_call>",
            between: "\n",
            close: "",
        },
    ],
    reasoning: &[THINK[0], ("<seed:think>", "</seed:think>")],
    silent: &[],
    signs: &["<tool_call>\n<function="],
};
