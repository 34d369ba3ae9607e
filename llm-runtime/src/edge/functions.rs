//! A session's functions, or the form of an answer, as the decoder is held to them, as the model reads them, and calls
//! between the two shapes.
//!
//! Some kinds of value cannot be held exactly as they are: a set of names is an object of booleans to the decoder. The
//! model reads and writes that shape, in its list of functions and in the calls of the conversation; everybody else sees
//! the function's own.

use llm_functions::ToolDefinition;
use llm_functions::dialect::{Bounds, Dialect, Lowered, LoweredFunction};
use llm_functions::json::{Json, read};
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use super::narrow::{self, Held};
use super::profile::CallLimits;
use crate::output::OutputFormat;
use crate::schema::Schema;

/// The functions of a session.
#[derive(Clone, Debug)]
pub(crate) struct Functions {
    lowered: Lowered,
    shown: Vec<ToolDefinition>,
    /// Whether calls are held to what somebody said.
    narrowed: bool,
}

impl Functions {
    pub(crate) fn new(schema: &Schema, limits: CallLimits) -> Self {
        let lowered = dialect(limits).lower(schema.functions().views());
        let shown = schema.definitions().iter().map(|definition| shown(&lowered, definition)).collect();
        Self { lowered, shown, narrowed: false }
    }

    /// Functions that are no session's: those of a probe or a test.
    pub(crate) fn of_views(views: &[FunctionView], limits: CallLimits) -> Self {
        let lowered = dialect(limits).lower(views);
        let shown = views.iter().map(|view| shown(&lowered, &json_schema::tool_definition(view))).collect();
        Self { lowered, shown, narrowed: false }
    }

    /// The form of an answer, as if it were the arguments of one function.
    pub(crate) fn of_form(form: &OutputFormat, limits: CallLimits) -> Self {
        let lowered = dialect(limits).lower([form.view()]);
        let shown = vec![shown(&lowered, &json_schema::tool_definition(form.view()))];
        Self { lowered, shown, narrowed: false }
    }

    /// The functions as the model reads them, in declaration order.
    pub(crate) fn shown(&self) -> &[ToolDefinition] {
        &self.shown
    }

    /// The same functions without showing them to the model.
    pub(crate) fn hidden(&self) -> Self {
        Self { shown: Vec::new(), ..self.clone() }
    }

    /// Holds calls of one of them to more.
    pub(crate) fn narrow(&mut self, name: &str, held: &[Held]) {
        self.narrowed |= !held.is_empty();
        for function in self.lowered.functions.iter_mut().filter(|function| function.name == name) {
            function.parameters = narrow::narrowed(&function.parameters, held);
        }
    }

    /// Whether they tell what somebody said: nothing that is made of them may be kept.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.narrowed
    }

    /// A function as the decoder is held to it, and whether whatever follows its schema fits it as it is written.
    pub(crate) fn decoded(&self, name: &str) -> Result<(&LoweredFunction, bool), String> {
        let report = self.lowered.report.function(name);
        let function = self.lowered.functions.iter().find(|function| function.name == name);
        match (function, report) {
            (Some(function), Some(report)) => Ok((function, report.is_sound() && function.keeps_shape())),
            _ => Err(format!("the parameters of `{name}` cannot be held to: {}", self.lowered.report)),
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.lowered.functions.is_empty()
    }

    /// Whether there is a function of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.lowered.functions.iter().any(|function| function.name == name)
    }

    /// Whether this is the beginning of a function's name, and this byte what follows: `calendar` and `:`.
    pub(crate) fn name_goes_on(&self, begun: &[u8], byte: u8) -> bool {
        let goes_on = |name: &[u8]| name.strip_prefix(begun).and_then(<[u8]>::first) == Some(&byte);
        !begun.is_empty() && self.lowered.functions.iter().any(|function| goes_on(function.name.as_bytes()))
    }

    /// Whether its arguments can be told as they are written; of a function that there is not, they can.
    pub(crate) fn keeps_shape(&self, name: &str) -> bool {
        let function = self.lowered.functions.iter().find(|function| function.name == name);
        function.is_none_or(LoweredFunction::keeps_shape)
    }

    /// The schema of what the model writes for this function.
    pub(crate) fn written_schema(&self, name: &str) -> Option<&Json> {
        self.lowered.functions.iter().find(|function| function.name == name).map(|function| &function.parameters)
    }

    /// The arguments of a call as the model writes them.
    pub(crate) fn as_written(&self, name: &str, arguments: &str) -> Option<Json> {
        let arguments = read(arguments).ok()?;
        Some(self.lowered.lower(name, &arguments).map_or(arguments, |(_, lowered)| lowered))
    }

    /// The arguments of a call as the function takes them.
    pub(crate) fn brought_back(&self, name: &str, arguments: &str) -> Option<String> {
        let (_, raised) = self.lowered.raise(name, read(arguments).ok()?).ok()?;
        Some(raised.to_string())
    }
}

fn dialect(limits: CallLimits) -> Dialect {
    let CallLimits { max_string, max_items, max_depth, .. } = limits;
    Dialect::ConstrainedDecoder(Bounds { max_string, max_items, max_depth })
}

/// The function's own definition; where calls have another shape, the schema of that shape.
fn shown(lowered: &Lowered, definition: &ToolDefinition) -> ToolDefinition {
    let function = lowered.functions.iter().find(|function| function.name == definition.name);
    match function.filter(|function| !function.keeps_shape()) {
        Some(function) => ToolDefinition::new(&*definition.name, &*definition.description, function.parameters.clone()),
        None => definition.clone(),
    }
}
