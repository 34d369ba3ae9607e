//! [`Native`]: our types and functions as schemas of `schemars`.

use std::any::type_name;
use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;

use ::schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use crate::json::Json;
use crate::json_schema;
use crate::parameter_type::ParameterType;
use crate::spec::{FunctionSpec, ParameterSpec};
use crate::tool::ToolDefinition;
use crate::view::FunctionView;

/// The schema of a function's arguments object.
pub fn of_function(view: &FunctionView) -> Schema {
    json_schema::of_arguments(view).into()
}

/// The schema of a tool's arguments object.
pub fn of_tool(tool: &ToolDefinition) -> Schema {
    tool.parameters.clone().into()
}

/// What is no schema is the schema that accepts nothing.
impl From<Json> for Schema {
    fn from(schema: Json) -> Self {
        Self::try_from(Value::from(schema)).unwrap_or_else(|_| false.into())
    }
}

impl From<Schema> for Json {
    fn from(schema: Schema) -> Self {
        schema.to_value().into()
    }
}

/// One of our types as `schemars` describes it. There are no values of it: it is named where `schemars` asks for a type.
///
/// ```
/// use llm_functions::{ParameterType, schemars::Native};
///
/// /// A unit of temperature.
/// #[derive(ParameterType)]
/// enum Unit { Celsius, Fahrenheit }
///
/// #[derive(schemars::JsonSchema)]
/// struct Reading {
///     degrees: f64,
///     #[schemars(with = "Native<Unit>")]
///     unit: Unit,
/// }
///
/// let schema = schemars::schema_for!(Reading);
/// let unit = schema.pointer("/$defs/Unit").unwrap();
/// assert_eq!(unit["enum"], serde_json::json!(["celsius", "fahrenheit"]));
/// ```
#[derive(Debug)]
pub struct Native<T>(PhantomData<fn() -> T>);

impl<T: ParameterType> JsonSchema for Native<T> {
    fn schema_name() -> Cow<'static, str> {
        T::spec().name.into()
    }

    fn schema_id() -> Cow<'static, str> {
        type_name::<Self>().into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let parameters = const { &[ParameterSpec::new("value", "", T::spec)] };
        let view = FunctionView::new(&FunctionSpec::new("", "", parameters));
        let mut document = Value::from(json_schema::of_arguments(&view));
        let definitions = document.get_mut("$defs").map(Value::take);
        let mut schema = document.pointer_mut("/properties/value").map(Value::take).unwrap_or_default();
        if let Some(Value::Object(definitions)) = definitions {
            hoist(definitions, &mut schema, generator);
        }
        Schema::try_from(schema).unwrap_or_else(|_| true.into())
    }
}

/// Moves the definitions of a type that contains itself to where the generator keeps its own. Their names have a dot,
/// which no Rust type's name has, so that no type which is described later is taken for one of them.
fn hoist(definitions: serde_json::Map<String, Value>, schema: &mut Value, generator: &mut SchemaGenerator) {
    let path = generator.settings().definitions_path.trim_start_matches('#').trim_end_matches('/').to_owned();
    let mut names = HashMap::new();
    for name in definitions.keys() {
        let taken = |candidate: &String| generator.definitions().contains_key(candidate);
        let mut candidates =
            std::iter::once(format!("Native.{name}")).chain((2..).map(|n| format!("Native.{name}{n}")));
        let free = candidates.find(|candidate| !taken(candidate)).unwrap_or_default();
        names.insert(format!("#/$defs/{name}"), (format!("#{path}/{free}"), free));
    }
    redirect(schema, &names);
    for (name, mut body) in definitions {
        redirect(&mut body, &names);
        if let Some((_, free)) = names.get(&format!("#/$defs/{name}")) {
            generator.definitions_mut().insert(free.clone(), body);
        }
    }
}

fn redirect(schema: &mut Value, names: &HashMap<String, (String, String)>) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, names)),
        Value::Object(members) => members.iter_mut().for_each(|(keyword, value)| member(keyword, value, names)),
        _ => {}
    }
}

fn member(keyword: &str, value: &mut Value, names: &HashMap<String, (String, String)>) {
    match (keyword, value) {
        ("const" | "default" | "enum" | "examples", _) => {}
        ("$ref", Value::String(target)) => {
            if let Some((moved, _)) = names.get(target) {
                target.clone_from(moved);
            }
        }
        // Their members have names of the user's, which may be those of keywords.
        ("properties" | "patternProperties" | "dependentSchemas", Value::Object(members)) => {
            members.values_mut().for_each(|schema| redirect(schema, names));
        }
        (_, value) => redirect(value, names),
    }
}
