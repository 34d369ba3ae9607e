//! Lists of names that are there or not, as objects of booleans: a decoder holds no list to having nothing twice, and
//! every object of booleans is one set.

use super::{Schema, Walker, scalars};
use crate::dialect::back::{Back, BackId, Flag};
use crate::dialect::names::Names;
use crate::dialect::report::EnforcedBy;
use crate::json::Json;
use crate::view::{ArrayRules, Node, NodeId, Types};

/// A list of more names than this is no object of booleans.
const MOST_FLAGS: usize = 64;

impl Walker<'_> {
    /// The values of a list whose items are some names, none of them twice, for which there is no keyword.
    pub(super) fn flags(&self, node: &Node) -> Option<Vec<Json>> {
        let rules = &node.array;
        let items = self.view.resolve(rules.items?);
        let plain = node.types == Types::ARRAY && rules.prefix.is_empty() && !items.nullable && items.rare.is_none();
        let wanted = rules.unique_items && !self.rules.has("uniqueItems");
        let values = scalars::values(items).filter(|_| plain && wanted && items.all_of.is_empty())?;
        let fit = values.iter().all(|value| value.as_str().is_some() && self.accepts_item(rules.items, value));
        (fit && values.len() <= MOST_FLAGS).then_some(values)
    }

    fn accepts_item(&self, items: Option<NodeId>, value: &Json) -> bool {
        items.is_some_and(|items| self.view.accepts(items, value))
    }

    /// An object with a boolean for each name, in declaration order.
    pub(super) fn flag_object(&mut self, node: &Node, values: &[Json], schema: &mut Schema) -> BackId {
        let names = Names::new(&self.rules.keys, values.iter().filter_map(Json::as_str));
        let flag = |value: &Json| {
            let lowered = names.lowered(value.as_str()?)?.to_owned();
            Some(Flag { value: value.clone(), lowered })
        };
        let flags: Vec<Flag> = values.iter().filter_map(flag).collect();
        let least = node.array.min_items.unwrap_or(0);
        *schema = if self.bounds.is_some() && least == 1 {
            self.not_all_false(&flags)
        } else {
            self.booleans(&flags, |_| None)
        };
        schema.say("true for each that is meant.");
        self.findings.shape(&self.path, "an object of booleans");
        self.count_of_flags(&node.array, flags.len(), schema);
        self.backs.push(Back::Flags(flags))
    }

    /// A boolean for each name, of which some are known.
    fn booleans(&self, flags: &[Flag], known: impl Fn(usize) -> Option<bool>) -> Schema {
        let boolean = |index| match known(index) {
            Some(value) => Json::object([("const", Json::from(value))]),
            None => Json::object([("type", Json::from("boolean"))]),
        };
        let members = flags.iter().enumerate().map(|(index, flag)| (flag.lowered.as_str(), boolean(index)));
        let mut schema = Schema::of("type", "object");
        schema.set("properties", Json::object(members));
        schema.set("required", Json::array(flags.iter().map(|flag| flag.lowered.as_str())));
        self.close(&mut schema);
        schema
    }

    /// An alternative for each name that can be the first that is true.
    fn not_all_false(&self, flags: &[Flag]) -> Schema {
        let first = |first: usize| {
            let known = |index: usize| (index <= first).then_some(index == first);
            self.booleans(flags, known).into_json()
        };
        Schema::of("anyOf", Json::array((0..flags.len()).map(first)))
    }

    fn count_of_flags(&mut self, rules: &ArrayRules, all: usize, schema: &mut Schema) {
        let said = u32::from(self.bounds.is_some());
        if let Some(least) = rules.min_items.filter(|least| *least > said) {
            schema.say(format!("At least {least} true."));
            self.change(format!("minItems {least}"), EnforcedBy::Description);
        }
        if let Some(most) = rules.max_items.filter(|most| (*most as usize) < all) {
            schema.say(format!("At most {most} true."));
            self.change(format!("maxItems {most}"), EnforcedBy::Description);
        }
    }
}
