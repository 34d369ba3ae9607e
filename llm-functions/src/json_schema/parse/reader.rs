//! One schema after another → nodes.

use std::collections::HashMap;

use super::index::Index;
use super::place::{Location, Place};
use super::{SchemaError, array, combined, limits, number, object, string, values};
use crate::json::Json;
use crate::view::{Builder, Node, NodeId, Types};

/// Keywords that assert something which is not checked here, and what to write instead.
const UNSUPPORTED: [(&str, &str); 6] = [
    ("$dynamicRef", "write `$ref`"),
    ("$recursiveRef", "write `$ref`"),
    ("$vocabulary", "the vocabulary of drafts 4 to 2020-12 is what is understood"),
    ("disallow", "write `not`"),
    ("extends", "write `allOf`"),
    ("divisibleBy", "write `multipleOf`"),
];

pub(super) struct Reader<'s, 'r> {
    index: &'r Index<'s>,
    builder: &'r mut Builder,
    pub(super) checks_formats: bool,
    /// The node of each schema, by its address: a schema is read once, and may refer to itself.
    known: HashMap<*const Json, NodeId>,
    waiting: Vec<(NodeId, Place<'s>)>,
    places: Vec<(NodeId, Location)>,
    /// What references lead to.
    shared: Vec<NodeId>,
}

impl<'s, 'r> Reader<'s, 'r> {
    pub(super) fn new(index: &'r Index<'s>, builder: &'r mut Builder, checks_formats: bool) -> Self {
        Self {
            index,
            builder,
            checks_formats,
            known: HashMap::new(),
            waiting: Vec::new(),
            places: Vec::new(),
            shared: Vec::new(),
        }
    }

    /// Reads a document's top, and everything that it leads to.
    pub(super) fn read(&mut self, schema: &'s Json, scope: usize, root: NodeId) -> Result<(), SchemaError> {
        self.known.insert(schema, root);
        self.waiting.push((root, Place { schema, scope, at: Location::default() }));
        while let Some((id, place)) = self.waiting.pop() {
            let node = self.node(&place)?;
            self.builder.fill(id, node);
            self.places.push((id, place.at));
        }
        for id in self.shared.drain(..) {
            self.builder.node_mut(id).shared = true;
        }
        Ok(())
    }

    pub(super) fn into_places(self) -> Vec<(NodeId, Location)> {
        self.places
    }

    /// The node of a schema that stands in this one.
    pub(super) fn inner(&mut self, place: &Place<'s>, steps: &[&str], schema: &'s Json) -> Result<NodeId, SchemaError> {
        let scope = self.index.scope(schema, place.scope);
        let at = steps.iter().fold(place.at.clone(), |at, step| at.step(step));
        self.place(Place { schema, scope, at })
    }

    /// The node of a schema that is referred to.
    fn target(&mut self, place: &Place<'s>, reference: &str) -> Result<NodeId, SchemaError> {
        let target = self.index.resolve(place, reference)?;
        if !matches!(target.schema, Json::Object(_) | Json::Bool(_)) {
            return Err(SchemaError::reference(&place.at, format!("leads to `{reference}`, which is no schema")));
        }
        let id = self.place(target)?;
        self.shared.push(id);
        Ok(id)
    }

    fn place(&mut self, place: Place<'s>) -> Result<NodeId, SchemaError> {
        if let Some(known) = self.known.get(&std::ptr::from_ref(place.schema)) {
            return Ok(*known);
        }
        if !matches!(place.schema, Json::Object(_) | Json::Bool(_)) {
            return Err(SchemaError::no_schema(&place.at));
        }
        if self.known.len() >= limits::MOST_SCHEMAS || place.at.is_too_deep() {
            let limit = format!("at most {} schemas are read, nested 128 deep; leave some out", limits::MOST_SCHEMAS);
            return Err(SchemaError::too_large(&place.at, limit));
        }
        let id = self.builder.reserve();
        self.known.insert(place.schema, id);
        self.waiting.push((id, place));
        Ok(id)
    }

    fn node(&mut self, place: &Place<'s>) -> Result<Node, SchemaError> {
        match place.schema {
            Json::Bool(true) => return Ok(Node::any()),
            Json::Bool(false) => return Ok(Node::of(Types::NONE)),
            _ => {}
        }
        let mut node = Node::any();
        values::annotations(place, &mut node);
        if let Some(reference) = place.text("$ref")? {
            node.reference = Some(self.target(place, reference)?);
            if self.index.draft(place.scope).reference_hides_siblings() {
                return Ok(node);
            }
        }
        supported(place)?;
        values::read(place, &mut node)?;
        number::read(place, &mut node.number)?;
        string::read(place, self.checks_formats, &mut node)?;
        array::read(self, place, &mut node)?;
        object::read(self, place, &mut node)?;
        combined::read(self, place, &mut node)?;
        combined::unevaluated(self, place, &mut node)?;
        Ok(node)
    }
}

fn supported(place: &Place<'_>) -> Result<(), SchemaError> {
    for (keyword, instead) in UNSUPPORTED {
        if place.get(keyword).is_some() {
            return Err(SchemaError::unsupported(&place.at, keyword, instead));
        }
    }
    Ok(())
}
