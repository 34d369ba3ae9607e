//! Descriptions, defaults and examples.

use super::{Place, Walker, words};
use crate::dialect::back::Lowering;
use crate::json::Json;
use crate::view::Node;

/// A node that a reference leads to takes on the annotations of the place that refers to it.
pub(super) fn take(node: &mut Node, place: &Node) {
    if !place.description.is_empty() {
        node.description.clone_from(&place.description);
    }
    node.nullable |= place.nullable;
    node.default = place.default.clone().or(node.default.take());
    if !place.examples.is_empty() {
        node.examples.clone_from(&place.examples);
    }
}

/// The place with the node's description.
pub(super) fn annotated(mut place: Place, node: &Node) -> Place {
    place.schema.describe(&node.description);
    place
}

impl Walker<'_> {
    /// The default and the examples, as values of the dialect's shape, or in words.
    pub(super) fn values_of(&mut self, place: &mut Place, node: &Node, as_null: bool) {
        let lowering = Lowering::new(&self.backs, &self.view);
        let lowered = |value: &Json| lowering.value(place.back, value);
        let default = node.default.as_ref().map(lowered);
        let examples: Vec<Json> = node.examples.iter().map(lowered).collect();
        if let Some(default) = default {
            match (self.rules.has("default"), as_null) {
                (true, _) => place.schema.set("default", default),
                (false, true) => place.schema.say(format!("null stands for {}.", words::shown(&default))),
                (false, false) => place.schema.say(format!("{} when left out.", words::shown(&default))),
            }
        }
        if examples.is_empty() {
            return;
        }
        if self.rules.has("examples") {
            place.schema.set("examples", Json::Array(examples));
        } else {
            let examples: Vec<String> = examples.iter().map(words::shown).collect();
            place.schema.say(format!("For example {}.", examples.join(" or ")));
        }
    }
}
