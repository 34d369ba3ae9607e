//! Objects: members with names of their own, and maps.

use super::{Schema, Walker};
use crate::dialect::back::{Back, BackId, Backs, KEY, Member, VALUE};
use crate::dialect::names::Names;
use crate::dialect::report::EnforcedBy;
use crate::dialect::rules::Absent;
use crate::json::Json;
use crate::view::{Additional, Node, NodeId, Types};

/// Schemas by name.
type Schemas = Vec<(String, Json)>;

impl Walker<'_> {
    pub(super) fn object(&mut self, node: &Node, schema: &mut Schema) -> Option<BackId> {
        let rules = &node.object;
        if let Some(values) = map_of(node)
            && self.rules.changes_shapes()
            && !self.rules.has("additionalProperties")
        {
            return self.entries(node, values, schema);
        }
        let (members, properties) = self.members(node)?;
        let closed = rules.additional == Additional::Refused;
        if !properties.is_empty() || closed || self.rules.closed && map_of(node).is_none() {
            self.subschema(schema, "properties", Json::object(properties));
        }
        self.required(node, &members, schema);
        let others = self.additional(node, schema);
        self.number_of_members(node, schema);
        Some(self.backs.push(Back::Object(members, others)))
    }

    fn members(&mut self, node: &Node) -> Option<(Vec<Member>, Schemas)> {
        let names = Names::new(&self.rules.keys, node.object.properties.iter().map(|property| &*property.name));
        let (mut members, mut schemas) = (Vec::new(), Vec::new());
        for property in &node.object.properties {
            let lowered = names.lowered(&property.name).unwrap_or(&property.name);
            let made = self.inner(&property.name, |walker| {
                walker.note_lost_null(node.object.fills_in, property);
                walker.property(property, lowered, node.object.fills_in)
            });
            match made {
                Some((member, schema)) => {
                    schemas.push((member.lowered.clone(), schema));
                    members.push(member);
                }
                None if property.required => return None,
                None => self.change(format!("`{}`, for which there is no value", property.name), EnforcedBy::Schema),
            }
        }
        Some((members, schemas))
    }

    fn required(&mut self, node: &Node, members: &[Member], schema: &mut Schema) {
        let all = self.rules.absent == Absent::Null;
        let must =
            |member: &&Member| all || node.object.property(&member.name).is_some_and(|property| property.required);
        let mut required: Vec<&str> = members.iter().filter(must).map(|member| member.lowered.as_str()).collect();
        let unlisted = node.rare.iter().flat_map(|rare| &rare.required).map(AsRef::as_ref);
        if !self.rules.changes_shapes() {
            required.extend(unlisted);
        }
        // A list of no names was refused by drafts before 6, but an object without parameters says that it has none.
        let closed = self.rules.closed && map_of(node).is_none();
        let listed = node.object.additional == Additional::Refused || closed;
        if !required.is_empty() || listed {
            schema.set("required", Json::array(required));
        }
    }

    /// A decoder counts the members of an object only where all of them have any name.
    fn number_of_members(&mut self, node: &Node, schema: &mut Schema) {
        let rules = &node.object;
        let said = self.bounds.is_some() && !rules.properties.is_empty();
        for (keyword, count) in [("minProperties", rules.min_properties), ("maxProperties", rules.max_properties)] {
            match count {
                Some(count) if said => self.said(schema, keyword, &count.into()),
                count => self.count(schema, keyword, count),
            }
        }
    }

    /// What holds for members that are not listed; the way back from them.
    fn additional(&mut self, node: &Node, schema: &mut Schema) -> BackId {
        let changes = self.rules.changes_shapes();
        match node.object.additional {
            Additional::Refused => self.close(schema),
            Additional::Any if changes && (self.rules.closed_world() || self.bounds.is_some()) => {
                self.close(schema);
                self.change("members that are not listed", EnforcedBy::Schema);
            }
            Additional::Any => {}
            Additional::Each(_) if changes && !self.rules.has("additionalProperties") => {
                self.unsupported("members of any name beside those that are listed");
            }
            Additional::Each(_) if self.bounds.is_some() && !node.object.properties.is_empty() => {
                self.close(schema);
                self.change("members that are not listed", EnforcedBy::Schema);
            }
            Additional::Each(values) => {
                let place = self.inner("*", |walker| walker.place(values));
                let Some(place) = place else {
                    self.close(schema);
                    return Backs::SAME;
                };
                self.subschema(schema, "additionalProperties", place.schema.into_json());
                return place.back;
            }
        }
        Backs::SAME
    }

    /// A map as a list of entries.
    fn entries(&mut self, node: &Node, values: NodeId, schema: &mut Schema) -> Option<BackId> {
        let value = self.inner("*", |walker| walker.place(values))?;
        let key = self.key(node)?;
        let mut entry = Schema::of("type", "object");
        entry.set("properties", Json::object([(KEY, key), (VALUE, value.schema.into_json())]));
        entry.set("required", Json::array([KEY, VALUE]));
        self.close(&mut entry);
        schema.set("type", "array");
        schema.set("items", entry.into_json());
        self.count(schema, "minItems", node.object.min_properties);
        self.count(schema, "maxItems", node.object.max_properties);
        schema.say("One entry for each key, no key twice.");
        self.findings.shape(&self.path, "a list of entries");
        self.change("no key twice", EnforcedBy::Description);
        Some(self.backs.push(Back::Entries(value.back)))
    }

    fn key(&mut self, node: &Node) -> Option<Json> {
        let names = node.rare.as_ref().and_then(|rare| rare.property_names);
        let Some(names) = names else { return Some(Json::object([("type", Json::from("string"))])) };
        let mut name = self.merged(self.view[names].clone());
        name.types = Types::STRING;
        name.nullable = false;
        let place = self.inner("*", |walker| walker.node(name)).filter(super::Place::back_is_same)?;
        Some(place.schema.into_json())
    }
}

/// What the values of a map must fit, if the node is a map.
pub(super) fn map_of(node: &Node) -> Option<NodeId> {
    let patterns =
        node.rare.as_ref().is_some_and(|rare| !rare.pattern_properties.is_empty() || !rare.required.is_empty());
    match node.object.additional {
        Additional::Each(values) if node.object.properties.is_empty() && !patterns => Some(values),
        _ => None,
    }
}
