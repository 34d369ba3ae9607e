//! Choosing: which of the functions, if any.

use llama_cpp_2::token::LlamaToken;

use super::{Ended, Prompt, Run, Tally, count};
use crate::edge::choice::{Candidates, Choice};
use crate::edge::model::template::{Role, Turn};
use crate::edge::profile::ChoiceMethod;
use crate::edge::prompt::Conversation;
use crate::edge::worker::{SessionId, Work};
use crate::error::{ErrorKind, Result};
use crate::message::Content;
use crate::options::ToolChoice;

impl Run<'_> {
    pub(super) async fn choose(
        &self,
        conversation: &Conversation,
        prompt: &Prompt,
        tally: &mut Tally,
    ) -> Result<Choice> {
        let definitions = self.schema.definitions();
        let required = match &self.request.tool_choice {
            ToolChoice::None => return Ok(Choice::Prose),
            ToolChoice::Function(name) => return self.named(name),
            ToolChoice::Required => true,
            ToolChoice::Auto => false,
        };
        if definitions.is_empty() || (!required && self.rounds() >= self.model.profile.max_call_rounds) {
            return Ok(Choice::Prose);
        }
        if required && definitions.len() == 1 {
            return Ok(Choice::Call(vec![0]));
        }
        let profile = &self.model.profile;
        let written = profile.choice.is_written();
        if required && written {
            return Ok(Choice::Call((0..definitions.len()).collect()));
        }
        let candidates = Candidates::new(&self.model.vocab, profile, definitions);
        if let Some(choice) = self.chosen_before(&candidates) {
            return Ok(choice);
        }
        let prior = match profile.choice {
            ChoiceMethod::Calibrated => Some(self.prior(conversation, &candidates).await?),
            _ => None,
        };
        let choosing = if written {
            candidates.beginnings(profile)
        } else {
            candidates.choosing(profile, prior.as_deref(), required)
        };
        let mut events = self.submit(self.session, prompt, Work::Choose(choosing))?;
        match self.follow(&mut events, tally, drop).await? {
            Ended::Chosen(Some(0)) if written => Ok(Choice::Call((0..definitions.len()).collect())),
            Ended::Chosen(place) => Ok(if written { Choice::Prose } else { candidates.chosen(place) }),
            Ended::Scored(_) | Ended::Written(_) => Err(ErrorKind::EngineStopped.into()),
        }
    }

    /// What a turn that is resumed had chosen: near a tie, scores that are computed again might choose otherwise.
    fn chosen_before(&self, candidates: &Candidates) -> Option<Choice> {
        let tokens = self.resumed();
        (!tokens.is_empty()).then(|| candidates.begun_by(&tokens)).flatten()
    }

    fn named(&self, name: &str) -> Result<Choice> {
        let place = self.schema.definitions().iter().position(|definition| definition.name == name);
        let missing =
            || ErrorKind::Configuration(format!("tool_choice asks for `{name}`, which is not among the functions"));
        Ok(Choice::Call(vec![place.ok_or_else(missing)?]))
    }

    /// How many times functions were called since the last question.
    pub(super) fn rounds(&self) -> u32 {
        let since =
            self.request.messages.iter().rev().take_while(|message| !matches!(message.content, Content::User { .. }));
        count(
            since
                .filter(|message| matches!(&message.content, Content::Assistant { calls, .. } if !calls.is_empty()))
                .count(),
        )
    }

    pub(super) async fn score(
        &self,
        session: SessionId,
        prompt: &Prompt,
        candidates: Vec<Vec<LlamaToken>>,
        tally: &mut Tally,
    ) -> Result<Vec<f32>> {
        let mut events = self.submit(session, prompt, Work::Score(candidates))?;
        match self.follow(&mut events, tally, drop).await? {
            Ended::Scored(scores) => Ok(scores),
            Ended::Chosen(_) | Ended::Written(_) => Err(ErrorKind::EngineStopped.into()),
        }
    }

    /// The scores for the null question, computed once for a beginning of conversations.
    async fn prior(&self, conversation: &Conversation, candidates: &Candidates) -> Result<Vec<f32>> {
        let system = conversation.turns.iter().take_while(|turn| turn.role == Role::System).count();
        let mut turns = conversation.turns[..conversation.public.max(system)].to_vec();
        turns.push(Turn::new(Role::User, &self.model.profile.null_question));
        // The null question is kept by nobody: what it cost is in the scores.
        let Conversation { public, tools, .. } = conversation;
        let prompt = self.prompt(&Conversation { turns, public: *public, tools: tools.clone() })?;
        self.room(prompt.tokens.len(), 0)?;
        if let Some(prior) = self.model.prior(&prompt.tokens) {
            return Ok(prior);
        }
        let guest = self.model.guest();
        let scores = self.score(guest.session, &prompt, candidates.tokens.clone(), &mut Tally::new(0)).await?;
        if *public > 0 {
            self.model.keep_prior(prompt.tokens, scores.clone());
        }
        Ok(scores)
    }
}
