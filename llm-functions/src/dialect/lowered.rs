//! [`Lowered`]: functions in a dialect, and the way there and back.

use super::Dialect;
use super::back::{BackId, Backs, Lowering, RaiseError, Raising};
use super::names::Names;
use super::report::{FunctionReport, Report};
use super::walk::{self, Walked};
use crate::json::Json;
use crate::view::FunctionView;

/// Functions in a dialect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Lowered {
    /// The provider's tool objects, as they stand in a request.
    pub tools: Vec<Json>,
    /// The functions that the tools stand for, in the order in which they were given.
    pub functions: Vec<LoweredFunction>,
    /// How well the dialect says what each function demands.
    pub report: Report,
    /// What stands for the functions' names.
    pub names: Names,
}

/// One function in a dialect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoweredFunction {
    /// The name that the model sees.
    pub name: String,
    /// When to call it.
    pub description: String,
    /// The schema of its arguments in the dialect.
    pub parameters: Json,
    /// Whether the provider is asked to hold the model to the schema.
    pub strict: bool,
    root: BackId,
    backs: Backs,
    view: FunctionView,
}

impl LoweredFunction {
    /// Whether calls are written in the function's own shape, so that bringing one back changes nothing and its arguments
    /// can be told as they are written.
    pub fn keeps_shape(&self) -> bool {
        !self.backs.raises(self.root)
    }

    pub(super) fn view(&self) -> &FunctionView {
        &self.view
    }
}

impl Lowered {
    /// Brings a call back: the function's own name, and arguments of its own shape, which have not been checked.
    ///
    /// # Errors
    /// [`RaiseError`] when there is no such tool, or something in the arguments that stands for something else does not:
    /// JSON text that is none, or a key that is there twice.
    pub fn raise(&self, tool: &str, arguments: Json) -> Result<(String, Json), RaiseError> {
        let function = self.functions.iter().find(|function| function.name == tool);
        let function = function.ok_or_else(|| RaiseError::unknown_tool(tool))?;
        let raised = Raising::new(&function.backs, &function.view).arguments(function.root, arguments)?;
        Ok((function.view.name.clone().into_owned(), raised))
    }

    /// The other way: a call of the function as a model would have written it in this dialect, for a conversation that
    /// goes on with another provider. `None` when there is no tool for the function.
    ///
    /// Arguments that the function does not take are left as they are.
    pub fn lower(&self, function: &str, arguments: &Json) -> Option<(String, Json)> {
        let function = self.functions.iter().find(|known| known.view.name == function)?;
        let lowered = Lowering::new(&function.backs, &function.view).value(function.root, arguments);
        Some((function.name.clone(), lowered))
    }
}

pub(super) fn lower(dialect: Dialect, views: &[&FunctionView]) -> Lowered {
    let names = Names::new(&dialect.rules().names, views.iter().map(|view| &*view.name));
    let (mut functions, mut report) = (Vec::new(), Report::default());
    for view in views {
        let (function, found) = one(dialect, view, &names);
        functions.extend(function);
        report.functions.push(found);
    }
    Lowered { tools: dialect.tools(&functions), functions, report, names }
}

fn one(dialect: Dialect, view: &FunctionView, names: &Names) -> (Option<LoweredFunction>, FunctionReport) {
    let bounds = dialect.bounds();
    let mut rules = dialect.rules();
    let mut walked = walk::function(view, rules, bounds);
    let mut fallback = Vec::new();
    let reasons = walked.findings.reasons();
    if !reasons.is_empty()
        && let Some(lenient) = dialect.fallback()
    {
        rules = lenient.rules();
        fallback = reasons;
        walked = walk::function(view, rules, bounds);
    }
    let available = walked.findings.reasons().is_empty();
    let Walked { parameters, root, backs, view, findings } = walked;
    let name = view.name.clone().into_owned();
    let report = FunctionReport {
        name: name.clone(),
        enforced: rules.enforced,
        fallback,
        available,
        places: findings.into_places(),
    };
    let function = available.then(|| LoweredFunction {
        name: names.lowered(&name).unwrap_or(&name).to_owned(),
        description: view.description.clone().into_owned(),
        parameters,
        strict: rules.enforced,
        root,
        backs,
        view,
    });
    (function, report)
}
