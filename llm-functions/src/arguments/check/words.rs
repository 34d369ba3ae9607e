//! What fits, in words: "an integer from 1 to 7".

use std::fmt::Display;

use crate::spec::Bound;
use crate::view::{Additional, Choice, FunctionView, Node, NumberRules, Tag, Types};

/// What a value of this place has to be.
pub(super) fn of(view: &FunctionView, node: &Node) -> String {
    let node = match node.reference {
        Some(target) => view.resolve(target),
        None => node,
    };
    if let Some(choices) = &node.choices {
        return choice(choices);
    }
    let alternatives = if node.any_of.is_empty() { &node.one_of } else { &node.any_of };
    if !alternatives.is_empty() {
        return alternative(view, node);
    }
    let mut kinds: Vec<String> = node.types.names().map(|name| kind(name, node)).collect();
    if kinds.len() > 3 {
        return "a value that fits the function's schema".to_owned();
    }
    kinds.extend(node.nullable.then(|| "null".to_owned()).filter(|_| kinds.len() > 1));
    kinds.join(" or ")
}

fn kind(name: &str, node: &Node) -> String {
    match name {
        "boolean" => "true or false".to_owned(),
        "integer" => number("an integer", &node.number, true),
        "number" => number("a number", &node.number, false),
        "string" => string(node),
        "array" => between("an array", " items", node.array.min_items, node.array.max_items),
        "object" if node.object.additional == Additional::Refused => "an object".to_owned(),
        "object" => between("an object", " members", node.object.min_properties, node.object.max_properties),
        other => other.to_owned(),
    }
}

fn string(node: &Node) -> String {
    let rules = &node.string;
    let mut text = match (&rules.meaning, rules.formats.first()) {
        (Some((meaning, _)), _) => meaning.clone().into_owned(),
        (None, Some(format)) => format.words().to_owned(),
        (None, None) => "a string".to_owned(),
    };
    text = between(&text, " characters", rules.min_length, rules.max_length);
    let said = rules.meaning.as_ref().map(|(_, pattern)| *pattern);
    for (_, pattern) in rules.patterns.iter().enumerate().filter(|(index, _)| Some(*index) != said) {
        text = format!("{text} that matches `{}`", pattern.as_str());
    }
    text
}

fn number(what: &str, rules: &NumberRules, whole: bool) -> String {
    let own = rules.type_range.filter(|_| whole);
    let least = rules.minimum.or(own.map(|(least, _)| least).filter(|_| rules.exclusive_minimum.is_none()));
    let most = rules.maximum.or(own.map(|(_, most)| most).filter(|_| rules.exclusive_maximum.is_none()));
    let mut text = match (least, most) {
        (Some(least), Some(most)) => format!("{what} from {least} to {most}"),
        _ => between(what, "", least, most),
    };
    let beyond = |word: &str, bound: Option<Bound>| bound.map(|bound| format!(" {word} than {bound}"));
    text.extend(beyond("greater", rules.exclusive_minimum));
    text.extend(beyond("less", rules.exclusive_maximum));
    text.extend(rules.multiple_of.iter().map(|factor| format!(" that is a multiple of {factor}")));
    text
}

pub(super) fn count(least: u32, most: Option<u32>, what: &str) -> String {
    match most {
        Some(most) => format!("{least} to {most} {what}"),
        None => format!("at least {least} {what}"),
    }
}

fn between<T: Display>(what: &str, unit: &str, least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (None, None) => what.to_owned(),
        (Some(least), None) => format!("{what} of at least {least}{unit}"),
        (None, Some(most)) => format!("{what} of at most {most}{unit}"),
        (Some(least), Some(most)) => format!("{what} of {least} to {most}{unit}"),
    }
}

fn choice(choices: &[Choice]) -> String {
    let shown = |choice: &Choice| match choice.value.as_str() {
        Some(text) => format!("`{text}`"),
        None => format!("`{}`", choice.value),
    };
    match choices {
        [only] => shown(only),
        _ => format!("one of {}", choices.iter().map(shown).collect::<Vec<_>>().join(", ")),
    }
}

/// The names by which alternatives are told apart say more than their types.
fn alternative(view: &FunctionView, node: &Node) -> String {
    match &node.tag {
        Some(Tag::Member(tag)) => {
            let names = node.any_of.iter().filter_map(|id| {
                let tag = view[*id].object.property(tag)?;
                view[tag.node].choices.as_deref()
            });
            format!("an object whose `{tag}` is {}", choice(&names.flatten().cloned().collect::<Vec<_>>()))
        }
        Some(Tag::Key) => {
            let keys = node.any_of.iter().flat_map(|id| &view[*id].object.properties);
            let keys: Vec<Choice> = keys.map(|key| Choice::new(key.name.as_ref(), "")).collect();
            let units = node.any_of.iter().filter_map(|id| view[*id].choices.as_deref()).flatten();
            let units: Vec<Choice> = units.cloned().collect();
            match (units.as_slice(), keys.as_slice()) {
                ([], keys) => format!("an object with one member, {}", choice(keys)),
                (units, []) => choice(units),
                (units, keys) => format!("{}, or an object with one member, {}", choice(units), choice(keys)),
            }
        }
        None => {
            let types = node.any_of.iter().chain(&node.one_of);
            let types = types.fold(Types::NONE, |all, id| all.with(view.resolve(*id).types));
            let names: Vec<&str> = types.names().collect();
            format!("a value that fits one of its alternatives ({})", names.join(", "))
        }
    }
}
