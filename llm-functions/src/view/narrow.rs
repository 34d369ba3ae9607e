//! Choices that are known only at run time, such as the identifiers of the records that this patient has.

use super::{Additional, Choice, FunctionView, Node, NodeId, Types};

/// Choices that a parameter cannot be narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the choices of `{function}.{path}` cannot be set: {reason}")]
pub struct ChoicesError {
    function: String,
    path: String,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("there is no function of this name")]
    NoFunction,
    #[error("there is no parameter of this name")]
    NoParameter,
    #[error("it does not hold strings")]
    NotStrings,
    #[error("no choice is left")]
    Empty,
}

impl ChoicesError {
    pub(crate) fn no_function(function: &str, path: &str) -> Self {
        Self { function: function.to_owned(), path: path.to_owned(), reason: Reason::NoFunction }
    }
}

impl FunctionView {
    /// Narrows a string parameter, or the strings in a list, to these values. `path` is the parameter's name; a slash
    /// leads into a nested object. Choices that the declaration does not allow are left out.
    ///
    /// # Errors
    /// [`ChoicesError`] when there is no such parameter, it holds no strings, or no choice is left.
    pub fn narrow<T: Into<String>>(
        &mut self,
        path: &str,
        choices: impl IntoIterator<Item = T>,
    ) -> Result<(), ChoicesError> {
        let choices: Vec<Choice> = choices.into_iter().map(|choice| Choice::new(choice.into(), "")).collect();
        self.narrowed(path, choices).map_err(|reason| ChoicesError {
            function: self.name.clone().into_owned(),
            path: path.to_owned(),
            reason,
        })
    }

    fn narrowed(&mut self, path: &str, choices: Vec<Choice>) -> Result<(), Reason> {
        // What was decided for the nodes as they were.
        self.plan.take();
        let place = self.own_place(path)?;
        let strings = self.strings(place).ok_or(Reason::NotStrings)?;
        let view = &*self;
        let fits = |choice: &Choice| view.accepts(strings, &choice.value);
        let choices: Vec<Choice> = choices.into_iter().filter(fits).collect();
        if choices.is_empty() {
            return Err(Reason::Empty);
        }
        self.nodes[strings.0 as usize].choices = Some(choices);
        Ok(())
    }

    /// The node of a parameter, in objects that belong to this path alone: a type that several parameters have is
    /// copied, so that only the parameter that was named is narrowed.
    fn own_place(&mut self, path: &str) -> Result<NodeId, Reason> {
        let mut object = NodeId::ROOT;
        let mut steps = path.split('/').peekable();
        loop {
            let step = steps.next().ok_or(Reason::NoParameter)?;
            let properties = &self[object].object.properties;
            let index = properties.iter().position(|property| property.name == step).ok_or(Reason::NoParameter)?;
            let copy = self.copy(properties[index].node);
            self.nodes[object.0 as usize].object.properties[index].node = copy;
            object = copy;
            if steps.peek().is_none() {
                return Ok(object);
            }
        }
    }

    /// A copy of a node in which a reference is written out.
    fn copy(&mut self, id: NodeId) -> NodeId {
        let mut node = self[id].clone();
        if let Some(target) = node.reference {
            let target = self.resolve(target).clone();
            let (description, nullable) = (node.description, node.nullable);
            let (default, examples, sensitive) = (node.default, node.examples, node.sensitive);
            node = Node { nullable, default, examples, sensitive, ..target };
            if !description.is_empty() {
                node.description = description;
            }
        }
        self.push(node)
    }

    /// The strings at a place: itself, its items, or its values.
    fn strings(&mut self, id: NodeId) -> Option<NodeId> {
        let node = &self[id];
        if node.types == Types::STRING {
            return Some(id);
        }
        if let Some(items) = node.array.items {
            let items = self.copy(items);
            self.nodes[id.0 as usize].array.items = Some(items);
            return self.strings(items);
        }
        if let Additional::Each(values) = node.object.additional {
            let values = self.copy(values);
            self.nodes[id.0 as usize].object.additional = Additional::Each(values);
            return self.strings(values);
        }
        None
    }

    pub(crate) fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }
}
