//! [`Plan`]: what to do at each node, decided once per view, so that a call does not look at rules that are not there.

use crate::spec::Bound;
use crate::view::{Additional, ArrayRules, FunctionView, Node, NodeId, NumberRules, ObjectRules, StringRules, Types};

/// A step for each node of a view.
#[derive(Clone, Debug)]
pub(crate) struct Plan(Box<[Step]>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// Whether `null` fits, whatever the rule says.
    pub(super) nullable: bool,
    pub(super) rule: Rule,
}

/// What fits a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// More than the other rules can say.
    Tree,
    Boolean,
    /// A number written as a whole one, from least to most.
    Integer {
        least: i64,
        most: i64,
    },
    /// Any number from least to most.
    Number {
        least: f64,
        most: f64,
    },
    /// Any string.
    Text,
    /// A string among the choices of this node.
    Choice(NodeId),
    /// A number or a string that this node's rules accept.
    Scalar(NodeId),
    /// So many items, at least and at most, that fit the node.
    Array {
        item: NodeId,
        least: u32,
        most: u32,
    },
    /// An object of this node's properties and no others.
    Object(NodeId),
}

impl Plan {
    pub(crate) fn new(view: &FunctionView) -> Self {
        Self(view.nodes().map(|(id, _)| step(view, id)).collect())
    }

    pub(super) fn step(&self, id: NodeId) -> Step {
        self.0.get(id.index()).copied().unwrap_or(Step { nullable: false, rule: Rule::Tree })
    }
}

fn step(view: &FunctionView, id: NodeId) -> Step {
    let (mut id, mut node, mut nullable) = (id, &view[id], view[id].nullable);
    // A reference that leads to itself is followed once around at most.
    for _ in 0..view.nodes().len() {
        match node.reference {
            Some(next) if says_nothing_else(node) => (id, node) = (next, &view[next]),
            _ => break,
        }
        nullable |= node.nullable;
    }
    let combined = node.reference.is_some()
        || node.rare.is_some()
        || [&node.any_of, &node.one_of, &node.all_of].iter().any(|rules| !rules.is_empty());
    Step { nullable, rule: if combined { Rule::Tree } else { rule(id, node) } }
}

/// Whether only the reference decides what fits.
fn says_nothing_else(node: &Node) -> bool {
    node.types == Types::ANY
        && node.choices.is_none()
        && node.rare.is_none()
        && [&node.any_of, &node.one_of, &node.all_of].iter().all(|rules| rules.is_empty())
        && node.number == NumberRules::default()
        && is_plain_string(&node.string)
        && node.array.items.is_none()
        && array(&ArrayRules { items: Some(NodeId::ROOT), ..node.array.clone() }) == Some((NodeId::ROOT, 0, u32::MAX))
        && node.object.properties.is_empty()
        && node.object.additional == Additional::Any
        && !node.object.fills_in
        && (node.object.min_properties, node.object.max_properties) == (None, None)
}

fn rule(id: NodeId, node: &Node) -> Rule {
    let choices = node.choices.is_some();
    match node.types {
        Types::BOOLEAN if !choices => Rule::Boolean,
        Types::INTEGER if !choices => integer(&node.number).unwrap_or(Rule::Scalar(id)),
        Types::NUMBER if !choices => number(&node.number).unwrap_or(Rule::Scalar(id)),
        Types::STRING if is_plain_string(&node.string) => {
            if choices {
                Rule::Choice(id)
            } else {
                Rule::Text
            }
        }
        Types::STRING | Types::INTEGER | Types::NUMBER => Rule::Scalar(id),
        Types::ARRAY if !choices => {
            array(&node.array).map_or(Rule::Tree, |(item, least, most)| Rule::Array { item, least, most })
        }
        Types::OBJECT if !choices && is_plain_object(&node.object) => Rule::Object(id),
        _ => Rule::Tree,
    }
}

fn is_plain_string(rules: &StringRules) -> bool {
    rules.min_length.is_none() && rules.max_length.is_none() && rules.patterns.is_empty() && rules.formats.is_empty()
}

fn array(rules: &ArrayRules) -> Option<(NodeId, u32, u32)> {
    let plain = rules.prefix.is_empty() && !rules.unique_items;
    let item = rules.items.filter(|_| plain)?;
    Some((item, rules.min_items.unwrap_or(0), rules.max_items.unwrap_or(u32::MAX)))
}

fn is_plain_object(rules: &ObjectRules) -> bool {
    // Names are compared with the text as it stands, so a name that JSON would escape is left to others.
    let plain_name = |name: &str| !name.contains(|letter: char| letter == '"' || letter == '\\' || letter < ' ');
    rules.fills_in
        && rules.additional == Additional::Refused
        && (rules.min_properties, rules.max_properties) == (None, None)
        && rules.properties.iter().all(|property| plain_name(&property.name))
}

fn bounds(rules: &NumberRules) -> Option<(Vec<Bound>, Vec<Bound>)> {
    let plain = rules.exclusive_minimum.is_none() && rules.exclusive_maximum.is_none() && rules.multiple_of.is_empty();
    let (least, most) = rules.type_range.unzip();
    let both = |one: Option<Bound>, other: Option<Bound>| one.into_iter().chain(other).collect();
    plain.then(|| (both(rules.minimum, least), both(rules.maximum, most)))
}

fn integer(rules: &NumberRules) -> Option<Rule> {
    let whole = |bound: Bound| match bound {
        Bound::Integer(whole) => Some(whole),
        Bound::Number(_) => None,
    };
    let (least, most) = bounds(rules).filter(|_| rules.written_whole)?;
    let least: Vec<i128> = least.into_iter().map(whole).collect::<Option<_>>()?;
    let most: Vec<i128> = most.into_iter().map(whole).collect::<Option<_>>()?;
    // A type with numbers that `i64` has not is a case for all the rules.
    let (least, most) = (least.into_iter().max()?, most.into_iter().min()?);
    Some(Rule::Integer { least: least.try_into().ok()?, most: most.try_into().ok()? })
}

fn number(rules: &NumberRules) -> Option<Rule> {
    let (least, most) = bounds(rules)?;
    let least: Vec<f64> = least.into_iter().map(exactly).collect::<Option<_>>()?;
    let most: Vec<f64> = most.into_iter().map(exactly).collect::<Option<_>>()?;
    Some(Rule::Number {
        least: least.into_iter().fold(f64::NEG_INFINITY, f64::max),
        most: most.into_iter().fold(f64::INFINITY, f64::min),
    })
}

/// A bound that compares with every float as it does itself.
#[allow(clippy::cast_precision_loss, reason = "only bounds that lose nothing")]
fn exactly(bound: Bound) -> Option<f64> {
    match bound {
        Bound::Integer(whole) => is_exact(whole).then_some(whole as f64),
        Bound::Number(number) => (!number.is_nan()).then_some(number),
    }
}

/// Whether a float can hold the whole number and both of its neighbours.
pub(super) fn is_exact(whole: impl Into<i128>) -> bool {
    whole.into().unsigned_abs() < 1 << f64::MANTISSA_DIGITS
}
