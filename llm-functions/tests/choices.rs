//! Choices that are known only at run time: what the model sees, and what is refused.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::convert::Infallible;

use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, ToolCall, functions};

/// Which records.
#[derive(ParameterType)]
struct Filter {
    /// The record.
    record: String,
    /// The kind.
    #[parameter(max_length = 3)]
    kind: Option<String>,
}

/// Compare records.
#[derive(LlmFunction)]
struct Compare {
    /// The first.
    one: Filter,
    /// The second.
    other: Filter,
    /// More of them.
    more: Vec<String>,
    /// How many.
    count: u8,
}

impl Execute for Compare {
    type Deps = ();
    type Output = usize;
    type Error = Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<usize, Infallible> {
        let names: BTreeSet<_> =
            [self.one, self.other].into_iter().map(|filter| (filter.record, filter.kind)).collect();
        Ok(names.len() + self.more.len() + usize::from(self.count))
    }
}

fn said(registry: &Registry, arguments: &str) -> String {
    match registry.prepare(&ToolCall::new("1", "compare", arguments)) {
        Ok(_) => "fits".to_owned(),
        Err(error) => error.for_model(),
    }
}

const ARGUMENTS: &str = r#"{"one": {"record": "a"}, "other": {"record": "b"}, "more": ["a"], "count": 1}"#;

#[test]
fn only_the_parameter_that_was_named_is_narrowed() {
    let registry = functions![Compare].choices("compare", "one/record", ["a", "c"]).unwrap();
    assert_eq!(said(&registry, ARGUMENTS), "fits");
    assert_eq!(
        said(&registry, &ARGUMENTS.replace(r#""record": "a""#, r#""record": "b""#)),
        "argument `/one/record`: expected one of `a`, `c`, found \"b\""
    );
    let shown = registry.definitions()[0].parameters.to_string();
    assert_eq!(shown.matches(r#""enum":["a","c"]"#).count(), 1, "{shown}");
    assert_eq!(said(&functions![Compare], ARGUMENTS), "fits", "another registry of the same function is as it was");
}

#[test]
fn the_items_of_a_list_can_be_narrowed() {
    let registry = functions![Compare].choices("compare", "more", ["x"]).unwrap();
    assert_eq!(said(&registry, ARGUMENTS), "argument `/more/0`: expected `x`, found \"a\"");
}

#[test]
fn choices_that_the_declaration_does_not_allow_are_left_out() {
    let registry = functions![Compare].choices("compare", "other/kind", ["lab", "imaging"]).unwrap();
    let shown = registry.definitions()[0].parameters.to_string();
    assert!(shown.contains("lab") && !shown.contains("imaging"), "{shown}");
    assert_eq!(said(&registry, ARGUMENTS), "fits", "an optional parameter stays optional");
}

#[test]
fn what_cannot_be_narrowed_is_said() {
    let refused = |function: &str, path: &str, choices: &[&str]| {
        functions![Compare].choices(function, path, choices.iter().copied()).unwrap_err().to_string()
    };
    assert_eq!(
        refused("comparr", "one", &["a"]),
        "the choices of `comparr.one` cannot be set: there is no function of this name"
    );
    assert_eq!(
        refused("compare", "one/recrod", &["a"]),
        "the choices of `compare.one/recrod` cannot be set: there is no parameter of this name"
    );
    assert_eq!(
        refused("compare", "count", &["a"]),
        "the choices of `compare.count` cannot be set: it does not hold strings"
    );
    assert_eq!(
        refused("compare", "one", &["a"]),
        "the choices of `compare.one` cannot be set: it does not hold strings"
    );
    assert_eq!(refused("compare", "more", &[]), "the choices of `compare.more` cannot be set: no choice is left");
}

/// Say something.
#[derive(LlmFunction)]
struct Say {
    /// What.
    #[parameter(max_length = 3, default = "four".repeat(1))]
    what: String,
}

impl Execute for Say {
    type Deps = ();
    type Output = String;
    type Error = Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Infallible> {
        Ok(self.what)
    }
}

#[test]
fn a_computed_default_that_breaks_its_own_constraint_is_found_at_registration() {
    let error = Registry::new().register::<Say>(()).unwrap_err().to_string();
    assert_eq!(
        error,
        "the declaration of `say` contradicts itself: `say.what`: the default does not fit: expected a string of at most 3 \
         characters, found \"four\""
    );
    assert_eq!(functions![Say].check().unwrap_err().to_string(), error);
}
