//! What schemas from elsewhere seldom say: kept where a dialect understands it, shown in the description elsewhere.

use super::{Schema, Walker};
use crate::json::Json;
use crate::view::{Node, NodeId, RareRules};

type Keywords = Vec<(&'static str, Json)>;

impl Walker<'_> {
    pub(super) fn rare(&mut self, node: &Node, schema: &mut Schema) {
        let Some(rare) = &node.rare else { return };
        if let Some(constant) = &rare.constant {
            self.keyword(schema, "const", constant.clone());
        }
        let mut keywords = self.single(rare);
        keywords.extend(self.conditional(rare));
        keywords.extend(self.members_by_name(rare));
        for (keyword, value) in keywords {
            self.subschema(schema, keyword, value);
        }
    }

    fn single(&mut self, rare: &RareRules) -> Keywords {
        let mut keywords = Keywords::new();
        if let Some(not) = rare.not {
            keywords.push(("not", self.schema(not)));
        }
        if let Some((rule, least, most)) = rare.contains {
            keywords.push(("contains", self.schema(rule)));
            keywords.push(("minContains", least.into()));
            keywords.extend(most.map(|most| ("maxContains", most.into())));
        }
        if let Some(names) = rare.property_names.filter(|_| !self.rules.changes_shapes()) {
            keywords.push(("propertyNames", self.schema(names)));
        }
        keywords
    }

    fn conditional(&mut self, rare: &RareRules) -> Keywords {
        let Some((condition, then, otherwise)) = rare.conditional else { return Keywords::new() };
        let mut keywords = vec![("if", self.schema(condition))];
        keywords.extend(then.map(|rule| ("then", self.schema(rule))));
        keywords.extend(otherwise.map(|rule| ("else", self.schema(rule))));
        keywords
    }

    fn members_by_name(&mut self, rare: &RareRules) -> Keywords {
        let patterns = rare.pattern_properties.iter();
        let patterns: Vec<(&str, Json)> =
            patterns.map(|(pattern, rule)| (pattern.as_str(), self.schema(*rule))).collect();
        let required = rare.dependent_required.iter();
        let required: Vec<(&str, Json)> =
            required.map(|(name, names)| (&**name, Json::array(names.iter().map(AsRef::as_ref)))).collect();
        let schemas: Vec<(&str, Json)> =
            rare.dependent_schemas.iter().map(|(name, rule)| (&**name, self.schema(*rule))).collect();
        [("patternProperties", patterns), ("dependentRequired", required), ("dependentSchemas", schemas)]
            .into_iter()
            .filter(|(_, map)| !map.is_empty())
            .map(|(keyword, map)| (keyword, Json::object(map)))
            .collect()
    }

    /// A schema that is no place of its own: no value is brought back through it.
    fn schema(&mut self, id: NodeId) -> Json {
        if self.rules.changes_shapes() {
            return crate::json_schema::of_node(&self.view, &self.view[id]);
        }
        self.place(id).map_or(Json::Bool(false), |place| place.schema.into_json())
    }
}
