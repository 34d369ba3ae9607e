//! For models that were taught no form: a line of JSON for each call, which every model has seen.

use super::NAME_AND_ARGUMENTS;
use crate::edge::syntax::{Form, Syntax, THINK};

pub(crate) const PLAIN: Syntax = Syntax {
    name: "plain",
    forms: &[Form { trigger: "", open: "", before: "", body: NAME_AND_ARGUMENTS, after: "", between: "\n", close: "" }],
    reasoning: THINK,
    silent: &[],
    signs: &[],
};
