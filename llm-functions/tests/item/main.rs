//! `#[llm_function]` on an `async fn`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use llm_functions::{
    Call, CallControl, Execute, LlmFunction, ParameterType, PreparedCall, Registry, ToolCall, arguments, functions,
    llm_function,
};

struct Store {
    place: &'static str,
}

#[derive(Debug, PartialEq, serde::Serialize)]
struct Report {
    place: String,
    days: u8,
}

#[derive(Debug)]
struct Unknown;

impl fmt::Display for Unknown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("unknown place, try another")
    }
}

#[derive(ParameterType, Debug, PartialEq)]
enum Unit {
    Celsius,
    Kelvin,
}

/// Fetch the weather.
///
/// For one place.
#[llm_function(read_only)]
async fn get_weather(
    /// The city.
    #[parameter(max_length = 8)]
    city: String,
    #[deps] store: &Store,
    /// How many days.
    #[parameter(minimum = 1, maximum = 9, default = 3, name = "for")]
    mut days: u8,
) -> Result<Report, Unknown> {
    if city != store.place {
        return Err(Unknown);
    }
    days += 1;
    Ok(Report { place: city, days })
}

/// The same as a struct.
mod by_hand {
    use super::*;

    /// Fetch the weather.
    ///
    /// For one place.
    #[derive(LlmFunction)]
    #[llm_function(read_only)]
    pub(super) struct GetWeather {
        /// The city.
        #[parameter(max_length = 8)]
        pub(super) city: String,
        /// How many days.
        #[parameter(minimum = 1, maximum = 9, default = 3, name = "for")]
        pub(super) days: u8,
    }
}

/// Say what day it is.
#[llm_function]
async fn today() -> &'static str {
    "Monday"
}

/// Say whether somebody still waits.
#[llm_function(name = "is-waiting", exclusive)]
pub(crate) async fn is_waiting(call: Call<'_, Store>, #[parameter(description = "In what.")] unit: Unit) -> bool {
    call.progress(1.0);
    unit == Unit::Celsius && !call.is_cancelled()
}

/// Measure.
#[llm_function]
async fn measure(call: Call<'_, Store>, #[deps] store: &Store) -> std::io::Result<String> {
    if call.is_cancelled() { Err(std::io::Error::other("cancelled")) } else { Ok(store.place.to_owned()) }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits for nothing"),
    }
}

struct Nobody;
impl CallControl for Nobody {}

fn run(registry: &Registry, name: &str, arguments: &str) -> Result<String, String> {
    let call = ToolCall::new("1", name, arguments);
    let prepared: Box<dyn PreparedCall> = registry.prepare(&call).map_err(|error| error.for_model())?;
    now(prepared.execute(Arc::new(Nobody))).map(|answer| answer.text).map_err(|failure| failure.answer.text)
}

#[test]
fn it_is_registered_by_the_name_of_its_struct() {
    let store = Arc::new(Store { place: "Aachen" });
    let registry = functions![GetWeather: Arc::clone(&store), Today, IsWaiting: Arc::clone(&store), Measure: store];
    assert_eq!(run(&registry, "get_weather", r#"{"city": "Aachen"}"#).unwrap(), r#"{"place":"Aachen","days":4}"#);
    assert_eq!(run(&registry, "get_weather", r#"{"city": "Bonn"}"#).unwrap_err(), "unknown place, try another");
    assert!(run(&registry, "get_weather", r#"{"city": "Mönchengladbach"}"#).unwrap_err().contains("/city"));
    assert_eq!(run(&registry, "today", "").unwrap(), "Monday");
    assert_eq!(run(&registry, "is-waiting", r#"{"unit": "celsius"}"#).unwrap(), "true");
    assert_eq!(run(&registry, "measure", "{}").unwrap(), "Aachen");
}

#[test]
fn it_is_what_the_struct_is() {
    let (ours, theirs) = (GetWeather::SPEC, by_hand::GetWeather::SPEC);
    assert_eq!((ours.name, ours.description, ours.behavior), (theirs.name, theirs.description, theirs.behavior));
    for (ours, theirs) in ours.parameters.iter().zip(theirs.parameters) {
        assert_eq!(
            (ours.name, ours.description, ours.constraints),
            (theirs.name, theirs.description, theirs.constraints)
        );
        assert_eq!((ours.ty)().type_id(), (theirs.ty)().type_id());
    }
    assert_eq!(ours.parameters.len(), theirs.parameters.len());
    let text = r#"{"city": "Bonn", "for": 2}"#;
    let ours: GetWeather = arguments::decode(text).unwrap();
    let theirs: by_hand::GetWeather = arguments::decode(text).unwrap();
    assert_eq!((ours.city, ours.days), (theirs.city, theirs.days));
    let behavior = IsWaiting::SPEC.behavior;
    assert!(behavior.exclusive);
}

#[test]
fn the_function_can_still_be_called() {
    let store = Store { place: "Bonn" };
    assert_eq!(now(get_weather("Bonn".to_owned(), &store, 1)).unwrap(), Report { place: "Bonn".to_owned(), days: 2 });
    assert_eq!(now(today()), "Monday");
}

#[test]
fn what_cannot_fail_says_so() {
    fn cannot_fail<F: Execute<Deps = (), Error = Infallible>>(_: F) {}
    cannot_fail(Today {});
}
