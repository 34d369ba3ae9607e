//! `DeepSeek`: tokens around all calls and each of them; R1 and V3 put the arguments into a block of code; V3.2 and later write
//! markup of their own.

use crate::edge::syntax::{Arguments, Body, Form, Parameters, Syntax, THINK};

const OPEN: &str = "<｜tool▁calls▁begin｜>";
const CLOSE: &str = "<｜tool▁calls▁end｜>";

pub(crate) const DEEPSEEK: Syntax = Syntax {
    name: "deepseek",
    forms: &[Form {
        trigger: OPEN,
        open: OPEN,
        before: "<｜tool▁call▁begin｜>",
        body: Body::Named { id: None, then: "<｜tool▁sep｜>", arguments: Arguments::Json },
        after: "<｜tool▁call▁end｜>",
        between: "",
        close: CLOSE,
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<｜tool▁call▁begin｜>tool_call_name"],
};

pub(crate) const DEEPSEEK_R1: Syntax = Syntax {
    name: "deepseek r1",
    forms: &[Form {
        trigger: OPEN,
        open: OPEN,
        before: "<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
        body: Body::Named { id: None, then: "\n```json\n", arguments: Arguments::Json },
        after: "\n```<｜tool▁call▁end｜>",
        between: "\n",
        close: CLOSE,
    }],
    reasoning: THINK,
    silent: &[],
    signs: &["<｜tool▁call▁begin｜>function<｜tool▁sep｜>"],
};

const fn markup(trigger: &'static str, open: &'static str, close: &'static str) -> Form {
    Form {
        trigger,
        open,
        before: "<｜DSML｜invoke name=\"",
        body: Body::Named {
            id: None,
            then: "\">\n",
            arguments: Arguments::Parameters(Parameters {
                before: "<｜DSML｜parameter name=\"",
                then: ["\" string=\"true\">", "\" string=\"false\">"],
                pad: "",
                end: "</｜DSML｜parameter>",
                after: "\n",
            }),
        },
        after: "</｜DSML｜invoke>",
        between: "\n",
        close,
    }
}

pub(crate) const DEEPSEEK_MARKUP: Syntax = Syntax {
    name: "deepseek markup",
    forms: &[
        markup("<｜DSML｜function_calls>", "<｜DSML｜function_calls>\n", "\n</｜DSML｜function_calls>"),
        markup("<｜DSML｜tool_calls>", "<｜DSML｜tool_calls>\n", "\n</｜DSML｜tool_calls>"),
    ],
    reasoning: THINK,
    silent: &[],
    signs: &["｜DSML｜"],
};
