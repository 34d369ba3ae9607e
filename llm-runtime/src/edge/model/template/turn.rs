//! [`Turn`]: a turn of a conversation, and what a template sees of it.

use llm_functions::ToolDefinition;
use llm_functions::json::Json;
use minijinja::Value;

use super::abilities::Abilities;
use crate::edge::model::special::Specials;
use crate::edge::syntax::write;

/// One turn of a conversation, as a template sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Turn {
    pub(crate) role: Role,
    pub(crate) text: String,
    /// What the model thought before it spoke.
    pub(crate) reasoning: String,
    /// The calls of a turn of the model.
    pub(crate) calls: Vec<Call>,
    /// The call that a function's turn answers.
    pub(crate) answers: Option<Call>,
}

/// A call of a conversation, in the shape that the model writes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// Nine letters and digits: some templates refuse anything else.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) arguments: Json,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    System,
    User,
    Assistant,
    Tool,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

impl Turn {
    pub(crate) fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into(), reasoning: String::new(), calls: Vec::new(), answers: None }
    }

    pub(crate) fn calling(mut self, calls: Vec<Call>) -> Self {
        self.calls = calls;
        self
    }

    pub(crate) fn answering(mut self, call: Call) -> Self {
        self.answers = Some(call);
        self
    }

    /// The message of the template's variables.
    pub(super) fn value(&self, specials: &Specials, abilities: Abilities) -> Value {
        let text = |text: &str| Value::from(specials.guard(text).into_owned());
        let silent = self.text.is_empty() && !self.calls.is_empty() && abilities.null_content;
        let content = if silent { Value::from(()) } else { text(&self.text) };
        let mut members = vec![("role", Value::from(self.role.name())), ("content", content)];
        if !self.reasoning.is_empty() {
            members.push(("reasoning_content", text(&self.reasoning)));
        }
        if !self.calls.is_empty() {
            members.push(("tool_calls", self.calls.iter().map(|call| call.value(specials, abilities)).collect()));
        }
        if let Some(call) = &self.answers {
            members.push(("tool_call_id", Value::from(call.id.as_str())));
            members.push(("name", text(&call.name)));
        }
        object(members)
    }
}

impl Call {
    fn value(&self, specials: &Specials, abilities: Abilities) -> Value {
        let arguments = if abilities.arguments_as_text {
            Value::from(specials.guard(&write::spaced(&self.arguments)).into_owned())
        } else {
            json(&self.arguments, specials)
        };
        let name = Value::from(specials.guard(&self.name).into_owned());
        let function = object([("name", name), ("arguments", arguments)]);
        object([("id", Value::from(self.id.as_str())), ("type", Value::from("function")), ("function", function)])
    }
}

/// A function of the template's variables, as `OpenAI` writes it.
pub(super) fn tool(definition: &ToolDefinition, specials: &Specials, described: bool) -> Value {
    let parameters = if described { with_descriptions(&definition.parameters) } else { definition.parameters.clone() };
    let text = |text: &str| Value::from(specials.guard(text).into_owned());
    let function = object([
        ("name", text(&definition.name)),
        ("description", text(&definition.description)),
        ("parameters", schema(&parameters, specials)),
    ]);
    object([("type", Value::from("function")), ("function", function)])
}

/// The same schema, in which every parameter has a description.
fn with_descriptions(schema: &Json) -> Json {
    let Json::Object(members) = schema else { return schema.clone() };
    let each = |(name, of): &(String, Json)| match of {
        Json::Object(all) if of.get("description").is_none() => {
            let empty = [("description".to_owned(), Json::from(""))];
            (name.clone(), Json::Object(empty.into_iter().chain(all.iter().cloned()).collect()))
        }
        other => (name.clone(), other.clone()),
    };
    Json::Object(
        members
            .iter()
            .map(|(key, value)| match value {
                Json::Object(all) if key == "properties" => (key.clone(), Json::Object(all.iter().map(each).collect())),
                other => (key.clone(), other.clone()),
            })
            .collect(),
    )
}

fn object<K: Into<Value>>(members: impl IntoIterator<Item = (K, Value)>) -> Value {
    Value::from_pairs(members)
}

fn json(value: &Json, specials: &Specials) -> Value {
    match value {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => number
            .as_i64()
            .map(Value::from)
            .or_else(|| number.as_u64().map(Value::from))
            .unwrap_or_else(|| Value::from(number.as_f64())),
        Json::String(text) => Value::from(specials.guard(text).into_owned()),
        Json::Array(items) => items.iter().map(|item| json(item, specials)).collect(),
        Json::Object(members) => {
            object(members.iter().map(|(key, value)| (specials.guard(key).into_owned(), json(value, specials))))
        }
    }
}

/// A schema: its keywords and the names of types are nobody's words, and templates compare them.
fn schema(value: &Json, specials: &Specials) -> Value {
    let Json::Object(members) = value else { return json(value, specials) };
    object(members.iter().map(|(key, value)| {
        let value = match (key.as_str(), value) {
            ("type" | "format" | "$ref", value) => plain(value),
            ("properties" | "$defs" | "definitions" | "patternProperties", Json::Object(all)) => {
                object(all.iter().map(|(name, one)| (specials.guard(name).into_owned(), schema(one, specials))))
            }
            ("items" | "additionalProperties" | "not", value) => schema(value, specials),
            ("anyOf" | "oneOf" | "allOf" | "prefixItems", Json::Array(all)) => {
                all.iter().map(|one| schema(one, specials)).collect()
            }
            (_, value) => json(value, specials),
        };
        (key.as_str(), value)
    }))
}

/// A keyword's value whose words are JSON Schema's; anything else in its place is guarded like all outside text.
fn plain(value: &Json) -> Value {
    let known =
        |text: &str| text.chars().all(|character| character.is_ascii_alphanumeric() || "-#/$_".contains(character));
    match value {
        Json::String(text) if known(text) => Value::from(text.as_str()),
        Json::Array(all) => all.iter().map(plain).collect(),
        _ => Value::from(()),
    }
}
