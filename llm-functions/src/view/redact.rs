//! Arguments for people to look at, without what is declared `sensitive`.

use super::{Additional, FunctionView, NodeId};
use crate::json::Json;

/// What stands for a value that is not shown.
const REDACTED: &str = "[redacted]";

impl FunctionView {
    /// The arguments without the values of parameters that are declared `sensitive`.
    ///
    /// Under alternatives, a name that is sensitive in one of them is not shown in any.
    pub fn redacted(&self, arguments: &Json) -> Json {
        let mut shown = arguments.clone();
        self.redact(&[NodeId::ROOT], &mut shown);
        shown
    }

    fn redact(&self, places: &[NodeId], value: &mut Json) {
        let places = self.alternatives(places);
        if places.iter().any(|id| self[*id].sensitive) {
            *value = REDACTED.into();
            return;
        }
        match value {
            Json::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let rules = places.iter().map(|id| &self[*id].array);
                    let inner: Vec<NodeId> =
                        rules.filter_map(|rules| rules.prefix.get(index).copied().or(rules.items)).collect();
                    self.redact(&inner, item);
                }
            }
            Json::Object(members) => {
                for (name, member) in members {
                    let inner: Vec<NodeId> = places.iter().filter_map(|id| self.member(*id, name)).collect();
                    self.redact(&inner, member);
                }
            }
            _ => {}
        }
    }

    fn member(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let object = &self[id].object;
        match (object.property(name), object.additional) {
            (Some(property), _) => Some(property.node),
            (None, Additional::Each(node)) => Some(node),
            (None, _) => None,
        }
    }

    /// The places with everything that they refer to.
    fn alternatives(&self, places: &[NodeId]) -> Vec<NodeId> {
        let mut all: Vec<NodeId> = Vec::new();
        let mut next = places.to_vec();
        while let Some(id) = next.pop() {
            if !all.contains(&id) {
                all.push(id);
                let node = &self[id];
                next.extend(node.reference.iter().chain(&node.any_of).chain(&node.one_of).chain(&node.all_of));
            }
        }
        all
    }
}
