//! Answers that have a form, written by a model of 135 million parameters.

use std::collections::BTreeSet;

use llm_functions::{ParameterType, functions};
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{
    ErrorKind, Event, GenerationOptions, Message, OutputFormat, Runner, Schema, SchemaBuilder, Session, ToolChoice,
    TurnRequest,
};

use crate::functions::LogWalk;
use crate::support::{MODEL, config, greedy, model_path, open, platform};

/// What somebody ate.
#[derive(ParameterType, Debug)]
struct Meal {
    /// When it was.
    time: Time,
    /// What was in it.
    #[parameter(min_items = 1, max_items = 3)]
    foods: Vec<String>,
    /// Its energy in kilocalories.
    #[parameter(minimum = 50, maximum = 2000)]
    energy: u32,
    /// What it contained.
    contained: BTreeSet<Nutrient>,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(rename_all = "lowercase")]
enum Time {
    Morning,
    Noon,
    Evening,
}

/// A set of these is an object of booleans to the decoder.
#[derive(ParameterType, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[parameter(rename_all = "lowercase")]
enum Nutrient {
    Fat,
    Sugar,
    Fibre,
}

async fn session(schema: SchemaBuilder) -> Session {
    let runner = Runner::builder().platform(EdgePlatform::new(config(model_path()))).build().unwrap();
    runner.session(schema.build().unwrap()).await.unwrap()
}

#[tokio::test]
async fn whatever_is_asked_the_answer_has_the_form_at_the_first_attempt() {
    let options = GenerationOptions::greedy().max_output_tokens(400);
    let mut session = session(Schema::builder(MODEL).options(options)).await;
    for question in ["I had bread and butter for breakfast.", "Pasta with tomatoes, tonight.", "How are you?"] {
        let mut answers = 0;
        let meal: Meal = session
            .generate_as_with(question, |event| answers += u32::from(matches!(event, Event::Finished(_))))
            .await
            .unwrap();
        assert_eq!(answers, 1, "{question}: {meal:?}");
        assert!((1..=3).contains(&meal.foods.len()) && (50..=2000).contains(&meal.energy), "{meal:?}");
    }
    assert_eq!(session.context().await.messages().len(), 6);
    let time = session.generate_as::<Time>("Is it morning, noon or evening when the sun rises?").await.unwrap();
    assert!([Time::Morning, Time::Noon, Time::Evening].contains(&time));
}

#[tokio::test]
async fn beside_functions_an_answer_has_the_form_too() {
    let schema = Schema::builder(MODEL).functions(functions![LogWalk]).tool_choice(ToolChoice::None);
    let mut session = session(schema.options(GenerationOptions::greedy().max_output_tokens(400))).await;
    let numbers = session.generate_as::<Vec<u8>>("Name two numbers.").await.unwrap();
    assert!(numbers.len() <= 16, "{numbers:?}");
}

#[tokio::test]
async fn what_the_form_costs_is_counted_and_room_for_it_is_asked_for() {
    let engine = open(platform(), Schema::builder(MODEL)).await;
    let (messages, options) = ([Message::user("Hello")], greedy(10));
    let form = OutputFormat::of::<Meal>();
    let turn = |form| TurnRequest::new(&messages, ToolChoice::Auto, &options).output(form);
    let count = |form| engine.count_tokens(&turn(form)).tokens;
    assert!(count(Some(&form)) > count(None) + 20);
    let mut session = session(Schema::builder(MODEL).options(options.clone())).await;
    let error = session.generate_as::<Meal>("Bread.").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Configuration(_)), "{error}");
}
