//! Which functions a message calls, one after the other, and what each call is held to.

use std::borrow::Cow;
use std::sync::Arc;

use llama_cpp_2::token::LlamaToken;

use super::{Prompt, Run, Tally};
use crate::edge::functions::Functions;
use crate::edge::grammar::Step;
use crate::error::Result;
use crate::options::ToolChoice;

/// What a message calls.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    /// The message up to the end of the first function's name, where that is chosen.
    pub(super) begun: Vec<LlamaToken>,
    /// One after the other.
    pub(super) steps: Vec<Step<'a>>,
    /// What may be called after that.
    pub(super) more: Vec<Step<'a>>,
}

impl<'a> Plan<'a> {
    /// Any of these, as often as it pleases.
    pub(super) fn any(names: Vec<&'a str>, functions: Cow<'a, Functions>) -> Self {
        let functions = Arc::new(functions);
        let steps = if names.is_empty() { Vec::new() } else { vec![Step { names, functions }] };
        Self { begun: Vec::new(), more: steps.clone(), steps }
    }

    /// Whether a call is held to what somebody said.
    pub(super) fn is_narrowed(&self) -> bool {
        self.steps.iter().chain(&self.more).any(|step| step.functions.is_narrowed())
    }

    /// The first call alone for certain; the others may follow it.
    pub(super) fn shortened(&self) -> Self {
        let (first, others) = self.steps.split_at(self.steps.len().min(1));
        let more = others.iter().chain(&self.more).cloned().collect();
        Self { begun: self.begun.clone(), steps: first.to_vec(), more }
    }

    /// The same functions, held to nothing.
    pub(super) fn loosened(&self, functions: &'a Functions) -> Self {
        let functions = Arc::new(Cow::Borrowed(functions));
        let loose = |steps: &[Step<'a>]| {
            let loose = |step: &Step<'a>| Step { names: step.names.clone(), functions: Arc::clone(&functions) };
            steps.iter().map(loose).collect()
        };
        Self { begun: self.begun.clone(), steps: loose(&self.steps), more: loose(&self.more) }
    }
}

impl Run<'_> {
    /// What a message of calls alone calls.
    pub(super) async fn planned<'n>(
        &'n self,
        prompt: &Prompt,
        names: Vec<&'n str>,
        tally: &mut Tally,
    ) -> Result<Plan<'n>> {
        if let Some(plan) = self.in_parts(prompt, &names, tally).await? {
            return Ok(plan);
        }
        // Of one function there is nothing to be chosen.
        let meant = if names.len() > 1 { self.meant(prompt).await? } else { None };
        let Some(chosen) = self.chosen(prompt, &names, meant, tally).await? else {
            let mut plan = Plan::any(names.clone(), self.held(prompt, &names).await?);
            // What is held is what was said first: the same function again is called with something else.
            if names.len() == 1 && plan.is_narrowed() {
                plan.more = plan.loosened(self.functions).more;
            }
            return Ok(plan);
        };
        let called = names[chosen];
        let begun = self.begun_call(called);
        let Some(mut after) = meant.and_then(|odds| self.after(&names, chosen, odds)) else {
            return Ok(Plan { begun, ..Plan::any(names.clone(), self.held(prompt, &names).await?) });
        };
        let again = after
            .contains(&called)
            .then(|| Step { names: vec![called], functions: Arc::new(Cow::Borrowed(self.functions)) });
        after.retain(|name| *name != called);
        let held = Arc::new(self.held(prompt, &[&after[..], &[called]].concat()).await?);
        let steps = vec![Step { names: vec![called], functions: Arc::clone(&held) }];
        let others = (!after.is_empty()).then_some(Step { names: after, functions: held });
        Ok(Plan { begun, steps, more: others.into_iter().chain(again).collect() })
    }

    /// The calls of a message that asks for several things, each held to the part of it that asks for that.
    async fn in_parts<'n>(&'n self, prompt: &Prompt, names: &[&'n str], tally: &mut Tally) -> Result<Option<Plan<'n>>> {
        let profile = &self.model.profile.encoder;
        let several = self.schema.parallel_calls() && !matches!(self.request.tool_choice, ToolChoice::Function(_));
        let parted = several && self.request.resume.is_empty() && profile.parted_from < f32::INFINITY;
        let Some((meanings, message)) = self.asked(prompt).filter(|_| parted) else { return Ok(None) };
        let mut plan = Plan { begun: Vec::new(), steps: Vec::new(), more: Vec::new() };
        for part in meanings.parts(message, profile).await? {
            // A greeting, or what no function serves.
            if part.odds.of_a_call() <= 0.0 {
                continue;
            }
            let mut likely = part.odds.likely(names, profile.next_margin);
            // What the model would write says something as well, and it is known of the first call.
            if plan.steps.is_empty()
                && let Some(first) = self.chosen(prompt, names, Some(&part.odds), tally).await?
            {
                likely = vec![names[first]];
                plan.begun = self.begun_call(names[first]);
            }
            let functions = Arc::new(self.held_by(&part, meanings, &likely).await?);
            plan.steps.push(Step { names: likely, functions });
        }
        Ok((plan.steps.len() > 1).then_some(plan))
    }
}
