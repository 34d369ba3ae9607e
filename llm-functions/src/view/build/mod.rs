//! Constant spec → nodes.

mod constraints;
mod types;
mod unions;

use std::any::TypeId;
use std::collections::HashMap;

use super::{Additional, Defect, Node, NodeId, ObjectRules, Property, Types};
use crate::spec::{Constraints, ParameterSpec, TypeKind, TypeRef};

/// The nodes of a function with these parameters; the first is its arguments object.
pub(super) fn arguments(parameters: &'static [ParameterSpec]) -> Builder {
    let mut builder = Builder::default();
    let root = builder.reserve();
    let object = builder.object(parameters);
    builder.fill(root, object);
    builder
}

/// Nodes in the making.
#[derive(Default)]
pub(crate) struct Builder {
    nodes: Vec<Node>,
    /// Structs and enums with data are one node each, so that a type may contain itself.
    types: HashMap<TypeId, NodeId>,
    defects: Vec<Defect>,
}

impl Builder {
    /// A place for a node whose children are built first.
    pub(crate) fn reserve(&mut self) -> NodeId {
        self.push(Node::any())
    }

    pub(crate) fn fill(&mut self, id: NodeId, node: Node) {
        self.nodes[id.0 as usize] = node;
    }

    pub(crate) fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    pub(super) fn into_parts(self) -> (Vec<Node>, Vec<Defect>) {
        (self.nodes, self.defects)
    }

    pub(crate) fn defect(&mut self, place: &str, what: impl Into<String>) {
        self.defects.push(Defect::new(place, what));
    }

    /// An object with exactly these fields.
    fn object(&mut self, fields: &'static [ParameterSpec]) -> Node {
        let properties = fields.iter().map(|field| self.property(field)).collect();
        let object =
            ObjectRules { properties, additional: Additional::Refused, fills_in: true, ..ObjectRules::default() };
        Node { object, ..Node::of(Types::OBJECT) }
    }

    fn property(&mut self, field: &'static ParameterSpec) -> Property {
        let node = self.field(field);
        let required = !self.nodes[node.0 as usize].nullable && field.default.is_none();
        Property::new(field.name, node, required)
    }

    fn field(&mut self, field: &'static ParameterSpec) -> NodeId {
        let spec = (field.ty)();
        let says_nothing = field.description.is_empty()
            && field.default.is_none()
            && field.examples.is_empty()
            && !field.sensitive
            && field.constraints == Constraints::NONE;
        if says_nothing && is_shared(&spec.kind) {
            return self.shared(field.ty);
        }
        let mut node = self.ty(field.ty, &[field.constraints], field.name);
        if !field.description.is_empty() {
            node.description = field.description.into();
        }
        node.default = field.default.map(|default| default());
        node.examples = field.examples.iter().map(|example| example()).collect();
        node.sensitive = field.sensitive;
        self.push(node)
    }

    /// What an item of a list, a value of a map or the content of a variant must fit.
    fn inner(&mut self, ty: TypeRef, constraints: &[Constraints], place: &str) -> NodeId {
        if is_shared(&ty().kind) && constraints.iter().all(|constraints| *constraints == Constraints::NONE) {
            return self.shared(ty);
        }
        let node = self.ty(ty, constraints, place);
        self.push(node)
    }
}

/// Whether all places of a type are one node.
fn is_shared(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Object(_) | TypeKind::Union(_) | TypeKind::Schema(_))
}
