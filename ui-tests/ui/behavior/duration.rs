use llm_functions::LlmFunction;

/// Wait.
#[derive(LlmFunction)]
#[llm_function(timeout = 30)]
struct Number;

/// Wait.
#[derive(LlmFunction)]
#[llm_function(timeout = "30")]
struct WithoutUnit;

/// Wait.
#[derive(LlmFunction)]
#[llm_function(timeout = "30 sec")]
struct UnknownUnit;

/// Wait.
#[derive(LlmFunction)]
#[llm_function(timeout = "0s")]
struct NoTime;

/// Wait.
#[derive(LlmFunction)]
#[llm_function(timeout = "half an hour")]
struct InWords;

fn main() {}
