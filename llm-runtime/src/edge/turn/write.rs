//! Writing: an answer in words, or a call under its grammar.

use llama_cpp_2::token::LlamaToken;
use llm_functions::ToolCall;

use super::{LEAST_ANSWER, Prompt, Run, Tally};
use crate::edge::call::CallSplitter;
use crate::edge::choice::Candidates;
use crate::edge::grammar::CallGrammar;
use crate::edge::options::for_call;
use crate::edge::worker::{Generation, Sampler};
use crate::error::{ErrorKind, Result};
use crate::options::GenerationOptions;
use crate::platform::{Delta, FinishReason};

/// High enough that a second attempt differs, and low enough that it makes sense.
const RETRY_TEMPERATURE: f32 = 0.7;

/// The options of an attempt: what is decoded again has to come out differently.
pub(super) fn varied(mut options: GenerationOptions, attempt: u32) -> GenerationOptions {
    if attempt > 0 {
        options.temperature = Some(options.temperature.unwrap_or(0.0).max(RETRY_TEMPERATURE));
        options.seed = Some(options.seed.unwrap_or(0).wrapping_add(attempt));
    }
    options
}

impl Run<'_> {
    /// Answers in words.
    pub(super) async fn answer(&self, mut prompt: Prompt, options: &GenerationOptions, mut tally: Tally) -> Result<()> {
        let profile = &self.model.profile;
        let writer = self.writer();
        let prefix = writer.prose_prefix(self.request.messages);
        let functions = self.schema.definitions();
        // Words were chosen, so that a call is not what may follow.
        let banned = if functions.is_empty() || !prefix.is_empty() {
            None
        } else {
            Candidates::new(&self.model.vocab, profile, functions).opening()
        };
        if !prefix.is_empty() {
            prompt.text.push_str(&self.model.vocab.specials().guard(prefix));
            prompt.tokens = self.model.vocab.prompt(&prompt.text);
        }
        let room = self.room(prompt.tokens.len(), 1)?;
        let generation = Generation {
            sampler: Sampler::new(options),
            guide: None,
            banned,
            max_tokens: options.max_output_tokens.unwrap_or(room).min(room),
            stop: options.stop.iter().chain(&profile.stop).cloned().collect(),
            control: false,
            logprobs: options.logprobs,
            token_ids: self.request.token_ids,
            resume: self.resumed(),
        };
        let finish = self.generate(&prompt, generation, &mut tally, |text| self.emit(Delta::Text(text))).await?;
        self.end(&tally, finish);
        Ok(())
    }

    /// Writes a call of one of these functions. Where the grammar says all that the function does, it is told as it is
    /// written; otherwise only once the function's own check has passed, and it is written again until then.
    pub(super) async fn call(&self, functions: &[usize], prompt: &Prompt, mut tally: Tally) -> Result<()> {
        let definitions = self.schema.definitions();
        let names: Vec<&str> =
            functions.iter().filter_map(|place| definitions.get(*place)).map(|known| known.name.as_str()).collect();
        let limits = self.model.profile.limits;
        for attempt in 0..=limits.retries {
            let grammar = self.model.grammars.call(self.functions, &names).map_err(ErrorKind::Generation)?;
            let exact = grammar.exact;
            let (finish, splitter, deltas) = self.write_call(grammar, prompt, attempt, &mut tally).await?;
            let as_written = finish == FinishReason::Length || exact;
            if let Some(deltas) = if as_written { Some(deltas) } else { self.fitting(&splitter) } {
                for delta in deltas {
                    self.emit(delta);
                }
                if finish != FinishReason::Length {
                    self.emit(Delta::CallEnd { index: 0 });
                }
                self.end(&tally, if finish == FinishReason::Length { finish } else { FinishReason::ToolCalls });
                return Ok(());
            }
        }
        let attempts = limits.retries + 1;
        Err(ErrorKind::Generation(format!("none of {attempts} calls that were written fits the function's parameters"))
            .into())
    }

    /// Writes one call; the deltas that were not told yet come back.
    async fn write_call(
        &self,
        grammar: CallGrammar,
        prompt: &Prompt,
        attempt: u32,
        tally: &mut Tally,
    ) -> Result<(FinishReason, CallSplitter, Vec<Delta>)> {
        let options = varied(for_call(&self.model.profile, self.request.options), attempt);
        let exact = grammar.exact;
        let mut splitter = CallSplitter::default();
        let mut kept = Vec::new();
        let tell = |text: String| {
            let deltas = splitter.push(&text);
            kept.extend(deltas);
            if exact {
                kept.drain(..).for_each(|delta| self.emit(delta));
            }
        };
        let finish = self.write(grammar, prompt, &options, tally, tell).await?;
        Ok((finish, splitter, kept))
    }

    /// Writes what a grammar admits.
    pub(super) async fn write(
        &self,
        grammar: CallGrammar,
        prompt: &Prompt,
        options: &GenerationOptions,
        tally: &mut Tally,
        tell: impl FnMut(String),
    ) -> Result<FinishReason> {
        self.room(prompt.tokens.len(), grammar.reserve.max(LEAST_ANSWER))?;
        let allowed = self.allowed(prompt, options)?;
        if allowed < grammar.reserve {
            let needed = grammar.reserve;
            let reason = format!(
                "a call or an answer of a form may need {needed} tokens here, and max_output_tokens allows {allowed}"
            );
            return Err(ErrorKind::Configuration(reason).into());
        }
        let generation = Generation {
            sampler: Sampler::new(options),
            guide: Some(grammar.guide),
            banned: None,
            max_tokens: allowed,
            stop: Vec::new(),
            control: self.model.way.native,
            logprobs: None,
            token_ids: self.request.token_ids,
            resume: self.begun(prompt, grammar.exact),
        };
        self.generate(prompt, generation, tally, tell).await
    }

    /// How many tokens may be written behind a prompt.
    pub(super) fn allowed(&self, prompt: &Prompt, options: &GenerationOptions) -> Result<u32> {
        let room = self.room(prompt.tokens.len(), 0)?;
        Ok(options.max_output_tokens.unwrap_or(room).min(room))
    }

    /// What was written already, or was chosen to be: the longer of the two, which begin alike. What is written again is told
    /// as a whole, so that nobody knows a beginning of it.
    pub(super) fn begun(&self, prompt: &Prompt, exact: bool) -> Vec<LlamaToken> {
        let resumed = if exact { self.resumed() } else { Vec::new() };
        if resumed.len() < prompt.begun.len() { prompt.begun.clone() } else { resumed }
    }

    /// A whole call, brought back into the function's own shape; `None` when it does not fit.
    fn fitting(&self, call: &CallSplitter) -> Option<Vec<Delta>> {
        let name = call.name()?.to_owned();
        let arguments = self.functions.brought_back(&name, call.arguments())?;
        self.schema.functions().prepare(&ToolCall::new("", &*name, &*arguments)).ok()?;
        let start = Delta::CallStart { index: 0, id: None, name };
        Some(vec![start, Delta::CallArguments { index: 0, fragment: arguments }])
    }
}
