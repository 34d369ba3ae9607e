//! Nodes → JSON Schema.

use std::collections::{BTreeMap, VecDeque};

use crate::json::Json;
use crate::spec::Bound;
use crate::view::{
    Additional, Choice, FunctionView, Node, NodeId, NumberRules, Property, RareRules, StringRules, Types,
};

type Members = Vec<(String, Json)>;

pub(super) fn arguments(view: &FunctionView) -> Json {
    node(view, top(view))
}

pub(super) fn node(view: &FunctionView, node: &Node) -> Json {
    let mut renderer = Renderer { view, names: BTreeMap::new(), waiting: VecDeque::new() };
    let mut root = renderer.node(node);
    let mut definitions = Members::new();
    // In a loop: definitions that refer to each other may be many.
    while let Some((id, name)) = renderer.waiting.pop_front() {
        let body = Json::Object(renderer.node(&view[id]));
        definitions.push((name, body));
    }
    if !definitions.is_empty() {
        root.push(("$defs".to_owned(), Json::Object(definitions)));
    }
    Json::Object(root)
}

/// The arguments object in place: providers want to see an object at the top, not a reference to one.
fn top(view: &FunctionView) -> &Node {
    let mut node = view.root();
    // References in a circle are refused before they become a view.
    while let Some(target) = node.reference.filter(|_| says_nothing_but_a_reference(node)) {
        node = &view[target];
    }
    node
}

struct Renderer<'v> {
    view: &'v FunctionView,
    /// What a recursive node is called, from the moment its definition is begun.
    names: BTreeMap<NodeId, String>,
    /// Definitions that are referred to and not written yet.
    waiting: VecDeque<(NodeId, String)>,
}

