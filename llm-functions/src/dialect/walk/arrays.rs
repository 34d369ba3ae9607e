//! Arrays.

use super::{Place, Schema, Walker};
use crate::dialect::back::{Back, BackId, Backs};
use crate::json::Json;
use crate::view::{ArrayRules, Node, Types};

impl Walker<'_> {
    pub(super) fn array(&mut self, node: &Node, schema: &mut Schema) -> Option<BackId> {
        if self.rules.changes_shapes() {
            if let Some(values) = self.flags(node) {
                return Some(self.flag_object(node, &values, schema));
            }
            if !node.array.prefix.is_empty() && !self.rules.has("prefixItems") {
                return self.places(node, schema);
            }
        }
        let prefix = self.prefix(&node.array, schema)?;
        let items = self.items(node, schema)?;
        self.counts(&node.array, schema);
        Some(self.backs.push(Back::Array(prefix, items)))
    }

    fn counts(&mut self, rules: &ArrayRules, schema: &mut Schema) {
        self.count(schema, "minItems", rules.min_items);
        // No item may stand here already.
        if !schema.has("maxItems") {
            self.count(schema, "maxItems", rules.max_items);
        }
        if rules.unique_items {
            self.keyword(schema, "uniqueItems", true.into());
        }
    }

    fn prefix(&mut self, rules: &ArrayRules, schema: &mut Schema) -> Option<Vec<BackId>> {
        let (mut schemas, mut backs) = (Vec::new(), Vec::new());
        for (index, id) in rules.prefix.iter().enumerate() {
            let place = self.inner(&index.to_string(), |walker| walker.place(*id))?;
            schemas.push(place.schema.into_json());
            backs.push(place.back);
        }
        if !schemas.is_empty() {
            self.subschema(schema, "prefixItems", Json::Array(schemas));
        }
        Some(backs)
    }

    fn items(&mut self, node: &Node, schema: &mut Schema) -> Option<BackId> {
        let rules = &node.array;
        let Some(items) = rules.items else {
            return Some(self.untyped_items(node, schema));
        };
        match self.inner("*", |walker| walker.place(items)) {
            Some(place) => {
                self.subschema(schema, "items", place.schema.into_json());
                Some(place.back)
            }
            None if rules.min_items.unwrap_or(0) as usize > rules.prefix.len() => None,
            None if self.rules.has("maxItems") => {
                if self.rules.items_needed {
                    schema.set("items", Json::object([("type", Json::from("string"))]));
                }
                schema.set("maxItems", u32::try_from(rules.prefix.len()).unwrap_or(u32::MAX));
                Some(Backs::SAME)
            }
            None => None,
        }
    }

    /// A provider that holds a model to a schema wants to know what items are: any value, which is then JSON text.
    fn untyped_items(&mut self, node: &Node, schema: &mut Schema) -> BackId {
        if self.rules.changes_shapes() {
            let place = self.inner("*", |walker| Some(walker.text(&Node::any())));
            let Place { schema: items, back } = place.unwrap_or_else(|| Place::plain(Schema::default()));
            schema.set("items", items.into_json());
            return back;
        }
        if self.rules.items_needed && node.types == Types::ARRAY {
            schema.set("items", Json::object::<String>([]));
        }
        Backs::SAME
    }

    /// A keyword whose value is a schema, or a sentence that shows the schema.
    pub(super) fn subschema(&mut self, schema: &mut Schema, keyword: &str, value: Json) {
        if self.rules.has(keyword) {
            return schema.set(keyword, value);
        }
        self.has_to_fit(schema, keyword, value);
    }

    /// Says that an object has no other members, where that has to be said.
    pub(super) fn close(&self, schema: &mut Schema) {
        if self.rules.closed || self.rules.has("additionalProperties") {
            schema.set("additionalProperties", false);
        }
    }
}
