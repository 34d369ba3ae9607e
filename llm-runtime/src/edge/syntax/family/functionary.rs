//! Functionary 3.1: the name in a tag around the arguments.

use crate::edge::syntax::{Arguments, Body, Form, Syntax, THINK};

pub(crate) const FUNCTIONARY: Syntax = Syntax {
    name: "functionary",
    forms: &[Form {
        trigger: "<function=",
        open: "",
        before: "<function=",
        body: Body::Named { id: None, then: ">", arguments: Arguments::Json },
        after: "</function>",
        between: "",
        close: "",
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<function=example_function_name>{"],
};