impl Renderer<'_> {
    /// A place: its node in place, or a reference to a definition when it contains itself.
    fn place(&mut self, id: NodeId) -> Json {
        if !self.has_definition(id) {
            return Json::Object(self.node(&self.view[id]));
        }
        Json::object([("$ref", Json::from(self.definition(id)))])
    }

    fn has_definition(&self, id: NodeId) -> bool {
        id == NodeId::ROOT || self.view[id].shared && self.view.is_recursive(id)
    }

    fn definition(&mut self, id: NodeId) -> String {
        if id == NodeId::ROOT {
            return "#".to_owned();
        }
        if let Some(name) = self.names.get(&id) {
            return format!("#/$defs/{name}");
        }
        let name = self.free_name(&self.view[id].name);
        self.names.insert(id, name.clone());
        self.waiting.push_back((id, name.clone()));
        format!("#/$defs/{name}")
    }

    /// The Rust name; two types of one name are told apart by a number.
    fn free_name(&self, name: &str) -> String {
        let legal: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
        let legal = if legal.is_empty() { "Definition".to_owned() } else { legal };
        let taken = |name: &str| self.names.values().any(|taken| taken == name);
        let mut numbered = (2..).map(|number| format!("{legal}{number}"));
        if taken(&legal) { numbered.find(|name| !taken(name)).unwrap_or(legal) } else { legal }
    }

    fn node(&mut self, node: &Node) -> Members {
        let mut members = self.annotated(node);
        if let Some(default) = &node.default {
            push(&mut members, "default", default.clone());
        }
        if !node.examples.is_empty() {
            push(&mut members, "examples", Json::array(node.examples.iter().cloned()));
        }
        members
    }

    fn annotated(&mut self, node: &Node) -> Members {
        let mut members = Members::new();
        if let Some(target) = node.reference.filter(|_| says_nothing_but_a_reference(node)) {
            if self.has_definition(target) {
                push(&mut members, "$ref", self.definition(target));
            } else {
                members = self.annotated(&self.view[target]);
            }
        } else {
            push_text(&mut members, "description", &node.description);
            self.rules(node, &mut members);
        }
        if !node.description.is_empty() {
            members.retain(|(name, _)| name != "description");
            members.insert(0, ("description".to_owned(), node.description.as_ref().into()));
        }
        if node.nullable { nullable(members) } else { members }
    }

    fn rules(&mut self, node: &Node, members: &mut Members) {
        types(node, members);
        if let Some(choices) = &node.choices {
            values(choices, members);
        }
        number(&node.number, node.types, members);
        string(&node.string, members);
        self.array(node, members);
        self.object(node, members);
        self.alternatives(node, members);
        if let Some(rare) = &node.rare {
            self.rare(rare, members);
        }
    }

    fn array(&mut self, node: &Node, members: &mut Members) {
        let rules = &node.array;
        if !rules.prefix.is_empty() {
            let prefix: Vec<Json> = rules.prefix.iter().map(|id| self.place(*id)).collect();
            push(members, "prefixItems", Json::Array(prefix));
        }
        if let Some(items) = rules.items {
            push(members, "items", self.place(items));
        }
        push_count(members, "minItems", rules.min_items);
        push_count(members, "maxItems", rules.max_items);
        if rules.unique_items {
            push(members, "uniqueItems", true);
        }
    }

    fn object(&mut self, node: &Node, members: &mut Members) {
        let rules = &node.object;
        let closed = rules.additional == Additional::Refused;
        if !rules.properties.is_empty() || closed {
            let properties =
                rules.properties.iter().map(|property| (property.name.as_ref(), self.place(property.node)));
            let properties: Vec<(&str, Json)> = properties.collect();
            push(members, "properties", Json::object(properties));
        }
        let required = rules.properties.iter().filter(|property| property.required).map(name);
        let more = node.rare.iter().flat_map(|rare| &rare.required).map(AsRef::as_ref);
        let required: Vec<&str> = required.chain(more).collect();
        if !required.is_empty() || closed {
            push(members, "required", Json::array(required));
        }
        match rules.additional {
            Additional::Any => {}
            Additional::Refused => push(members, "additionalProperties", false),
            Additional::Each(values) => push(members, "additionalProperties", self.place(values)),
        }
        push_count(members, "minProperties", rules.min_properties);
        push_count(members, "maxProperties", rules.max_properties);
    }

    fn alternatives(&mut self, node: &Node, members: &mut Members) {
        if let Some(target) = node.reference {
            let target = self.place(target);
            append(members, "allOf", vec![target]);
        }
        for (keyword, rules) in [("anyOf", &node.any_of), ("oneOf", &node.one_of), ("allOf", &node.all_of)] {
            if !rules.is_empty() {
                let places = rules.iter().map(|id| self.place(*id)).collect();
                append(members, keyword, places);
            }
        }
    }

    fn rare(&mut self, rare: &RareRules, members: &mut Members) {
        if let Some(constant) = &rare.constant {
            // Beside an `enum` of one value, which is written as `const` too.
            append(members, "allOf", vec![Json::object([("const", constant.clone())])]);
        }
        if let Some(not) = rare.not {
            push(members, "not", self.place(not));
        }
        if let Some((condition, then, otherwise)) = rare.conditional {
            push(members, "if", self.place(condition));
            for (keyword, rule) in [("then", then), ("else", otherwise)] {
                if let Some(rule) = rule {
                    push(members, keyword, self.place(rule));
                }
            }
        }
        if let Some((rule, least, most)) = rare.contains {
            push(members, "contains", self.place(rule));
            push(members, "minContains", least);
            push_count(members, "maxContains", most);
        }
        if let Some(names) = rare.property_names {
            push(members, "propertyNames", self.place(names));
        }
        self.dependent(rare, members);
    }

    fn dependent(&mut self, rare: &RareRules, members: &mut Members) {
        let patterns: Vec<(&str, Json)> =
            rare.pattern_properties.iter().map(|(pattern, rule)| (pattern.as_str(), self.place(*rule))).collect();
        let required = rare.dependent_required.iter();
        let required: Vec<(&str, Json)> =
            required.map(|(name, names)| (name.as_ref(), Json::array(names.iter().map(AsRef::as_ref)))).collect();
        let schemas: Vec<(&str, Json)> =
            rare.dependent_schemas.iter().map(|(name, rule)| (name.as_ref(), self.place(*rule))).collect();
        for (keyword, map) in
            [("patternProperties", patterns), ("dependentRequired", required), ("dependentSchemas", schemas)]
        {
            if !map.is_empty() {
                push(members, keyword, Json::object(map));
            }
        }
    }
}

fn says_nothing_but_a_reference(node: &Node) -> bool {
    let (string, array, object) = (&node.string, &node.array, &node.object);
    let (least, most) = (string.min_length.or(array.min_items).or(object.min_properties), string.max_length);
    let counts = least.or(most).or(array.max_items).or(object.max_properties);
    node.types == Types::ANY
        && node.choices.is_none()
        && node.rare.is_none()
        && node.number == NumberRules::default()
        && counts.is_none()
        && !array.unique_items
        && (string.patterns.is_empty() && string.formats.is_empty())
        && (object.properties.is_empty() && object.additional == Additional::Any)
        && node.children().len() == 1
}

fn name(property: &Property) -> &str {
    property.name.as_ref()
}

fn types(node: &Node, members: &mut Members) {
    let mut names = node.types.names();
    match (names.next(), names.next()) {
        _ if node.types == Types::ANY => {}
        (None, _) => push(members, "not", Json::Object(Members::new())),
        (Some(only), None) => push(members, "type", only),
        _ => push(members, "type", Json::array(node.types.names())),
    }
}

