//! Checks a JSON tree against a view and fills in what was left out. Nothing here is generic, and nothing stops at the
//! first problem.
//!
//! A view can come from elsewhere, and so can the value: the work is bounded by a budget of steps, for alternatives in
//! alternatives, and by a depth, for references that lead to themselves.

mod alternatives;
mod object;
mod path;
mod scalar;
mod words;

pub(crate) use path::Path;
pub(crate) use scalar::fits as scalar_fits;

use super::Problem;
use super::error::found;
use super::place::Place;
use crate::json::Json;
use crate::view::{FunctionView, Node, NodeId, Types};

/// Checks the arguments object of a call.
pub(crate) fn arguments(view: &FunctionView, tree: &mut Json) -> Vec<Problem> {
    place(view, NodeId::ROOT, tree)
}

/// Checks a value for any place of a function.
pub(crate) fn place(view: &FunctionView, node: NodeId, value: &mut Json) -> Vec<Problem> {
    let mut checker = Checker::new(view, STEPS);
    checker.value(node, value, &Path::Root);
    if checker.gave_up() {
        // What was found so far rests on alternatives that were not looked at.
        return vec![Problem::of(Place::default(), TOO_AMBIGUOUS.to_owned())];
    }
    checker.problems
}

/// Whether a value fits a place, for no more than `steps` steps, which are counted down.
pub(crate) fn accepts(view: &FunctionView, node: NodeId, value: &Json, steps: &mut u32) -> bool {
    let mut checker = Checker { quick: true, ..Checker::new(view, *steps) };
    let fits = checker.fits(node, &mut value.clone());
    *steps = checker.steps;
    fits && !checker.gave_up()
}

/// The same, and fills the value in.
pub(crate) fn fill_in(view: &FunctionView, node: NodeId, value: &mut Json, steps: &mut u32) -> bool {
    let mut checker = Checker { quick: true, ..Checker::new(view, *steps) };
    checker.value(node, value, &Path::Root);
    *steps = checker.steps;
    !checker.failed && !checker.gave_up()
}

impl FunctionView {
    /// Whether the value fits this place. Members that a Rust type fills in may be absent.
    ///
    /// ```
    /// use llm_functions::{json::Json, LlmFunction, view::FunctionView};
    ///
    /// /// Set an alarm.
    /// #[derive(LlmFunction)]
    /// struct SetAlarm {
    ///     /// Hour of the day.
    ///     #[parameter(maximum = 23)]
    ///     hour: u8,
    /// }
    ///
    /// let view = FunctionView::of::<SetAlarm>();
    /// let hour = view.root().object.property("hour").unwrap().node;
    /// assert!(view.accepts(hour, &Json::from(7)) && !view.accepts(hour, &Json::from(24)));
    /// ```
    pub fn accepts(&self, node: NodeId, value: &Json) -> bool {
        let mut steps = STEPS;
        accepts(self, node, value, &mut steps)
    }
}

/// How many places are looked at before a value counts as one that cannot be checked: a second of work at most.
pub(crate) const STEPS: u32 = 4_000_000;

/// What is said of a value that was not checked to the end.
const TOO_AMBIGUOUS: &str = "too ambiguous to be checked";

/// How deep nodes may lead into nodes. Values are at most 128 deep; the rest is for references and alternatives.
const DEPTH: u32 = 1_000;

struct Checker<'v> {
    view: &'v FunctionView,
    problems: Vec<Problem>,
    failed: bool,
    /// Only whether there is a problem is asked, not which.
    quick: bool,
    /// Values are left as they are: what an alternative would fill in is not there in another.
    trial: bool,
    steps: u32,
    depth: u32,
}

impl<'v> Checker<'v> {
    fn new(view: &'v FunctionView, steps: u32) -> Self {
        Self { view, problems: Vec::new(), failed: false, quick: false, trial: false, steps, depth: DEPTH }
    }
}

