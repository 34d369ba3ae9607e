//! The node of each kind of type.

use super::Builder;
use crate::json::Json;
use crate::json_schema::Parser;
use crate::spec::{Bound, Constraints, TypeKind, TypeRef, TypeSpec, VariantSpec};
use crate::view::{Additional, ArrayRules, Choice, Node, NodeId, NumberRules, ObjectRules, Types};

impl Builder {
    /// A node of its own for a place of this type; `constraints` are those of the place.
    pub(super) fn ty(&mut self, ty: TypeRef, constraints: &[Constraints], place: &str) -> Node {
        let spec = ty();
        let all: Vec<Constraints> = constraints.iter().chain([&spec.constraints]).copied().collect();
        let mut node = match spec.kind {
            TypeKind::Optional(inner) => return Node { nullable: true, ..self.ty(inner, &all, place) },
            TypeKind::Object(_) | TypeKind::Union(_) => return Node::reference(self.shared(ty)),
            TypeKind::Schema(_) => Node::reference(self.shared(ty)),
            TypeKind::Newtype(inner) => return named(self.ty(inner, &all, place), spec),
            TypeKind::Boolean => Node::of(Types::BOOLEAN),
            TypeKind::Integer { minimum, maximum } => {
                let range = (Bound::Integer(minimum), Bound::Integer(maximum));
                number(Types::INTEGER, range)
            }
            TypeKind::Number { limit } => number(Types::NUMBER, (Bound::Number(-limit), Bound::Number(limit))),
            TypeKind::String => Node::of(Types::STRING),
            TypeKind::Enum(variants) => choices(variants),
            TypeKind::Array(item) => self.array(item, &all, place),
            TypeKind::Map(value) => self.map(value, &all, place),
            TypeKind::Any => Node::any(),
        };
        self.constrain(&mut node, &all, place);
        named(node, spec)
    }

    /// The one node of a struct or of an enum with data.
    pub(super) fn shared(&mut self, ty: TypeRef) -> NodeId {
        let spec = ty();
        if let Some(known) = self.types.get(&spec.type_id()) {
            return *known;
        }
        let id = self.reserve();
        self.types.insert(spec.type_id(), id);
        let node = match spec.kind {
            TypeKind::Object(fields) => self.object(fields),
            TypeKind::Union(union) => self.union(&union, spec.name),
            TypeKind::Schema(schema) => self.schema(&schema(), id, spec.name),
            _ => self.ty(ty, &[], spec.name),
        };
        self.fill(id, Node { shared: true, ..named(node, spec) });
        id
    }

    /// What a type's own JSON Schema says. Its definitions become nodes beside it; its top is the type's node, since it may
    /// refer to itself.
    fn schema(&mut self, schema: &Json, top: NodeId, name: &str) -> Node {
        if let Err(error) = Parser::new().read(schema, self, top) {
            self.defect(name, format!("its JSON Schema cannot be used: {}", error.what()));
        }
        self.nodes[top.index()].clone()
    }

    fn array(&mut self, item: TypeRef, constraints: &[Constraints], place: &str) -> Node {
        let items = Some(self.inner(item, &of_items(constraints), place));
        Node { array: ArrayRules { items, ..ArrayRules::default() }, ..Node::of(Types::ARRAY) }
    }

    fn map(&mut self, value: TypeRef, constraints: &[Constraints], place: &str) -> Node {
        let additional = Additional::Each(self.inner(value, &of_items(constraints), place));
        Node { object: ObjectRules { additional, ..ObjectRules::default() }, ..Node::of(Types::OBJECT) }
    }
}

fn of_items(constraints: &[Constraints]) -> Vec<Constraints> {
    constraints.iter().filter_map(|constraints| constraints.items.copied()).collect()
}

fn number(types: Types, type_range: (Bound, Bound)) -> Node {
    let number = NumberRules { type_range: Some(type_range), written_whole: true, ..NumberRules::default() };
    Node { number, ..Node::of(types) }
}

fn choices(variants: &'static [VariantSpec]) -> Node {
    let choices = variants.iter().map(|variant| Choice::new(variant.name, variant.description)).collect();
    Node { choices: Some(choices), ..Node::of(Types::STRING) }
}

/// The type's own name and description, where it has some.
fn named(mut node: Node, spec: &TypeSpec) -> Node {
    node.name = spec.name.into();
    if !spec.description.is_empty() {
        node.description = spec.description.into();
    }
    node
}