/// The choices; what each means is said in the description, since `enum` has no place for it.
fn values(choices: &[Choice], members: &mut Members) {
    match choices {
        [only] => push(members, "const", only.value.clone()),
        _ => push(members, "enum", Json::array(choices.iter().map(|choice| choice.value.clone()))),
    }
}

fn number(rules: &NumberRules, types: Types, members: &mut Members) {
    let (least, most) = rules.type_range.filter(|_| types.contains(Types::INTEGER)).unzip();
    let bounds = [
        ("minimum", rules.minimum.or(exact(least).filter(|_| rules.exclusive_minimum.is_none()))),
        ("maximum", rules.maximum.or(exact(most).filter(|_| rules.exclusive_maximum.is_none()))),
        ("exclusiveMinimum", rules.exclusive_minimum),
        ("exclusiveMaximum", rules.exclusive_maximum),
        ("multipleOf", rules.multiple_of.first().copied()),
    ];
    members.extend(bounds.into_iter().filter_map(|(keyword, bound)| Some((keyword.to_owned(), bound?.into()))));
    let more = rules.multiple_of.iter().skip(1).map(|factor| Json::object([("multipleOf", Json::from(*factor))]));
    append(members, "allOf", more.collect());
}

fn string(rules: &StringRules, members: &mut Members) {
    push_count(members, "minLength", rules.min_length);
    push_count(members, "maxLength", rules.max_length);
    let mut patterns = rules.patterns.iter().map(|pattern| Json::from(pattern.as_str()));
    if let Some(first) = patterns.next() {
        push(members, "pattern", first);
    }
    let mut formats = rules.formats.iter().map(|format| Json::from(format.name()));
    if let Some(first) = formats.next() {
        push(members, "format", first);
    }
    // A keyword can stand once; what a type and a place both demand is put side by side.
    let more = patterns.map(|pattern| ("pattern", pattern)).chain(formats.map(|format| ("format", format)));
    let more: Vec<Json> = more.map(|member| Json::object([member])).collect();
    append(members, "allOf", more);
}

/// Bounds of 64-bit types are left out: as floats, which most validators use, they are not exact.
fn exact(bound: Option<Bound>) -> Option<Bound> {
    const EXACT: i128 = 1 << 53;
    bound.filter(|bound| matches!(bound, Bound::Integer(whole) if whole.abs() <= EXACT))
}

fn push(members: &mut Members, name: &str, value: impl Into<Json>) {
    members.push((name.to_owned(), value.into()));
}

fn push_text(members: &mut Members, name: &str, text: &str) {
    if !text.is_empty() {
        push(members, name, text);
    }
}

fn push_count(members: &mut Members, name: &str, count: Option<u32>) {
    if let Some(count) = count {
        push(members, name, count);
    }
}

/// Adds to a list that may be there already.
fn append(members: &mut Members, name: &str, more: Vec<Json>) {
    if more.is_empty() {
        return;
    }
    match members.iter_mut().find(|(known, _)| known == name) {
        Some((_, Json::Array(items))) => items.extend(more),
        _ => push(members, name, Json::Array(more)),
    }
}

/// The same schema, with `null` accepted as well.
fn nullable(mut members: Members) -> Members {
    let has = |members: &Members, keyword: &str| members.iter().any(|(name, _)| name == keyword);
    let alternatives = ["$ref", "anyOf", "oneOf", "allOf", "const", "not", "if"];
    if alternatives.iter().any(|keyword| has(&members, keyword)) {
        return beside_null(members);
    }
    for (name, value) in &mut members {
        match (name.as_str(), &mut *value) {
            ("type", Json::String(_)) => *value = Json::Array(vec![std::mem::take(value), "null".into()]),
            ("type", Json::Array(types)) if !types.contains(&"null".into()) => types.push("null".into()),
            ("enum", Json::Array(choices)) => choices.push(Json::Null),
            _ => {}
        }
    }
    members
}

fn beside_null(mut members: Members) -> Members {
    let description = members.iter().position(|(name, _)| name == "description").map(|index| members.remove(index));
    let null = Json::object([("type", Json::from("null"))]);
    let either = match members.as_mut_slice() {
        [(name, Json::Array(alternatives))] if name == "anyOf" => {
            alternatives.push(null);
            return description.into_iter().chain(members).collect();
        }
        _ => Json::Array(vec![Json::Object(members), null]),
    };
    description.into_iter().chain([("anyOf".to_owned(), either)]).collect()
}

impl From<Bound> for Json {
    #[allow(clippy::cast_precision_loss, reason = "beyond 64 bits JSON numbers are floats")]
    fn from(bound: Bound) -> Self {
        match bound {
            Bound::Integer(whole) => i64::try_from(whole)
                .map(Self::from)
                .or_else(|_| u64::try_from(whole).map(Self::from))
                .unwrap_or_else(|_| (whole as f64).into()),
            Bound::Number(number) => number.into(),
        }
    }
}
