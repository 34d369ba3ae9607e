//! References and alternatives: `$ref`, `allOf`, `anyOf`, `oneOf`, `not`, `if`.

use super::{Checker, Path, type_of, words};
use crate::arguments::Problem;
use crate::arguments::error::found;
use crate::json::Json;
use crate::view::{Node, NodeId, RareRules, Tag};

impl Checker<'_> {
    pub(super) fn combined(&mut self, node: &Node, value: &mut Json, at: &Path<'_>) {
        for rule in node.reference.iter().chain(&node.all_of) {
            self.value(*rule, value, at);
        }
        if !node.any_of.is_empty() {
            self.any_of(node, value, at);
        }
        if !node.one_of.is_empty() {
            self.one_of(node, value, at);
        }
        if let Some(rare) = &node.rare {
            self.rare(rare, value, at);
        }
    }

    fn any_of(&mut self, node: &Node, value: &mut Json, at: &Path<'_>) {
        // A value that says which alternative it is gets that one's problems, and no other alternative is tried.
        if let Some(meant) = self.tagged(node, value) {
            return self.value(meant, value, at);
        }
        match node.any_of.iter().find(|alternative| self.fits(**alternative, value)) {
            Some(fitting) => self.fill(*fitting, value, at),
            None => self.no_alternative(node, &node.any_of, value, at),
        }
    }

    fn one_of(&mut self, node: &Node, value: &mut Json, at: &Path<'_>) {
        let mut fitting = node.one_of.iter().filter(|alternative| self.fits(**alternative, value));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => self.fill(*only, value, at),
            (Some(_), Some(_)) => {
                let expected = "expected a value that fits exactly one alternative, and it fits several";
                self.problem(|| Problem::of(at.place(), expected.to_owned()));
            }
            (None, _) => self.no_alternative(node, &node.one_of, value, at),
        }
    }

    /// Fills in a value that is known to fit.
    fn fill(&mut self, id: NodeId, value: &mut Json, at: &Path<'_>) {
        if !self.trial && self.view.fills_in() {
            self.value(id, value, at);
        }
    }

    /// If one alternative alone is for values of this type, its problems say the most.
    fn no_alternative(&mut self, node: &Node, alternatives: &[NodeId], value: &mut Json, at: &Path<'_>) {
        let view = self.view;
        let given = type_of(value);
        let mut likely = alternatives.iter().filter(|id| view.resolve(**id).types.contains(given));
        match (likely.next(), likely.next()) {
            (Some(only), None) => self.value(*only, value, at),
            _ => {
                self.problem(|| {
                    Problem::value(at.place(), format!("expected {}", words::of(view, node)), found(value))
                });
            }
        }
    }

    /// The alternative that the value says it is.
    fn tagged(&self, node: &Node, value: &Json) -> Option<NodeId> {
        let view = self.view;
        let is = |id: &&NodeId, matches: &dyn Fn(&Node) -> bool| matches(&view[**id]);
        match (node.tag.as_ref()?, value) {
            (Tag::Key, Json::String(_)) => node.any_of.iter().find(|id| is(id, &|node| node.choices.is_some())),
            (Tag::Key, Json::Object(members)) => {
                let (name, _) = members.first().filter(|_| members.len() == 1)?;
                node.any_of.iter().find(|id| is(id, &|node| node.object.property(name).is_some()))
            }
            (Tag::Member(tag), object) => {
                let name = object.get(tag)?;
                let named = |node: &Node| {
                    let tag = node.object.property(tag).and_then(|property| view[property.node].choices.as_ref());
                    tag.is_some_and(|choices| choices.iter().any(|choice| choice.value == *name))
                };
                node.any_of.iter().find(|id| is(id, &named))
            }
            _ => None,
        }
        .copied()
    }

    fn rare(&mut self, rare: &RareRules, value: &mut Json, at: &Path<'_>) {
        if let Some(rule) = rare.not
            && self.fits(rule, value)
        {
            let view = self.view;
            let expected = || format!("expected anything but {}", words::of(view, &view[rule]));
            self.problem(|| Problem::value(at.place(), expected(), found(value)));
        }
        if let Some((condition, then, otherwise)) = rare.conditional {
            let branch = if self.fits(condition, value) { then } else { otherwise };
            if let Some(rule) = branch {
                self.value(rule, value, at);
            }
        }
    }
}
