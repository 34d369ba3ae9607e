//! A turn in which the model chooses by what it writes: words, calls, or both.

use std::borrow::Cow;

use super::message::Message;
use super::plan::Plan;
use super::write::varied;
use super::{LEAST_ANSWER, Prompt, Run, Tally};
use crate::edge::grammar::{CallGrammar, Wanted};
use crate::edge::options::for_call;
use crate::edge::syntax::MOST_CALLS;
use crate::edge::syntax::parse::Parser;
use crate::edge::worker::{Generation, Sampler};
use crate::error::{ErrorKind, Result};
use crate::message::Content;
use crate::options::{GenerationOptions, ToolChoice};
use crate::platform::FinishReason;

/// What may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// Words and calls.
    Both,
    Words,
    Calls,
}

impl Run<'_> {
    /// Writes a message in which the model calls functions or speaks, as the caller allows.
    pub(super) async fn decoded(
        &self,
        prompt: &Prompt,
        options: &GenerationOptions,
        admitted: Admitted,
        mut tally: Tally,
    ) -> Result<()> {
        let names = self.callable()?;
        let mut plan = match admitted {
            Admitted::Calls => self.planned(prompt, names, &mut tally).await?,
            Admitted::Both => Plan::any(names, Cow::Borrowed(self.functions)),
            Admitted::Words => {
                Plan { begun: prompt.begun.clone(), ..Plan::any(Vec::new(), Cow::Borrowed(self.functions)) }
            }
        };
        let first = Prompt { begun: plan.begun.clone(), ..prompt.clone() };
        let mut message = self.message(&first, &plan, admitted, options, 0, &mut tally).await?;
        let limits = self.model.profile.limits;
        let mut attempt = 0;
        while !self.fits(&message) {
            attempt += 1;
            if attempt > limits.retries {
                let reason = format!("none of {attempt} messages that were written has calls that fit their functions");
                return Err(ErrorKind::Generation(reason).into());
            }
            // What does not fit may be what it was held to.
            plan = plan.loosened(self.functions);
            // What was said stands, and so does the function that was chosen; the calls are written again.
            let again =
                if admitted == Admitted::Calls { first.clone() } else { self.continued(prompt, &message.before) };
            message = self.message(&again, &plan, Admitted::Calls, options, attempt, &mut tally).await?;
        }
        let called = message.parser.ended() > 0;
        for delta in message.held {
            self.emit(delta);
        }
        let finish =
            if called && message.finish == FinishReason::Stop { FinishReason::ToolCalls } else { message.finish };
        self.end(&tally, finish);
        Ok(())
    }

    /// What the caller allows.
    pub(super) fn admitted(&self) -> Admitted {
        let may = !self.schema.definitions().is_empty() && self.rounds() < self.model.profile.max_call_rounds;
        match &self.request.tool_choice {
            ToolChoice::Required | ToolChoice::Function(_) => Admitted::Calls,
            ToolChoice::Auto if may => Admitted::Both,
            ToolChoice::Auto | ToolChoice::None => Admitted::Words,
        }
    }

    /// The functions that may be called, by name.
    fn callable(&self) -> Result<Vec<&str>> {
        let definitions = self.schema.definitions();
        let all = || definitions.iter().map(|definition| definition.name.as_str());
        match &self.request.tool_choice {
            ToolChoice::Function(name) => {
                let found = all().find(|known| known == name).ok_or_else(|| {
                    ErrorKind::Configuration(format!("tool_choice asks for `{name}`, which is not among the functions"))
                })?;
                Ok(vec![found])
            }
            ToolChoice::Required if definitions.is_empty() => {
                let reason = "tool_choice asks for a call, and there is no function".to_owned();
                Err(ErrorKind::Configuration(reason).into())
            }
            _ => Ok(all().collect()),
        }
    }

    /// Whether calls that were held back fit their functions, or there is nothing to be checked.
    fn fits(&self, message: &Message<'_>) -> bool {
        message.exact
            || message.finish == FinishReason::Length
            || message.calls().iter().all(|call| self.schema.functions().prepare(call).is_ok())
    }

    /// A prompt that goes on after what was said.
    fn continued(&self, prompt: &Prompt, said: &str) -> Prompt {
        let said = said.trim_end();
        let mut tokens = prompt.tokens.clone();
        tokens.extend(self.model.vocab.ours(said));
        Prompt { text: format!("{}{said}", prompt.text), tokens, public: prompt.public, begun: Vec::new() }
    }

    async fn message(
        &self,
        prompt: &Prompt,
        plan: &Plan<'_>,
        admitted: Admitted,
        options: &GenerationOptions,
        attempt: u32,
        tally: &mut Tally,
    ) -> Result<Message<'_>> {
        let thinking = self.open_thoughts(prompt);
        let mut grammar = self.grammar(plan, thinking, attempt, admitted)?;
        // All that is certain may be longer than what may be written.
        let certain = plan.is_narrowed() || plan.steps.len() > 1;
        let allowed = if certain { self.allowed(prompt, options)? } else { u32::MAX };
        for shorter in [plan.shortened(), plan.shortened().loosened(self.functions)] {
            if grammar.reserve > allowed {
                grammar = self.grammar(&shorter, thinking, attempt, admitted)?;
            }
        }
        let functions = (admitted != Admitted::Words).then_some(self.functions);
        let parser = Parser::new(self.model.way.used, functions);
        let parser = match thinking {
            Some(close) => parser.thinking(close),
            None => parser,
        };
        let mut message = Message::new(parser, grammar.exact);
        let tell = |text: String| message.push(&text).into_iter().for_each(|delta| self.emit(delta));
        let finish = if admitted == Admitted::Calls {
            let options = varied(for_call(&self.model.profile, self.request.options), attempt);
            self.write(grammar, prompt, &options, tally, tell).await?
        } else {
            self.freely(grammar, prompt, options, tally, tell).await?
        };
        message.finish(finish).into_iter().for_each(|delta| self.emit(delta));
        Ok(message)
    }

    fn grammar(
        &self,
        plan: &Plan<'_>,
        thinking: Option<&'static str>,
        attempt: u32,
        admitted: Admitted,
    ) -> Result<CallGrammar> {
        let one = matches!(self.request.tool_choice, ToolChoice::Function(_)) || !self.schema.parallel_calls();
        let said = self.model.profile.copied_texts.then(|| self.said_before());
        let wanted = Wanted {
            said: said.as_deref(),
            functions: self.functions,
            steps: &plan.steps,
            more: &plan.more,
            used: self.model.way.used,
            most: if one { 1 } else { MOST_CALLS },
            thinking,
        };
        let made = if admitted == Admitted::Calls {
            self.model.grammars.calls(wanted)
        } else {
            let calls = varied(for_call(&self.model.profile, self.request.options), attempt);
            self.model.grammars.free(wanted, Sampler::new(&calls))
        };
        Ok(made.map_err(ErrorKind::Generation)?)
    }

    /// What was said and what functions returned: where the texts of arguments come from.
    fn said_before(&self) -> String {
        let texts = self.request.messages.iter().filter_map(|message| match &message.content {
            Content::User { text, .. } | Content::Assistant { text, .. } => Some(text.as_str()),
            Content::Tool { result } => Some(result.output.as_str()),
            Content::System { .. } => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    /// The end of the thoughts that a prompt has opened, if it has.
    pub(super) fn open_thoughts(&self, prompt: &Prompt) -> Option<&'static str> {
        let text = prompt.text.trim_end();
        let pairs = self.model.way.used.syntax.reasoning;
        pairs.iter().find(|(open, _)| text.ends_with(open)).map(|(_, close)| *close)
    }

    async fn freely(
        &self,
        grammar: CallGrammar,
        prompt: &Prompt,
        options: &GenerationOptions,
        tally: &mut Tally,
        tell: impl FnMut(String),
    ) -> Result<FinishReason> {
        let room =
            self.room(prompt.tokens.len(), LEAST_ANSWER.min(options.max_output_tokens.unwrap_or(LEAST_ANSWER)))?;
        let generation = Generation {
            sampler: Sampler::new(options),
            guide: Some(grammar.guide),
            banned: None,
            max_tokens: options.max_output_tokens.unwrap_or(room).min(room),
            stop: options.stop.iter().chain(&self.model.profile.stop).cloned().collect(),
            control: self.model.way.native,
            logprobs: options.logprobs,
            token_ids: self.request.token_ids,
            resume: self.begun(prompt, true),
        };
        self.generate(prompt, generation, tally, tell).await
    }
}
