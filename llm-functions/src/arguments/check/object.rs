//! Objects: their members, and what is filled in.

use super::{Checker, Path, scalar, words};
use crate::arguments::Problem;
use crate::json::Json;
use crate::view::{Additional, Node, ObjectRules, Property, RareRules};

impl Checker<'_> {
    pub(super) fn object(&mut self, node: &Node, members: &mut Vec<(String, Json)>, at: &Path<'_>) {
        if !scalar::within(members.len(), node.object.min_properties, node.object.max_properties) {
            let (view, count) = (self.view, members.len());
            let expected = || format!("expected {}", words::of(view, node));
            self.problem(|| Problem::value(at.place(), expected(), format!("{count} members")));
        }
        match (node.object.fills_in, self.trial) {
            (true, false) => self.fill_in(&node.object, members, at),
            (true, true) => self.as_filled_in(&node.object, members, at),
            (false, _) => self.members(node, members, at),
        }
        if let Some(rare) = &node.rare {
            self.rare_members(rare, members, at);
        }
    }

    /// Puts the members into declaration order with defaults and nulls filled in.
    fn fill_in(&mut self, rules: &ObjectRules, members: &mut Vec<(String, Json)>, at: &Path<'_>) {
        let mut given = std::mem::take(members);
        for property in &rules.properties {
            // Most arguments come in declaration order; the first is then the one.
            let (name, mut value) = match given.iter().position(|(name, _)| *name == property.name) {
                Some(index) => given.remove(index),
                None => (property.name.clone().into_owned(), Json::Null),
            };
            self.filled(property, &mut value, at);
            members.push((name, value));
        }
        for (name, value) in &mut given {
            self.additional(rules, name, value, at);
        }
        members.append(&mut given);
    }

    /// What [`fill_in`](Self::fill_in) would find, with everything left as it is.
    fn as_filled_in(&mut self, rules: &ObjectRules, members: &mut [(String, Json)], at: &Path<'_>) {
        for property in &rules.properties {
            match members.iter_mut().find(|(name, value)| *name == property.name && *value != Json::Null) {
                Some((_, value)) => self.value(property.node, value, &at.member(&property.name)),
                None if self.view[property.node].default.is_some() => {}
                None => self.value(property.node, &mut Json::Null, &at.member(&property.name)),
            }
        }
        for (name, value) in members.iter_mut().filter(|(name, _)| rules.property(name).is_none()) {
            self.additional(rules, name, value, at);
        }
    }

    fn filled(&mut self, property: &Property, value: &mut Json, at: &Path<'_>) {
        if *value == Json::Null {
            let node = &self.view[property.node];
            if let Some(default) = &node.default {
                default.clone_into(value);
                return;
            }
            if property.required && !self.fits(property.node, value) {
                return self.missing(property, at);
            }
        }
        self.value(property.node, value, &at.member(&property.name));
    }

    fn missing(&mut self, property: &Property, at: &Path<'_>) {
        let expected = self.words(property.node);
        let place = || at.member(&property.name).place();
        self.problem(|| Problem::of(place(), format!("missing, expected {expected}")));
    }

    /// Members as they came, for a schema from elsewhere.
    fn members(&mut self, node: &Node, members: &mut [(String, Json)], at: &Path<'_>) {
        for property in node.object.properties.iter().filter(|property| property.required) {
            if !members.iter().any(|(name, _)| *name == property.name) {
                self.missing(property, at);
            }
        }
        for (name, value) in members {
            let matched = self.matched(node.rare.as_deref(), name, value, at);
            match node.object.property(name) {
                Some(property) => self.value(property.node, value, &at.member(name)),
                None if !matched => self.additional(&node.object, name, value, at),
                None => {}
            }
        }
    }

    /// The schemas for names like this one; whether there are any.
    fn matched(&mut self, rare: Option<&RareRules>, name: &str, value: &mut Json, at: &Path<'_>) -> bool {
        let mut matched = false;
        for (pattern, rule) in rare.map_or(&[][..], |rare| &rare.pattern_properties) {
            if pattern.is_match(name) {
                matched = true;
                self.value(*rule, value, &at.chosen(name));
            }
        }
        matched
    }

    fn additional(&mut self, rules: &ObjectRules, name: &str, value: &mut Json, at: &Path<'_>) {
        match rules.additional {
            Additional::Any => {}
            Additional::Each(rule) => self.value(rule, value, &at.chosen(name)),
            Additional::Refused => self.problem(|| unknown(name, &rules.properties, at)),
        }
    }

    fn rare_members(&mut self, rare: &RareRules, members: &mut Vec<(String, Json)>, at: &Path<'_>) {
        let has = |members: &[(String, Json)], wanted: &str| members.iter().any(|(name, _)| name == wanted);
        let dependent = rare.dependent_required.iter().filter(|(name, _)| has(members, name));
        let needed = dependent.flat_map(|(_, needed)| needed).chain(&rare.required);
        for name in needed.filter(|name| !has(members, name)) {
            self.problem(|| Problem::of(at.member(name).place(), "missing".to_owned()));
        }
        if let Some(rule) = rare.property_names {
            for (name, _) in members.iter() {
                self.value(rule, &mut Json::from(name.as_str()), &at.chosen(name));
            }
        }
        for (name, rule) in &rare.dependent_schemas {
            if has(members, name) {
                let mut object = Json::Object(std::mem::take(members));
                self.value(*rule, &mut object, at);
                if let Json::Object(checked) = object {
                    *members = checked;
                }
            }
        }
    }
}

fn unknown(name: &str, properties: &[Property], at: &Path<'_>) -> Problem {
    // A name that the model made up may be of any length.
    let name: String = name.chars().take(64).collect();
    let known: Vec<String> = properties.iter().map(|property| format!("`{}`", property.name)).collect();
    let known = if known.is_empty() {
        "there are no parameters".to_owned()
    } else {
        format!("the parameters are {}", known.join(", "))
    };
    Problem::of(at.chosen(&name).place(), format!("no such parameter, {known}"))
}
