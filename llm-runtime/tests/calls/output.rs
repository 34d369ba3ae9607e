//! Results that are too long.

use llm_functions::json::Json;
use llm_functions::{Call, Execute, LlmFunction, functions, json};

use super::{call, schema};

/// Say much.
#[derive(LlmFunction)]
#[llm_function(max_output = 1000)]
struct Text {}

impl Execute for Text {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Ok("é".repeat(1000))
    }
}

/// List much.
#[derive(LlmFunction)]
struct List {
    /// How many.
    count: u32,
}

impl Execute for List {
    type Deps = ();
    type Output = Vec<String>;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<Vec<String>, String> {
        Ok((0..self.count).map(|number| format!("entry {number}")).collect())
    }
}

/// Fail at length.
#[derive(LlmFunction)]
struct Complain {}

impl Execute for Complain {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        Err("no ".repeat(1000))
    }
}

#[tokio::test(start_paused = true)]
async fn twice_the_allowed_size_is_cut_at_a_character_and_said_to_be_cut() {
    let (result, _) = call(schema(functions![Text]), "text", "{}").await;
    assert!(!result.is_error);
    assert_eq!(result.output, format!("{} [cut off after 1000 of 2000 bytes]", "é".repeat(500)));
    let (result, _) = call(schema(functions![Complain]).max_output(10), "complain", "{}").await;
    assert!(result.is_error);
    assert_eq!(result.output, "no no no n [cut off after 10 of 3000 bytes]");
}

#[tokio::test(start_paused = true)]
async fn json_that_is_cut_can_still_be_read() {
    let (result, _) = call(schema(functions![List]).max_output(100), "list", r#"{"count": 20}"#).await;
    let (kept, note) = result.output.split_once(" [").unwrap();
    assert_eq!(note, "cut off after 98 of 211 bytes]");
    assert!(kept.len() <= 100);
    let Json::Array(kept) = json::read(kept).unwrap() else { panic!("no list") };
    assert_eq!(kept[7].as_str(), Some("entry 7"));
}

#[tokio::test(start_paused = true)]
async fn what_just_fits_is_left_alone_and_the_functions_own_limit_wins() {
    let (result, _) = call(schema(functions![List]).max_output(211), "list", r#"{"count": 20}"#).await;
    assert!(result.output.ends_with(r#","entry 19"]"#));
    let (result, _) = call(schema(functions![Text]).max_output(u32::MAX), "text", "{}").await;
    assert!(result.output.contains("cut off after 1000"));
    let (result, _) = call(schema(functions![List]), "list", r#"{"count": 100000}"#).await;
    assert!(result.output.len() < (64 << 10) + 60, "there is a limit without one being set");
}

/// Add numbers up.
#[derive(LlmFunction)]
struct Sum {
    /// The numbers.
    numbers: Vec<u8>,
}

impl Execute for Sum {
    type Deps = ();
    type Output = u32;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<u32, String> {
        Ok(self.numbers.into_iter().map(u32::from).sum())
    }
}

/// What is wrong with a call is said to the model, and may be as long as the call was.
#[tokio::test(start_paused = true)]
async fn a_refusal_has_a_size_too() {
    let wrong = format!(r#"{{"numbers": [{}]}}"#, vec!["999"; 20_000].join(","));
    let (result, _) = call(schema(functions![Sum]), "sum", &wrong).await;
    assert!(result.is_error && result.output.len() < 4_100, "{}", result.output.len());
    assert!(
        result.output.contains("/numbers/0") && result.output.contains("[cut off after 4000 of "),
        "{}",
        result.output
    );
    let (result, _) = call(schema(functions![Sum]), &"sum".repeat(50_000), "{}").await;
    assert!(result.is_error && result.output.len() < 4_100, "{}", result.output.len());
    let (result, _) = call(schema(functions![Sum]).max_output(20), "sum", &wrong).await;
    assert!(result.output.contains("[cut off after 20 of "), "{}", result.output);
}
