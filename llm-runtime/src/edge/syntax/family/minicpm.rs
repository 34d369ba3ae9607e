//! `MiniCPM` 5: name and keys as attributes, without white space.

use crate::edge::syntax::{Arguments, Body, Form, Parameters, Syntax, THINK};

pub(crate) const MINICPM: Syntax = Syntax {
    name: "minicpm",
    forms: &[Form {
        trigger: "<function name=\"",
        open: "",
        before: "<function name=\"",
        body: Body::Named {
            id: None,
            then: "\">",
            arguments: Arguments::Parameters(Parameters {
                before: "<param name=\"",
                then: ["\">"; 2],
                pad: "",
                end: "</param>",
                after: "",
            }),
        },
        after: "</function>",
        between: "\n",
        close: "",
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<function name=\"", "<param name=\""],
};
