//! One required call among six functions, the beginning warm on both sides.

use anyhow::Result;
use llm_functions::ToolCall;
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{GenerationOptions, Message, Schema, ToolChoice};
use serde_json::{Value, json};

use crate::functions::{QUESTIONS, registry, schema};
use crate::model::{Model, NAME};
use crate::ours::{open, turn};
use crate::server::Server;
use crate::table::{median, ms, print, row};

/// A chat template that knows tools, for models whose own does not: calls between two tags, as many models write them.
const TEMPLATE: &str = "{%- if tools %}<|im_start|>system\nYou may call these functions, each call as \
    <tool_call>\n{\"name\": ..., \"arguments\": {...}}\n</tool_call>\n<tools>\n{%- for tool in tools %}\n{{ tool | tojson }}{%- endfor %}\n\
    </tools><|im_end|>\n{% endif %}{%- for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}\
    {%- if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

#[derive(Default)]
struct Outcome {
    times: Vec<f64>,
    valid: usize,
}

impl Outcome {
    fn take(&mut self, ms: f64, call: Option<ToolCall>) {
        self.times.push(ms);
        self.valid += usize::from(call.is_some_and(|call| registry().prepare(&call).is_ok()));
    }

    fn row(&self, name: &str, against: &Self) -> Vec<String> {
        let (own, other) = (median(self.times.clone()), median(against.times.clone()));
        vec![
            name.to_owned(),
            ms(own),
            format!("{} of {}", self.valid, self.times.len()),
            format!("{:.2}×", own / other),
        ]
    }
}

/// Ours writing the whole call, ours choosing by likelihood first, the peer by a JSON schema, the peer by its tools.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let (writing, choosing) = (model.writing_platform(), model.platform());
    let server = Server::start(model, 1, None).await?;
    let folder = tempfile::tempdir()?;
    let template = folder.path().join("tools.jinja");
    std::fs::write(&template, TEMPLATE)?;
    let tools_server = Server::start(model, 1, Some(&template)).await?;
    let mut outcomes: [Outcome; 4] = Default::default();
    // The first round warms all of them and does not count.
    for round in 0..4 {
        for question in QUESTIONS {
            let calls = [
                ours(&writing, question).await?,
                ours(&choosing, question).await?,
                by_schema(&server, &writing, question).await?,
                by_tools(&tools_server, question).await?,
            ];
            if round > 0 {
                outcomes.iter_mut().zip(calls).for_each(|(outcome, (ms, call))| outcome.take(ms, call));
            }
        }
    }
    let [writing_calls, choosing_calls, schema_calls, tools_calls] = &outcomes;
    print(&[
        row(["a required call among six functions", "time", "valid calls", "over llama-server's best"]),
        writing_calls.row("ours, the model writes the name", schema_calls),
        choosing_calls.row("ours, names compared first (the default)", schema_calls),
        schema_calls.row("llama-server, `/completion` with a JSON schema, same prompt", schema_calls),
        tools_calls.row("llama-server, `tools` with a template that knows them", schema_calls),
    ]);
    println!(
        "Ours over llama-server's `tools`: {:.3}×.",
        median(writing_calls.times.clone()) / median(tools_calls.times.clone())
    );
    cost(&writing).await
}

async fn cost(platform: &EdgePlatform) -> Result<()> {
    let stats = platform.stats(NAME).await.unwrap_or_default();
    let tokens = u32::try_from(stats.guided_tokens.max(1)).unwrap_or(u32::MAX);
    println!(
        "The constraint cost {:.3} ms for each token that was chosen under it ({tokens} of them; {} more tokens were forced).\n",
        stats.guiding.as_secs_f64() * 1e3 / f64::from(tokens),
        stats.forced_tokens
    );
    Ok(())
}

async fn ours(platform: &EdgePlatform, question: &str) -> Result<(f64, Option<ToolCall>)> {
    let mut engine = open(platform, &schema()?).await?;
    let options = GenerationOptions::greedy().max_output_tokens(200);
    let turn = turn(&mut *engine, &[Message::user(question)], ToolChoice::Required, &options).await?;
    Ok((turn.whole_ms(), Some(ToolCall::new("1", &*turn.name, &*turn.arguments))))
}

async fn by_schema(server: &Server, platform: &EdgePlatform, question: &str) -> Result<(f64, Option<ToolCall>)> {
    let schema = schema()?;
    let prompt = platform.prompt(schema.clone(), &[Message::user(question)]).await?;
    let answer = server.complete(&prompt, 200, Some(&union(&schema))).await?;
    let call = answer.body["content"].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    Ok((answer.ms, call.and_then(|call| made(call["name"].as_str()?, &call["arguments"].to_string()))))
}

async fn by_tools(server: &Server, question: &str) -> Result<(f64, Option<ToolCall>)> {
    let schema = schema()?;
    let tools: Vec<Value> = schema.definitions().iter().map(|known| {
        json!({"type": "function", "function": {"name": known.name, "description": known.description, "parameters": parameters(known)}})
    }).collect();
    let body = json!({"messages": [{"role": "user", "content": question}], "tools": tools, "tool_choice": "required",
        "temperature": 0, "max_tokens": 200});
    let answer = server.ask("/v1/chat/completions", &body).await?;
    let call = &answer.body["choices"][0]["message"]["tool_calls"][0]["function"];
    Ok((
        answer.ms,
        call["name"].as_str().zip(call["arguments"].as_str()).and_then(|(name, arguments)| made(name, arguments)),
    ))
}

fn made(name: &str, arguments: &str) -> Option<ToolCall> {
    (!name.is_empty()).then(|| ToolCall::new("1", name, arguments))
}

/// A schema of a call of any of the functions.
fn union(schema: &Schema) -> Value {
    let calls = schema.definitions().iter().map(|known| {
        json!({"type": "object", "required": ["name", "arguments"], "additionalProperties": false,
            "properties": {"name": {"const": known.name}, "arguments": parameters(known)}})
    });
    json!({"anyOf": calls.collect::<Vec<_>>()})
}

fn parameters(definition: &llm_functions::ToolDefinition) -> Value {
    serde_json::from_str(&definition.parameters.to_string()).unwrap_or_default()
}
