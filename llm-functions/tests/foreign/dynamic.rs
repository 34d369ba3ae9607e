//! Functions that are known only at run time.

use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use llm_functions::arguments::Coercions;
use llm_functions::json::Json;
use llm_functions::json_schema::Parser;
use llm_functions::spec::Behavior;
use llm_functions::{CallControl, DynamicFunction, ErasedFunction as _, Registry, ToolCall};

use crate::json;

struct Alone;
impl CallControl for Alone {}

fn weather() -> DynamicFunction {
    let schema = json(
        r##"{"type": "object", "properties": {"city": {"$ref": "#/$defs/City"}, "days": {"type": "integer", "default": 1}},
            "required": ["city"], "additionalProperties": false, "$defs": {"City": {"type": "string", "minLength": 2}}}"##,
    );
    DynamicFunction::new("weather.get", "The weather.", &schema, |arguments: Json, _| async move {
        match arguments.get("city").and_then(Json::as_str) {
            Some("Atlantis") => Err("no such city, name one that exists"),
            Some(city) => Ok(format!("sunny in {city}")),
            None => Ok("sunny".to_owned()),
        }
    })
    .unwrap()
}

fn run(registry: &Registry, arguments: &str) -> Result<String, String> {
    let call = ToolCall::new("1", "weather.get", arguments);
    let prepared = registry.prepare(&call).map_err(|error| error.for_model())?;
    let mut running = pin!(prepared.execute(Arc::new(Alone)));
    match running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result.map(|answer| answer.text).map_err(|failure| failure.answer.text),
        Poll::Pending => panic!("it waits for nothing"),
    }
}

#[test]
fn its_calls_are_checked_and_run_and_answered() {
    let mut registry = Registry::new();
    registry.insert(weather()).unwrap();
    assert_eq!(run(&registry, r#"{"city": "Wien"}"#), Ok("sunny in Wien".to_owned()));
    assert_eq!(run(&registry, r#"{"city": "Atlantis"}"#), Err("no such city, name one that exists".to_owned()));
    assert_eq!(
        run(&registry, r#"{"city": "W", "day": 1}"#),
        Err("argument `/city`: expected a string of at least 2 characters, found \"W\"; argument `/day`: no such \
             parameter, the parameters are `city`, `days`"
            .to_owned())
    );
    assert_eq!(
        run(&registry, "{}"),
        Err("argument `/city`: missing, expected a string of at least 2 characters".to_owned())
    );
}

/// What it does not know is for its author to fill in: the arguments reach it as they were sent.
#[test]
fn nothing_is_filled_in_and_the_order_stays() {
    let mut registry = Registry::new();
    registry.insert(weather()).unwrap();
    let prepared = registry.prepare(&ToolCall::new("1", "weather.get", r#"{"days": 2.0, "city": "Wien"}"#)).unwrap();
    assert_eq!(prepared.arguments().to_string(), r#"{"days":2.0,"city":"Wien"}"#);
    assert!(registry.prepare(&ToolCall::new("1", "weather.get", r#"{"days": null, "city": "Wien"}"#)).is_err());
}

#[test]
fn it_stands_beside_others_and_takes_choices() {
    let mut registry = Registry::new();
    registry.insert(weather()).unwrap();
    assert!(registry.insert(weather()).is_err());
    let registry = registry.choices("weather.get", "city", ["Wien", "Graz", "X"]).unwrap();
    assert!(run(&registry, r#"{"city": "Graz"}"#).is_ok() && run(&registry, r#"{"city": "Linz"}"#).is_err());
    let definition = registry.definitions().remove(0);
    assert_eq!((definition.name.as_str(), definition.description.as_str()), ("weather.get", "The weather."));
    // `X` is shorter than a city may be.
    assert!(definition.parameters.to_string().contains(r#""enum":["Wien","Graz"]"#), "{}", definition.parameters);
}

#[test]
fn behavior_and_egress_are_what_was_said() {
    let function = weather();
    assert_eq!((function.view().behavior, function.view().egress.as_deref()), (Behavior::UNKNOWN, None));
    let function = function.behavior(Behavior::UNKNOWN.read_only()).egress("api.example.org");
    assert!(function.view().behavior.read_only);
    assert_eq!(function.view().egress.as_deref(), Some("api.example.org"));
}

#[test]
fn documents_are_given_and_never_fetched() {
    let schema = json(r#"{"properties": {"dose": {"$ref": "units/dose.json#/$defs/dose"}}, "required": ["dose"]}"#);
    assert!(Parser::new().parse("f", "", &schema).unwrap_err().is_reference());
    let dose = json(r#"{"$defs": {"dose": {"properties": {"unit": {"$ref": "unit.json"}}, "required": ["unit"]}}}"#);
    let parser =
        Parser::new().document("units/dose.json", dose).document("units/unit.json", json(r#"{"enum": ["mg", "g"]}"#));
    let view = parser.parse("f", "", &schema).unwrap();
    let function = DynamicFunction::of_view(view, |_, _| async { Ok::<_, String>(()) });
    assert!(function.prepare(r#"{"dose": {"unit": "mg"}}"#, Coercions::NONE).is_ok());
    assert!(function.prepare(r#"{"dose": {"unit": "kg"}}"#, Coercions::NONE).is_err());
}
