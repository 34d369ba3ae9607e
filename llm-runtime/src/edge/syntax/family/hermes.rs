//! Hermes, Qwen 2.5 and 3, and the many that were trained on their form: an object in a tag for each call.

use super::NAME_AND_ARGUMENTS;
use crate::edge::syntax::{Form, Syntax, THINK};

pub(crate) const HERMES: Syntax = Syntax {
    name: "hermes",
    forms: &[Form {
        trigger: "<tool_call>",
        open: "",
        before: "<tool_call>\n",
        body: NAME_AND_ARGUMENTS,
        after: "\n</tool_call>",
        between: "\n",
        close: "",
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<tool_call>\n{"],
};