impl Checker<'_> {
    fn problem(&mut self, problem: impl FnOnce() -> Problem) {
        self.failed = true;
        if !self.quick {
            self.problems.push(problem());
        }
    }

    fn misfit(&mut self, node: &Node, value: &Json, at: &Path<'_>) {
        let view = self.view;
        self.problem(|| Problem::value(at.place(), format!("expected {}", words::of(view, node)), found(value)));
    }

    /// Whether the steps were used up. Whatever was found then says nothing: under `not`, a misfit for want of steps would
    /// make the value fit.
    fn gave_up(&self) -> bool {
        self.steps == 0
    }

    fn done(&self) -> bool {
        self.quick && self.failed
    }

    fn value(&mut self, id: NodeId, value: &mut Json, at: &Path<'_>) {
        if self.done() {
            return;
        }
        let view = self.view;
        let node = &view[id];
        let (Some(steps), Some(depth)) = (self.steps.checked_sub(cost(node, value)), self.depth.checked_sub(1)) else {
            self.steps = 0;
            return self.problem(|| Problem::of(at.place(), TOO_AMBIGUOUS.to_owned()));
        };
        (self.steps, self.depth) = (steps, depth);
        self.node(node, value, at);
        self.depth += 1;
    }

    fn node(&mut self, node: &Node, value: &mut Json, at: &Path<'_>) {
        if node.nullable && *value == Json::Null {
            return;
        }
        if !scalar::fits(node, value) {
            return self.misfit(node, value, at);
        }
        match value {
            Json::Array(items) => self.array(node, items, at),
            Json::Object(members) => self.object(node, members, at),
            _ => {}
        }
        self.combined(node, value, at);
    }

    fn array(&mut self, node: &Node, items: &mut [Json], at: &Path<'_>) {
        let rules = &node.array;
        if !scalar::within(items.len(), rules.min_items, rules.max_items) {
            let (view, count) = (self.view, items.len());
            let expected = || format!("expected {}", words::of(view, node));
            self.problem(|| Problem::value(at.place(), expected(), format!("{count} items")));
        }
        if rules.unique_items {
            self.unique(items, at);
        }
        for (index, item) in items.iter_mut().enumerate() {
            if let Some(rule) = rules.prefix.get(index).copied().or(rules.items) {
                self.value(rule, item, &at.index(index));
            }
        }
        if let Some((rule, least, most)) = node.rare.as_ref().and_then(|rare| rare.contains) {
            let count = items.iter_mut().map(|item| self.fits(rule, item)).filter(|fits| *fits).count();
            if !scalar::within(count, Some(least), most) {
                let expected = format!("expected {} that fit {}", words::count(least, most, "items"), self.words(rule));
                self.problem(|| Problem::value(at.place(), expected, format!("{count}")));
            }
        }
    }

    fn unique(&mut self, items: &[Json], at: &Path<'_>) {
        if let Some((earlier, later)) = scalar::twice(items) {
            let expected = || format!("expected no item twice, found the one of index {earlier} again");
            self.problem(|| Problem::of(at.index(later).place(), expected()));
        }
    }

    /// Whether the value fits a place. It is as it was afterwards.
    fn fits(&mut self, id: NodeId, value: &mut Json) -> bool {
        let (quick, trial) = (std::mem::replace(&mut self.quick, true), std::mem::replace(&mut self.trial, true));
        let failed = std::mem::replace(&mut self.failed, false);
        self.value(id, value, &Path::Root);
        let fits = !self.failed;
        (self.quick, self.trial, self.failed) = (quick, trial, failed);
        fits
    }

    fn words(&self, id: NodeId) -> String {
        words::of(self.view, &self.view[id])
    }
}

/// How many steps it takes to look at a value here, without what is in it: one, and more where lists are long that are
/// searched for the value or for each of its members.
fn cost(node: &Node, value: &Json) -> u32 {
    const SEARCHED_IN_A_STEP: usize = 32;
    let choices = node.choices.as_ref().map_or(0, Vec::len);
    let members = match value {
        Json::Object(members) => members.len().saturating_mul(node.object.properties.len()),
        _ => 0,
    };
    u32::try_from(1 + choices.saturating_add(members) / SEARCHED_IN_A_STEP).unwrap_or(u32::MAX)
}

/// The JSON type of a value; a whole number is also a number.
pub(crate) fn type_of(value: &Json) -> Types {
    match value {
        Json::Null => Types::NULL,
        Json::Bool(_) => Types::BOOLEAN,
        Json::Number(_) => Types::NUMBER,
        Json::String(_) => Types::STRING,
        Json::Array(_) => Types::ARRAY,
        Json::Object(_) => Types::OBJECT,
    }
}
