//! [`Example`]: a worked example for models that were never taught to call functions.

use llm_functions::ToolCall;

/// A worked example for models that were never taught to call functions: a question, the call that is right for it (or
/// none), what the function returned, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// What a person asks.
    pub question: String,
    /// The right call with its result, or nothing when no function should be called.
    pub call: Option<(ToolCall, String)>,
    /// The right answer.
    pub answer: String,
}

impl Example {
    /// A question that is answered without a call.
    pub fn answer(question: impl Into<String>, answer: impl Into<String>) -> Self {
        Self { question: question.into(), call: None, answer: answer.into() }
    }

    /// A question that is answered from what a call returned.
    ///
    /// ```
    /// use llm_runtime::Example;
    /// let example = Example::call(
    ///     "Is it cold in Oslo?",
    ///     "get_weather",
    ///     r#"{"place": "Oslo"}"#,
    ///     r#"{"celsius": -3}"#,
    ///     "Yes, it is -3 degrees Celsius in Oslo.",
    /// );
    /// assert!(example.call.is_some());
    /// ```
    pub fn call(
        question: impl Into<String>,
        function: impl Into<String>,
        arguments: impl Into<String>,
        result: impl Into<String>,
        answer: impl Into<String>,
    ) -> Self {
        let call = ToolCall::new("example", function, arguments);
        Self { question: question.into(), call: Some((call, result.into())), answer: answer.into() }
    }
}
