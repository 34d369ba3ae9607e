//! The *view* of a function: an owned graph of nodes in JSON Schema's vocabulary, made once per function.
//!
//! A derive emits constant data, and a function that comes from elsewhere brings a JSON Schema; some of what holds for a
//! parameter is known only at run time, such as the records that this patient has. All of it becomes one view, and
//! everything downstream reads that: the checks of arguments, coercions, the dialects of the providers, fabricated
//! values and the grammar of a constrained decoder. A type that contains itself is a cycle in the graph.

mod build;
mod cache;
mod cycles;
mod defect;
mod narrow;
mod node;
mod redact;
mod rules;
mod value;

use std::ops::Index;
use std::sync::OnceLock;

pub(crate) use build::Builder;
pub(crate) use cycles::{components, indices, on_cycles};
pub use defect::Defect;
pub use narrow::ChoicesError;
pub use node::{Choice, Node, NodeId, Tag, Text, Types};
pub use rules::{Additional, ArrayRules, NumberRules, ObjectRules, Property, RareRules, StringRules};

use crate::arguments::direct::Plan;
use crate::function::LlmFunction;
use crate::spec::{Behavior, FunctionSpec};

/// A function as everything but its author sees it.
///
/// ```
/// use llm_functions::{LlmFunction, view::{FunctionView, Types}};
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
/// let hour = view.root().object.property("hour").unwrap();
/// assert_eq!(view[hour.node].types, Types::INTEGER);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FunctionView {
    /// The name by which a model calls it.
    pub name: Text,
    /// When to call it.
    pub description: Text,
    /// What may be assumed about calling it.
    pub behavior: Behavior,
    /// Where it sends data, when it sends data somewhere.
    pub egress: Option<Text>,
    nodes: Vec<Node>,
    /// Which of them can lead to themselves; those that are added later cannot.
    recursive: Vec<bool>,
    /// Whether a check adds something to what it checks.
    fills_in: bool,
    defects: Vec<Defect>,
    /// How calls are read; made by the first, and again when a node changes.
    plan: OnceLock<Plan>,
}

impl FunctionView {
    /// The view of a derived function. It is made once in a program and then shared.
    pub fn of<F: LlmFunction>() -> std::sync::Arc<Self> {
        cache::of::<F>()
    }

    /// The view of a constant spec.
    pub fn new(spec: &FunctionSpec) -> Self {
        let mut view = Self::of_nodes(spec.name.into(), spec.description.into(), build::arguments(spec.parameters));
        view.behavior = spec.behavior;
        view.egress = spec.egress.map(Text::from);
        let found = defect::of_values(&view);
        view.defects.extend(found);
        view
    }

    /// The view of a function of whose calls nothing is known.
    pub(crate) fn of_nodes(name: Text, description: Text, builder: Builder) -> Self {
        let (nodes, defects) = builder.into_parts();
        let recursive = on_cycles(&nodes);
        let fills_in = nodes.iter().any(|node| node.object.fills_in);
        Self {
            name,
            description,
            behavior: Behavior::UNKNOWN,
            egress: None,
            nodes,
            recursive,
            fills_in,
            defects,
            plan: OnceLock::new(),
        }
    }

    /// What is wrong with the declaration itself and could not be seen when it was compiled, such as a default that
    /// breaks a constraint. A function with defects is not registered.
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }

    pub(crate) fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| Plan::new(self))
    }

    /// The arguments object.
    pub fn root(&self) -> &Node {
        &self[NodeId::ROOT]
    }

    /// Every node with its identity; the first is the arguments object.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeId, &Node)> {
        // A function has far fewer places than 2^32.
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(u32::try_from(index).unwrap_or(u32::MAX)), node))
    }

    /// The node that says what values are here, and the annotations nearest to the place: follows references that say
    /// nothing but an annotation.
    pub fn resolve(&self, id: NodeId) -> &Node {
        let mut node = &self[id];
        // A reference that leads to itself says nothing; as many steps as there are nodes find the end of any other.
        for _ in 0..self.nodes.len() {
            match node.reference {
                Some(next) => node = &self[next],
                None => break,
            }
        }
        node
    }

    /// Whether a check adds something to what it checks.
    pub(crate) fn fills_in(&self) -> bool {
        self.fills_in
    }

    /// Whether a value at this place can contain another value at the same place.
    pub fn is_recursive(&self, id: NodeId) -> bool {
        self.recursive.get(id.index()).copied().unwrap_or(false)
    }
}

impl Index<NodeId> for FunctionView {
    type Output = Node;

    fn index(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}
