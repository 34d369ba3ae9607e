//! [`Defect`]: a declaration that contradicts itself in a way that the compiler could not see.

use std::fmt;

use super::{FunctionView, NodeId};
use crate::arguments::check;
use crate::json::Json;

/// What is wrong with a function's declaration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    place: String,
    what: String,
}

impl Defect {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }

    /// The parameter, or the type that the parameter belongs to.
    pub fn place(&self) -> &str {
        &self.place
    }
}

/// The values in a declaration are its author's, not a person's, so they may be shown.
impl fmt::Display for Defect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`: {}", self.place, self.what)
    }
}

/// Defaults and examples that break the constraints beside them.
pub(super) fn of_values(view: &FunctionView) -> Vec<Defect> {
    let mut defects = Vec::new();
    // A schema that a type brings along says by itself what its defaults are worth.
    for (_, node) in view.nodes().filter(|(_, node)| node.object.fills_in) {
        for property in &node.object.properties {
            let owner = if node.name.is_empty() { &view.name } else { &node.name };
            let place = format!("{owner}.{}", property.name);
            let declared = &view[property.node];
            if let Some(default) = &declared.default {
                defects.extend(misfit(view, property.node, default, &place, "default"));
            }
            for example in &declared.examples {
                defects.extend(misfit(view, property.node, example, &place, "example"));
            }
        }
    }
    defects
}

fn misfit(view: &FunctionView, node: NodeId, value: &Json, place: &str, what: &str) -> Option<Defect> {
    let problems = check::place(view, node, &mut value.clone());
    let first = problems.first()?;
    Some(Defect::new(place, format!("the {what} does not fit: {}", first.for_model())))
}
