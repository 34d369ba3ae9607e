//! Enums whose variants hold data → alternatives, told apart as serde tells them.

use super::Builder;
use crate::spec::{ParameterSpec, Tagging, TypeKind, TypeRef, UnionSpec, UnionVariant, VariantContent};
use crate::view::{Additional, Choice, Node, NodeId, ObjectRules, Property, Tag, Types};

impl Builder {
    pub(super) fn union(&mut self, union: &UnionSpec, name: &str) -> Node {
        let variants = union.variants;
        let (tag, any_of) = match union.tagging {
            Tagging::External => (Tag::Key, self.external(variants, name)),
            Tagging::Internal { tag } => {
                let alternatives = variants.iter().map(|variant| self.internal(tag, variant, name)).collect();
                (Tag::Member(tag.into()), alternatives)
            }
            Tagging::Adjacent { tag, content } => {
                let alternatives = variants.iter().map(|variant| self.adjacent(tag, content, variant, name)).collect();
                (Tag::Member(tag.into()), alternatives)
            }
        };
        Node { tag: Some(tag), any_of, ..Node::any() }
    }

    /// `"variant"` for those without content, which are one alternative; `{"variant": content}` for the others.
    fn external(&mut self, variants: &'static [UnionVariant], name: &str) -> Vec<NodeId> {
        let is_unit = |variant: &&UnionVariant| matches!(variant.content, VariantContent::Unit);
        let units: Vec<Choice> =
            variants.iter().filter(is_unit).map(|unit| Choice::new(unit.name, unit.description)).collect();
        let mut alternatives = Vec::new();
        if !units.is_empty() {
            alternatives.push(self.push(Node { choices: Some(units), ..Node::of(Types::STRING) }));
        }
        for variant in variants {
            if let Some(content) = self.content(&variant.content, name) {
                let node = described(object(vec![Property::new(variant.name, content, true)]), variant);
                alternatives.push(self.push(node));
            }
        }
        alternatives
    }

    /// `{"tag": "variant", fields…}`.
    fn internal(&mut self, tag: &'static str, variant: &'static UnionVariant, name: &str) -> NodeId {
        let mut properties = vec![self.tag(tag, variant)];
        match variant.content {
            VariantContent::Unit => {}
            VariantContent::Fields(fields) => properties.extend(fields.iter().map(|field| self.property(field))),
            VariantContent::Value(ty) => match fields_of(ty) {
                Some(fields) => properties.extend(fields.iter().map(|field| self.property(field))),
                None => {
                    self.defect(name, format!("`{}` is not an object, so it has no place for `{tag}`", variant.name));
                }
            },
        }
        self.push(described(object(properties), variant))
    }

    /// `{"tag": "variant", "content": content}`.
    fn adjacent(
        &mut self,
        tag: &'static str,
        content: &'static str,
        variant: &'static UnionVariant,
        name: &str,
    ) -> NodeId {
        let mut properties = vec![self.tag(tag, variant)];
        if let Some(node) = self.content(&variant.content, name) {
            let required = !self.nodes[node.0 as usize].nullable;
            properties.push(Property::new(content, node, required));
        }
        self.push(described(object(properties), variant))
    }

    fn tag(&mut self, tag: &'static str, variant: &UnionVariant) -> Property {
        let choices = Some(vec![Choice::new(variant.name, "")]);
        let node = self.push(Node { choices, ..Node::of(Types::STRING) });
        Property::new(tag, node, true)
    }

    fn content(&mut self, content: &VariantContent, name: &str) -> Option<NodeId> {
        match *content {
            VariantContent::Unit => None,
            VariantContent::Value(ty) => Some(self.inner(ty, &[], name)),
            VariantContent::Fields(fields) => {
                let node = self.object(fields);
                Some(self.push(node))
            }
        }
    }
}

fn object(properties: Vec<Property>) -> Node {
    let object = ObjectRules { properties, additional: Additional::Refused, fills_in: true, ..ObjectRules::default() };
    Node { object, ..Node::of(Types::OBJECT) }
}

fn described(mut node: Node, variant: &'static UnionVariant) -> Node {
    node.name = variant.name.into();
    node.description = variant.description.into();
    node
}

/// The fields of a struct, also behind a name of its own.
fn fields_of(ty: TypeRef) -> Option<&'static [ParameterSpec]> {
    match ty().kind {
        TypeKind::Object(fields) => Some(fields),
        TypeKind::Newtype(inner) => fields_of(inner),
        _ => None,
    }
}
