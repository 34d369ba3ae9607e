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

/// A way to get a call out of a model, and what came of it.
struct Way<'m> {
    name: &'static str,
    how: How<'m>,
    outcome: Outcome,
}

enum How<'m> {
    Ours(&'m EdgePlatform),
    BySchema(&'m Server, &'m EdgePlatform),
    ByTools(&'m Server),
}

impl<'m> Way<'m> {
    fn new(name: &'static str, how: How<'m>) -> Self {
        Self { name, how, outcome: Outcome::default() }
    }

    /// Every question once, after one that warms and does not count.
    async fn round(&mut self) -> Result<()> {
        self.ask(QUESTIONS[0]).await?;
        for question in QUESTIONS {
            let (ms, call) = self.ask(question).await?;
            self.outcome.take(ms, call);
        }
        Ok(())
    }

    async fn ask(&self, question: &str) -> Result<(f64, Option<ToolCall>)> {
        match self.how {
            How::Ours(platform) => ours(platform, question).await,
            How::BySchema(server, platform) => by_schema(server, platform, question).await,
            How::ByTools(server) => by_tools(server, question).await,
        }
    }
}

/// All ways in turn, round by round. One of our platforms is in memory at a time, as an application has one.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let (json, pythonic) = (model.writing_platform(), model.pythonic_platform());
    let (choosing, adapted) = (model.platform(), model.adapted_platforms());
    let server = Server::start(model, 1, None).await?;
    let folder = tempfile::tempdir()?;
    let template = folder.path().join("tools.jinja");
    std::fs::write(&template, TEMPLATE)?;
    let tools_server = Server::start(model, 1, Some(&template)).await?;
    let mut ways = vec![
        Way::new("ours, the call written as Python has it", How::Ours(&pythonic)),
        Way::new("ours, the call written as JSON", How::Ours(&json)),
        Way::new("ours, names compared first, then JSON", How::Ours(&choosing)),
        Way::new("llama-server, `/completion` with a JSON schema, same prompt", How::BySchema(&server, &json)),
        Way::new("llama-server, `tools` with a template that knows them", How::ByTools(&tools_server)),
    ];
    let as_it_is = model.as_it_is()?.map(|model| model.pythonic_platform());
    if let Some(as_it_is) = &as_it_is {
        ways.insert(1, Way::new("ours, the same from the file as it is", How::Ours(as_it_is)));
    }
    if let Some([adapted, default]) = &adapted {
        ways.insert(1, Way::new("ours, the same by its own profile (the default)", How::Ours(default)));
        ways.insert(1, Way::new("ours, the first with the adapter", How::Ours(adapted)));
    }
    let mut cost = Cost::default();
    for _ in 0..3 {
        for way in &mut ways {
            way.round().await?;
            if let How::Ours(platform) | How::BySchema(_, platform) = way.how {
                cost.take(platform, std::ptr::eq(platform, &pythonic)).await;
            }
        }
    }
    table(&ways);
    cost.print();
    Ok(())
}

/// What the constraint cost, all rounds together.
#[derive(Default)]
struct Cost {
    guided: u64,
    forced: u64,
    seconds: f64,
}

impl Cost {
    /// Unloads a model, and counts what it did if that is wanted.
    async fn take(&mut self, platform: &EdgePlatform, counts: bool) {
        let stats = platform.stats(NAME).await.unwrap_or_default();
        platform.unload(NAME).await;
        if counts {
            self.guided += stats.guided_tokens;
            self.forced += stats.forced_tokens;
            self.seconds += stats.guiding.as_secs_f64();
        }
    }

    fn print(&self) {
        let tokens = u32::try_from(self.guided.max(1)).unwrap_or(u32::MAX);
        println!(
            "The constraint cost {:.3} ms for each token that was chosen under it ({tokens} of them; {} more tokens were forced).\n",
            self.seconds * 1e3 / f64::from(tokens),
            self.forced
        );
    }
}

fn table(ways: &[Way<'_>]) {
    let best = ways.iter().find(|way| matches!(way.how, How::BySchema(..)));
    let mut rows =
        vec![row(["a required call among six functions", "time", "valid calls", "over llama-server's best"])];
    rows.extend(best.iter().flat_map(|best| ways.iter().map(|way| way.outcome.row(way.name, &best.outcome))));
    print(&rows);
    let times = |way: Option<&Way<'_>>| median(way.map(|way| way.outcome.times.clone()).unwrap_or_default());
    println!("Ours, the first, over llama-server's `tools`: {:.3}×.", times(ways.first()) / times(ways.last()));
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
