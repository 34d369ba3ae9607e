//! GLM 4.5 and later, Ling, Laguna, Spark: keys and values in tags of their own.

use crate::edge::syntax::{Arguments, Body, Form, Parameters, Syntax, THINK};

const fn form(then: &'static str, gap: [&'static str; 2], after: &'static str) -> Form {
    let parameters = Parameters { before: "<arg_key>", then: gap, pad: "", end: "</arg_value>", after };
    Form {
        trigger: "<tool_call>",
        open: "",
        before: "<tool_call>",
        body: Body::Named { id: None, then, arguments: Arguments::Parameters(parameters) },
        after: "</tool_call>",
        between: "\n",
        close: "",
    }
}

pub(crate) const GLM: Syntax = Syntax {
    name: "glm",
    forms: &[
        form("\n", ["</arg_key>\n<arg_value>"; 2], "\n"),
        // Without line breaks, as the newer ones write.
        form("", ["</arg_key><arg_value>"; 2], ""),
    ],
    reasoning: THINK,
    silent: &[],
    signs: &["<arg_key>"],
};
