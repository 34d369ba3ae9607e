//! gpt-oss: every message has a channel. What is thought is on `analysis`, what is said on `final`, and a call is a
//! message on `commentary` with a recipient.

use crate::edge::syntax::{Arguments, Body, Form, Syntax};

const fn form(trigger: &'static str, before: &'static str, then: &'static str) -> Form {
    let body = Body::Named { id: None, then, arguments: Arguments::Json };
    Form { trigger, open: "", before, body, after: "<|call|>", between: "<|start|>assistant", close: "" }
}

const OF_CHANNEL: &str = "<|channel|>commentary to=functions.";
const OF_MESSAGE: &str = " to=functions.";

pub(crate) const HARMONY: Syntax = Syntax {
    name: "harmony",
    forms: &[
        form(OF_CHANNEL, OF_CHANNEL, " <|constrain|>json<|message|>"),
        form(OF_CHANNEL, OF_CHANNEL, "<|channel|>commentary json<|message|>"),
        form(OF_MESSAGE, OF_MESSAGE, "<|channel|>commentary <|constrain|>json<|message|>"),
        form(OF_MESSAGE, OF_MESSAGE, "<|channel|>commentary json<|message|>"),
    ],
    reasoning: &[("<|channel|>analysis<|message|>", "<|end|>")],
    silent: &[
        "<|channel|>final<|message|>",
        "<|channel|>commentary<|message|>",
        "<|start|>assistant",
        "<|end|>",
        "<|return|>",
    ],
    signs: &["<|channel|>", "namespace functions"],
};
