//! Types, values, and what numbers and strings must satisfy.

use super::{Schema, Walker, words};
use crate::dialect::report::EnforcedBy;
use crate::dialect::rules::Null;
use crate::json::Json;
use crate::spec::Bound;
use crate::view::{Node, NumberRules, StringRules, Types};

/// The only values there are.
pub(super) fn values(node: &Node) -> Option<Vec<Json>> {
    let choices = node.choices.as_ref()?;
    Some(choices.iter().map(|choice| choice.value.clone()).collect())
}

impl Walker<'_> {
    pub(super) fn scalars(&mut self, node: &Node, schema: &mut Schema) {
        self.types(node, schema);
        self.values(node, schema);
        if node.types.has_numbers() {
            self.number(&node.number, node.types, schema);
        }
        if node.types.contains(Types::STRING) {
            self.string(&node.string, schema);
        }
    }

    fn types(&self, node: &Node, schema: &mut Schema) {
        let types = match values(node) {
            Some(values) if node.types == Types::ANY && self.rules.changes_shapes() => types_of(&values),
            _ => node.types,
        };
        let names: Vec<&str> = types.names().collect();
        match names.as_slice() {
            _ if types == Types::ANY => {}
            [only] => schema.set("type", *only),
            several if self.rules.null != Null::Keyword => schema.set("type", Json::array(several.iter().copied())),
            _ => {}
        }
    }

    fn values(&mut self, node: &Node, schema: &mut Schema) {
        if let Some(values) = values(node) {
            match values.as_slice() {
                [only] if self.rules.has("const") => self.keyword(schema, "const", only.clone()),
                _ => self.keyword(schema, "enum", Json::Array(values)),
            }
        }
    }

    fn number(&mut self, rules: &NumberRules, types: Types, schema: &mut Schema) {
        let whole = !types.contains(Types::NUMBER);
        let own = rules.type_range.filter(|_| whole && self.bounds.is_none());
        let least =
            own.map(|(least, _)| least).filter(|_| rules.exclusive_minimum.is_none() && rules.minimum.is_none());
        let most = own.map(|(_, most)| most).filter(|_| rules.exclusive_maximum.is_none() && rules.maximum.is_none());
        let (minimum, exclusive_minimum) = self.inclusive("exclusiveMinimum", rules.exclusive_minimum, 1, whole);
        let (maximum, exclusive_maximum) = self.inclusive("exclusiveMaximum", rules.exclusive_maximum, -1, whole);
        let bounds = [
            ("minimum", rules.minimum.or(minimum).or(exact(least))),
            ("maximum", rules.maximum.or(maximum).or(exact(most))),
            ("exclusiveMinimum", exclusive_minimum),
            ("exclusiveMaximum", exclusive_maximum),
        ];
        for (keyword, bound) in bounds {
            if let Some(bound) = bound {
                self.keyword(schema, keyword, bound.into());
            }
        }
        for factor in &rules.multiple_of {
            self.keyword(schema, "multipleOf", (*factor).into());
        }
        self.note_range(rules, whole, least, most);
    }

    /// A bound that no value reaches, as one that values reach, for whole numbers where there is no keyword for it.
    fn inclusive(
        &self,
        keyword: &str,
        bound: Option<Bound>,
        step: i128,
        whole: bool,
    ) -> (Option<Bound>, Option<Bound>) {
        match bound {
            Some(Bound::Integer(bound)) if whole && !self.rules.has(keyword) => {
                (bound.checked_add(step).map(Bound::Integer), None)
            }
            other => (None, other),
        }
    }

    /// The bounds of a Rust type that are not said: as floats, which most programs use, those of 64 bits are not exact.
    fn note_range(&mut self, rules: &NumberRules, whole: bool, least: Option<Bound>, most: Option<Bound>) {
        if self.bounds.is_some() {
            return;
        }
        let unsaid = [least, most].into_iter().flatten().any(|bound| exact(Some(bound)).is_none());
        let narrow = |(_, most): (Bound, Bound)| most.is_less_than(Bound::Number(f64::MAX));
        let narrow_float =
            !whole && rules.type_range.is_some_and(narrow) && (rules.minimum.is_none() || rules.maximum.is_none());
        if unsaid || narrow_float {
            self.change("the range of its Rust type", EnforcedBy::Check);
        }
    }

    fn string(&mut self, rules: &StringRules, schema: &mut Schema) {
        for (keyword, length) in [("minLength", rules.min_length), ("maxLength", rules.max_length)] {
            self.count(schema, keyword, length);
        }
        for pattern in &rules.patterns {
            self.keyword(schema, "pattern", pattern.as_str().into());
        }
        for format in &rules.formats {
            self.keyword(schema, "format", format.name().into());
        }
    }

    pub(super) fn count(&mut self, schema: &mut Schema, keyword: &str, count: Option<u32>) {
        if let Some(count) = count {
            self.keyword(schema, keyword, count.into());
        }
    }

    /// A keyword, or a sentence that stands for it.
    pub(super) fn keyword(&mut self, schema: &mut Schema, keyword: &str, value: Json) {
        if self.rules.allows(keyword, &value) {
            if !schema.has(keyword) {
                return schema.set(keyword, value);
            }
            // A keyword can stand once; what a type and a place both demand is put side by side.
            if self.rules.has("allOf") {
                return schema.append("allOf", vec![Json::object([(keyword, value)])]);
            }
        }
        self.said(schema, keyword, &value);
    }

    pub(super) fn said(&mut self, schema: &mut Schema, keyword: &str, value: &Json) {
        let what = format!("{keyword} {}", short(value));
        match words::of(keyword, value) {
            Some(sentence) => {
                schema.say(sentence);
                self.change(what, EnforcedBy::Description);
            }
            None => self.change(what, EnforcedBy::Check),
        }
    }
}

/// As much of a value as a line of the report has room for.
fn short(value: &Json) -> String {
    const ROOM: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= ROOM { text } else { text.chars().take(ROOM).chain(['…']).collect() }
}

fn types_of(values: &[Json]) -> Types {
    values.iter().fold(Types::NONE, |types, value| {
        types.with(match value {
            Json::Null => Types::NULL,
            Json::Bool(_) => Types::BOOLEAN,
            Json::Number(_) => Types::NUMBER,
            Json::String(_) => Types::STRING,
            Json::Array(_) => Types::ARRAY,
            Json::Object(_) => Types::OBJECT,
        })
    })
}

fn exact(bound: Option<Bound>) -> Option<Bound> {
    const EXACT: i128 = 1 << 53;
    bound.filter(|bound| matches!(bound, Bound::Integer(whole) if whole.abs() <= EXACT))
}
