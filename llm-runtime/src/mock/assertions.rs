//! What tests assert of a scripted model and of a conversation. A failure names functions, roles and numbers; what was
//! said stays out of it, since the output of a test is kept where health data must not be.
#![expect(clippy::panic, reason = "a failed assertion of a test is a panic")]

use llm_functions::{ToolCall, ToolResult};

use super::platform::MockPlatform;
use super::request::{Request, result};
use crate::context::Context;
use crate::message::{Content, Message};

impl MockPlatform {
    /// Asserts that the model was asked for so many turns.
    ///
    /// # Panics
    /// When it was asked for more or fewer.
    #[track_caller]
    pub fn assert_asked(&self, turns: usize) {
        let asked = self.requests().len();
        assert!(asked == turns, "the model was asked for {asked} turns instead of {turns}");
    }

    /// Asserts that every turn of the script was asked for.
    ///
    /// # Panics
    /// When turns are left.
    #[track_caller]
    pub fn assert_finished(&self) {
        let left = self.turns_left();
        assert!(left == 0, "the model was not asked for the last {left} turns of its script");
    }

    /// Asserts that the model read an answer of this function, and returns the newest.
    ///
    /// ```
    /// # use llm_functions::{functions, Call, Execute, LlmFunction};
    /// # use llm_runtime::{mock::MockPlatform, Runner, Schema};
    /// # /// Get the weather of a place.
    /// # #[derive(LlmFunction)]
    /// # struct GetWeather {
    /// #     /// The place.
    /// #     place: String,
    /// # }
    /// # impl Execute for GetWeather {
    /// #     type Deps = ();
    /// #     type Output = String;
    /// #     type Error = std::convert::Infallible;
    /// #     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> { Ok("-3 degrees".into()) }
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let model = MockPlatform::new("tiny").calls("get_weather", r#"{"place": "Oslo"}"#).says("It is cold.");
    /// let runner = Runner::builder().platform(model.clone()).build()?;
    /// let schema = Schema::builder("tiny").functions(functions![GetWeather]).build()?;
    /// runner.session(schema).await?.generate_text("How cold is it in Oslo?").await?;
    /// assert_eq!(model.assert_answered("get_weather").output, "-3 degrees");
    /// model.assert_finished();
    /// # Ok::<(), llm_runtime::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    /// When it did not; tells which answers it read instead.
    #[track_caller]
    pub fn assert_answered(&self, function: &str) -> ToolResult {
        let requests = self.requests();
        let results = || requests.iter().flat_map(|request| &request.messages).filter_map(result);
        let newest = requests.iter().rev().find_map(|request| {
            request.messages.iter().rev().filter_map(result).find(|result| result.name == function)
        });
        newest.cloned().unwrap_or_else(|| {
            let mut names: Vec<String> = results().map(described).collect();
            names.dedup();
            panic!("the model read no answer of `{function}`; it read: {}", list(&names))
        })
    }

    /// Asserts that a text stood in nothing that the model was sent: neither in a message nor in a call or its answer.
    ///
    /// # Panics
    /// When it did; tells where, and not what else stood there.
    #[track_caller]
    pub fn assert_never_read(&self, text: &str) {
        let requests = self.requests();
        if let Some(place) = requests.iter().find_map(|request| place_of(text, request)) {
            panic!("the model read what it must not: {place}");
        }
    }
}

fn described(result: &ToolResult) -> String {
    format!("`{}`{}", result.name, if result.is_error { " (failed)" } else { "" })
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "no answer at all".to_owned() } else { names.join(", ") }
}

fn place_of(text: &str, request: &Request) -> Option<String> {
    let index = request.messages.iter().position(|message| holds(message, text))?;
    let role = match &request.messages[index].content {
        Content::System { .. } => "a system message",
        Content::User { .. } => "a person's message",
        Content::Assistant { .. } => "a message of its own",
        Content::Tool { .. } => "a function's answer",
    };
    Some(format!("message {index}, {role}, of turn {} of session {}", request.turn, request.session))
}

fn holds(message: &Message, searched: &str) -> bool {
    let call = |call: &ToolCall| call.name.contains(searched) || call.arguments.contains(searched);
    match &message.content {
        Content::System { text } | Content::User { text, .. } => text.contains(searched),
        Content::Assistant { text, reasoning, calls } => {
            let thought = reasoning.as_ref().is_some_and(|reasoning| reasoning.text.contains(searched));
            text.contains(searched) || thought || calls.iter().any(call)
        }
        Content::Tool { result } => result.output.contains(searched),
    }
}

/// Asserts that every call of a conversation is answered exactly once, right after the message that made it and in the
/// order of the calls, and that no two calls share an identity. The runtime promises this; a test asserts it of a
/// conversation that a platform or a store of its own had its hands on.
///
/// # Panics
/// When that is not so; names the message and the function.
#[track_caller]
pub fn assert_every_call_is_answered(context: &Context) {
    if let Err(problem) = every_call_is_answered(context) {
        panic!("{problem}");
    }
}

fn every_call_is_answered(context: &Context) -> Result<(), String> {
    let mut ids = std::collections::HashSet::new();
    let mut open: std::collections::VecDeque<&ToolCall> = std::collections::VecDeque::new();
    for (number, message) in context.messages().iter().enumerate() {
        if let Content::Tool { result } = &message.content {
            let due = open.pop_front();
            if due.is_none_or(|call| call.id != result.call_id || call.name != result.name) {
                return Err(format!("message {number} answers a call of `{}` that is not due", result.name));
            }
            continue;
        }
        if let Some(call) = open.front() {
            return Err(format!("message {number} comes before the answer to the call of `{}`", call.name));
        }
        if let Content::Assistant { calls, .. } = &message.content {
            open.extend(calls);
            if let Some(call) = calls.iter().find(|call| !ids.insert(call.id.as_str())) {
                return Err(format!("message {number} has a call of `{}` whose identity was used before", call.name));
            }
        }
    }
    open.front().map_or(Ok(()), |call| Err(format!("the last call of `{}` is not answered", call.name)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use llm_functions::Sensitivity;

    fn check(messages: impl IntoIterator<Item = Message>) -> Result<(), String> {
        let mut context = Context::default();
        messages.into_iter().for_each(|message| context.push(message));
        every_call_is_answered(&context)
    }

    fn calls(ids: &[&str]) -> Message {
        let calls = ids.iter().map(|id| ToolCall::new(*id, "f", "{}")).collect();
        Message::assistant("", calls, Sensitivity::Public)
    }

    fn answer(id: &str) -> Message {
        Message::tool(ToolResult::success(&ToolCall::new(id, "f", "{}"), "", Sensitivity::Public))
    }

    #[test]
    fn calls_and_answers_are_held_against_each_other() {
        assert_eq!(check([calls(&["1", "2"]), answer("1"), answer("2"), Message::user("")]), Ok(()));
        assert!(check([calls(&["1", "2"]), answer("2"), answer("1")]).is_err(), "out of order");
        assert!(check([calls(&["1"])]).is_err(), "never");
        assert!(check([calls(&["1"]), answer("1"), answer("1")]).is_err(), "twice");
        assert!(check([calls(&["1"]), Message::user(""), answer("1")]).is_err(), "late");
        assert!(check([calls(&["1"]), answer("1"), calls(&["1"]), answer("1")]).is_err(), "one identity twice");
    }
}
