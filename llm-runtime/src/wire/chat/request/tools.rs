//! The functions as tools, which of them may be called, and the form of an answer in words.

use llm_functions::dialect::LoweredFunction;
use llm_functions::json::Json;

use super::Request;
use crate::options::ToolChoice;
use crate::platform::TurnRequest;
use crate::wire::Codec;
use crate::wire::json::Members;

impl Request<'_> {
    pub(super) fn tools(&mut self, codec: &Codec, turn: &TurnRequest<'_>) {
        let mut functions: Vec<&LoweredFunction> = codec.functions.lowered().functions.iter().collect();
        self.ignored.extend(codec.functions.ignored());
        if functions.is_empty() || !self.known("tools") {
            return self.no_tools(&turn.tool_choice);
        }
        if turn.tool_choice == ToolChoice::None && !self.quirks.knows("tool_choice") {
            // Without tools none can be called, which is what was asked for.
            return;
        }
        let choice = self.choice(codec, &turn.tool_choice, &mut functions);
        self.body.set("tools", Json::array(functions.into_iter().map(tool)));
        self.body.set_if_some("tool_choice", choice);
        let parallel = codec.schema.parallel_calls();
        if parallel != self.quirks.parallel_calls && (self.quirks.knows("parallel_calls") || !parallel) {
            self.parallel(parallel);
        }
    }

    fn no_tools(&mut self, choice: &ToolChoice) {
        if choice.must_call() {
            self.ignore("tool_choice", "there are no tools");
        }
    }

    fn parallel(&mut self, parallel: bool) {
        if self.known("parallel_calls") {
            self.body.set("parallel_tool_calls", parallel);
        }
    }

    /// Where the server cannot be told which function, it is given that one only and has to call one.
    fn choice(&mut self, codec: &Codec, choice: &ToolChoice, tools: &mut Vec<&LoweredFunction>) -> Option<Json> {
        if *choice == ToolChoice::Auto || !self.known("tool_choice") {
            return None;
        }
        match choice {
            ToolChoice::Auto => None,
            ToolChoice::None => Some("none".into()),
            ToolChoice::Required => Some("required".into()),
            ToolChoice::Function(name) => {
                let Some(tool) = tools.iter().copied().find(|tool| *tool.name == *codec.functions.name(name)) else {
                    self.ignore("tool_choice", "there is no tool of this name");
                    return None;
                };
                if self.quirks.named_choice {
                    let function = Json::object([("name", Json::from(tool.name.as_str()))]);
                    return Some(Json::object([("type", "function".into()), ("function", function)]));
                }
                *tools = vec![tool];
                Some("required".into())
            }
        }
    }

    /// The form of an answer in words, in the dialect of the functions.
    pub(super) fn output(&mut self, codec: &Codec, turn: &TurnRequest<'_>) {
        let Some(format) = turn.output else { return };
        if !self.quirks.knows("output") {
            return self.ignore("output", "the server does not know it; the model is told in words");
        }
        let output = codec.functions.output(format);
        let Some((name, description, schema, strict)) = output.schema() else {
            return self.ignore("output", "the form cannot be said in the server's dialect");
        };
        let mut format = Members::new();
        format.set("name", name);
        if !description.is_empty() {
            format.set("description", description);
        }
        format.set("schema", schema.clone()).set("strict", strict);
        let format = Json::object([("type", "json_schema".into()), ("json_schema", format.into())]);
        self.body.set("response_format", format);
    }
}

/// A tool. `strict` is left out where it is not asked for: servers other than `OpenAI` need not know it.
fn tool(function: &LoweredFunction) -> Json {
    let mut members = Members::new();
    members.set("name", function.name.as_str()).set("description", function.description.as_str());
    members.set("parameters", function.parameters.clone());
    if function.strict {
        members.set("strict", true);
    }
    Json::object([("type", "function".into()), ("function", members.into())])
}
