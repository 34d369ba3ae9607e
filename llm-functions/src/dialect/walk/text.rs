//! Values of any kind: JSON text in a string where a provider has to know the kind.

use super::{Place, Schema, Walker, has_alternatives};
use crate::dialect::back::Back;
use crate::dialect::report::EnforcedBy;
use crate::json::Json;
use crate::json_schema;
use crate::view::{Additional, Node, Types};

/// The longest schema that is shown in a description.
const LONGEST: usize = 400;

impl Walker<'_> {
    /// Whether a value of the node may be one of which nothing can be said.
    pub(super) fn is_text(&self, node: &Node) -> bool {
        if node.types == Types::ANY && !self.says_kinds(node) {
            return true;
        }
        node.types.contains(Types::OBJECT) && is_free(node) && !self.rules.has("additionalProperties")
    }

    /// Whether the values that there are say what kinds of value there are.
    fn says_kinds(&self, node: &Node) -> bool {
        node.choices.is_some() && self.rules.has("enum") || has_alternatives(node)
    }

    pub(super) fn text(&mut self, node: &Node) -> Place {
        if let Some(bounds) = self.bounds {
            self.change("values of any depth", EnforcedBy::Schema);
            return Place::plain(super::bounds::any(node.types, bounds));
        }
        let mut schema = Schema::of("type", "string");
        schema.say("JSON text of the value, in a string.");
        self.findings.shape(&self.path, "JSON text in a string");
        self.change("JSON text", EnforcedBy::Description);
        let bare = Node { description: "".into(), default: None, examples: Vec::new(), ..node.clone() };
        let shown = json_schema::of_node(&self.view, &bare);
        if shown != Json::object::<String>([]) {
            show(&mut schema, &shown);
        }
        Place { schema, back: self.backs.push(Back::Text) }
    }

    /// Shows a schema that the dialect cannot say, if it is short.
    pub(super) fn has_to_fit(&mut self, schema: &mut Schema, keyword: &str, value: Json) {
        let shown = Json::object([(keyword, value)]);
        if show(schema, &shown) {
            self.change(keyword, EnforcedBy::Description);
        } else {
            self.change(keyword, EnforcedBy::Check);
        }
    }
}

/// Shows a schema in words if it is short; whether it is.
fn show(schema: &mut Schema, shown: &Json) -> bool {
    let text = shown.to_string();
    let short = text.len() <= LONGEST;
    if short {
        schema.say(format!("Has to fit the JSON Schema {text}."));
    }
    short
}

/// Whether an object's members are anybody's guess.
fn is_free(node: &Node) -> bool {
    let patterns =
        node.rare.as_ref().is_some_and(|rare| !rare.pattern_properties.is_empty() || !rare.required.is_empty());
    node.object.properties.is_empty() && (node.object.additional == Additional::Any || patterns)
}
