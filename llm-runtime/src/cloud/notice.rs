//! [`Notices`]: what a server accepted and did not do, as far as its answer shows it.
//!
//! Servers differ most in what they leave out without a word. An answer that was cut off shows nothing, so nothing is said
//! of it; what is said here is certain enough to be shown to a person.

use llm_functions::arguments;

use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason, Ignored, TurnRequest, Usage};
use crate::schema::Schema;

/// No tokenizer's tokens stand for more bytes than this on average, with JSON least of all, where it is about three.
const MOST_BYTES_PER_TOKEN: usize = 12;

/// What the estimate of a definition counts as one token.
const ESTIMATED_BYTES_PER_TOKEN: usize = 3;

/// The most bytes of an answer that are kept to look at its form.
const MOST_TEXT: usize = 1 << 20;

/// What has been seen of a turn.
pub(super) struct Notices<'a> {
    schema: &'a Schema,
    request: TurnRequest<'a>,
    /// What was reported already.
    told: Vec<&'static str>,
    text: String,
    text_is_whole: bool,
    calls: Vec<String>,
    logprobs: bool,
    usage: Option<Usage>,
}

impl<'a> Notices<'a> {
    pub(super) fn new(schema: &'a Schema, request: TurnRequest<'a>) -> Self {
        let (told, text, calls) = (Vec::new(), String::new(), Vec::new());
        Self { schema, request, told, text, text_is_whole: true, calls, logprobs: false, usage: None }
    }

    /// What the request left out is reported by whoever wrote it, and not noticed once more.
    pub(super) fn left_out(&mut self, ignored: &[Ignored]) {
        self.told.extend(ignored.iter().map(|ignored| ignored.what));
    }

    /// Looks at a delta.
    pub(super) fn note(&mut self, delta: &Delta) {
        match delta {
            Delta::Text(text) if self.text.len() + text.len() <= MOST_TEXT => self.text.push_str(text),
            Delta::Text(_) => self.text_is_whole = false,
            Delta::CallStart { name, .. } => self.calls.push(name.clone()),
            Delta::Logprobs(_) => self.logprobs = true,
            Delta::Usage(usage) => self.usage = Some(*usage),
            _ => {}
        }
    }

    /// What the turn shows, now that it is over.
    pub(super) fn found(&mut self, reason: FinishReason) -> Vec<Ignored> {
        let is_whole = matches!(reason, FinishReason::Stop | FinishReason::ToolCalls);
        let mut found =
            vec![self.tools(), self.parallel_calls(), self.max_output_tokens(), self.stop(), self.logprobs()];
        if is_whole {
            found.extend([self.tool_choice(), self.output()]);
        }
        let told = std::mem::take(&mut self.told);
        found.into_iter().flatten().filter(|ignored| !told.contains(&ignored.what)).collect()
    }

    fn tool_choice(&self) -> Option<Ignored> {
        let because = match &self.request.tool_choice {
            ToolChoice::Required if self.calls.is_empty() => "a call was required and the model made none",
            ToolChoice::Function(name) if !self.calls.contains(name) => {
                "the model did not call the function that it was told to call"
            }
            ToolChoice::None if !self.calls.is_empty() => "the model was not to call functions and did",
            _ => return None,
        };
        Some(Ignored::new("tool_choice", because))
    }

    fn parallel_calls(&self) -> Option<Ignored> {
        (!self.schema.parallel_calls() && self.calls.len() > 1)
            .then(|| Ignored::new("parallel_calls", "one call was allowed and the model made several in one message"))
    }

    fn tools(&self) -> Option<Ignored> {
        let usage = self.usage.filter(|usage| usage.input_tokens > 0)?;
        let read = usize::try_from(usage.input_tokens).unwrap_or(usize::MAX);
        let offered = self.request.tool_choice != ToolChoice::None && self.calls.is_empty();
        let least = self.schema.estimate_functions().tokens * ESTIMATED_BYTES_PER_TOKEN / MOST_BYTES_PER_TOKEN;
        (offered && read < least)
            .then(|| Ignored::new("tools", "the prompt has too few tokens to have the functions' definitions in it"))
    }

    fn output(&self) -> Option<Ignored> {
        let format = self.request.output?;
        if !self.calls.is_empty() || !self.text_is_whole {
            return None;
        }
        let fits = arguments::canonical(format.view(), &self.text).is_ok();
        (!fits).then(|| Ignored::new("output", "the answer does not have the form that it was to have"))
    }

    fn logprobs(&self) -> Option<Ignored> {
        (self.request.options.logprobs.is_some() && !self.logprobs && !self.text.is_empty())
            .then(|| Ignored::new("logprobs", "none came with the text"))
    }

    fn stop(&self) -> Option<Ignored> {
        let stop = self.request.options.stop.iter().filter(|text| !text.is_empty());
        stop.into_iter()
            .any(|text| self.text.contains(text))
            .then(|| Ignored::new("stop", "the text goes on after what it was to end at"))
    }

    fn max_output_tokens(&self) -> Option<Ignored> {
        let most = self.request.options.max_output_tokens?;
        let written = self.usage?.output_tokens;
        // Some servers count the mark at the end too, and one draft's tokens more.
        (written > most.saturating_add(16))
            .then(|| Ignored::new("max_output_tokens", "the answer has more tokens than were allowed"))
    }
}
