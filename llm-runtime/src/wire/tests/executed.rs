//! Deltas through the exchange, with functions that count.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use llm_functions::json::{Json, read};
use llm_functions::{CallControl, DynamicFunction, Registry, Sensitivity, ToolCall, ToolResult};

use super::super::json::items;
use super::support::{registry, schema};
use crate::exchange::{Action, Beginning, Exchange, Input};
use crate::execute::Executed;
use crate::options::ToolChoice;
use crate::platform::Delta;
use crate::schema::Schema;

/// The functions of a request, which note every execution.
pub(crate) struct Counting {
    pub(crate) schema: Arc<Schema>,
    executed: Arc<Mutex<Vec<(String, Json)>>>,
}

struct Free;
impl CallControl for Free {}

impl Counting {
    /// The functions that a recorded request offered. One whose schema says what we do not check takes anything.
    pub(crate) fn of(request: &Json) -> Self {
        let executed = Arc::default();
        let tools = items(request, "tools").iter().filter_map(|tool| Self::function(tool, &executed));
        Self { schema: schema(unique(tools)), executed }
    }

    fn function(tool: &Json, executed: &Arc<Mutex<Vec<(String, Json)>>>) -> Option<DynamicFunction> {
        let tool = tool.get("function").unwrap_or(tool);
        let name = super::super::json::filled(tool, "name")?.to_owned();
        let anything = read(r#"{"type": "object"}"#).unwrap();
        let (noted, called) = (Arc::clone(executed), name.clone());
        let run = move |arguments: Json, _| {
            noted.lock().unwrap().push((called.clone(), arguments));
            async { Ok::<_, String>(String::new()) }
        };
        let schema = tool.get("parameters").unwrap_or(&anything);
        DynamicFunction::new(name.clone(), "", schema, run.clone())
            .or_else(|_| DynamicFunction::new(name, "", &anything, run))
            .ok()
    }

    /// What was executed while a message of these deltas was read; it broke off unless it is whole. Every call is answered.
    pub(crate) fn executed(&self, deltas: &[Delta], whole: bool) -> Vec<(String, Json)> {
        let (mut exchange, _) = Exchange::begin(Arc::clone(&self.schema), Beginning::default(), ToolChoice::Auto);
        let mut inputs: Vec<Input> = deltas.iter().cloned().map(Input::Delta).collect();
        if !whole {
            inputs.push(Input::EngineFailed);
        }
        for input in inputs {
            let mut actions = exchange.on(input);
            while !actions.is_empty() {
                let calls = actions.into_iter().filter_map(|action| match action {
                    Action::Execute { slot, call } => Some((slot, call)),
                    _ => None,
                });
                let answered: Vec<Input> = calls
                    .map(|(slot, call)| Input::Executed { slot, id: call.id.clone(), executed: self.execute(&call) })
                    .collect();
                actions = answered.into_iter().flat_map(|input| exchange.on(input)).collect();
            }
        }
        std::mem::take(&mut *self.executed.lock().unwrap())
    }

    fn execute(&self, call: &ToolCall) -> Executed {
        let Ok(prepared) = self.schema.functions().prepare(call) else {
            return Executed::Refused(ToolResult::failure(call, "refused", Sensitivity::Public));
        };
        let mut running = prepared.execute(Arc::new(Free));
        match running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(_)) => Executed::Answered(ToolResult::success(call, "", Sensitivity::Public)),
            _ => panic!("a function that counts does nothing else"),
        }
    }
}

fn unique(functions: impl Iterator<Item = DynamicFunction>) -> Registry {
    let mut kept: Vec<DynamicFunction> = Vec::new();
    for function in functions {
        use llm_functions::ErasedFunction as _;
        if kept.iter().all(|known| known.view().name != function.view().name) {
            kept.push(function);
        }
    }
    registry(kept)
}
