//! Which function explains the question: [`ChoiceMethod::Channel`].

use llama_cpp_2::token::LlamaToken;
use llm_functions::json::Json;
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Ended, Prompt, Run, Tally, common};
use crate::edge::choice::covering;
use crate::edge::model::Guest;
use crate::edge::model::template::Rendering;
use crate::edge::profile::ChoiceMethod;
use crate::edge::syntax::write::{self, Call};
use crate::edge::worker::{JobEvent, Work};
use crate::error::{ErrorKind, Result};
use crate::message::Content;

/// How many functions are looked at once more: those with the likeliest names. Each costs as much as reading the question.
const LOOKED_AT: usize = 6;

/// A function that is being listened to: a session of its own, and what is heard there.
type Listening<'m> = (Guest<'m>, UnboundedReceiver<JobEvent>);

impl Run<'_> {
    /// The tokens with which a call begins of the function that speaks most for itself; none where that is not asked, or
    /// there is nothing to choose.
    pub(super) async fn explained(
        &self,
        prompt: &Prompt,
        names: &[&str],
        tally: &mut Tally,
    ) -> Result<Vec<LlamaToken>> {
        let asked = self.model.profile.choice == ChoiceMethod::Channel && self.request.resume.is_empty();
        let Some(question) = self.question().filter(|_| asked && names.len() > 1) else { return Ok(Vec::new()) };
        let begun: Vec<_> = names.iter().map(|name| self.begun_call(name)).collect();
        let mut likely = self.score(self.session, prompt, begun.clone(), tally).await?;
        let mut best: Vec<usize> = (0..begun.len()).collect();
        best.sort_by(|one, other| likely[*other].total_cmp(&likely[*one]));
        best.truncate(LOOKED_AT);
        let looked_at: Vec<&str> = best.iter().map(|place| names[*place]).collect();
        match self.heard(&looked_at, question).await {
            Ok(heard) => {
                best.iter()
                    .zip(heard)
                    .for_each(|(place, heard)| likely[*place] += self.model.profile.channel_weight * heard);
            }
            // With so much to do, the names alone have to do.
            Err(error) if matches!(error.kind(), ErrorKind::Busy { .. }) => {}
            Err(error) => return Err(error),
        }
        let chosen = best.into_iter().reduce(|best, next| if likely[next] > likely[best] { next } else { best });
        Ok(chosen.and_then(|place| begun.into_iter().nth(place)).unwrap_or_default())
    }

    /// What was asked, if that is the last thing that was said.
    fn question(&self) -> Option<&str> {
        match &self.request.messages.last()?.content {
            Content::User { text, .. } => Some(text),
            _ => None,
        }
    }

    /// A message that calls a function, up to the end of its name.
    fn begun_call(&self, name: &str) -> Vec<LlamaToken> {
        let nothing = Json::Object(Vec::new());
        let call = Call { name, arguments: &nothing, schema: self.functions.written_schema(name) };
        let text = write::calls(self.model.way.used.form(), &[call]);
        let end = text.find(name).map_or(text.len(), |start| start + name.len());
        covering(&self.model.vocab, &text, end)
    }

    /// How likely the question is of somebody who has each of these functions alone.
    async fn heard(&self, names: &[&str], question: &str) -> Result<Vec<f32>> {
        let shown = self.functions.shown();
        let known = names.iter().filter_map(|name| shown.iter().find(|known| known.name == **name));
        let listening = known.map(|function| {
            let conversation = self.writer().alone(function, question);
            let mut prompt = self.prompt(&conversation)?;
            let render = |turns| self.model.template.render(turns, &conversation.tools, Rendering::Closed);
            let [before, whole] = [&conversation.turns[..conversation.public], &conversation.turns[..]]
                .map(|turns| render(turns).map_or_else(|_| Vec::new(), |text| self.model.vocab.prompt(&text)));
            prompt.tokens.truncate(common(&prompt.tokens, &whole));
            self.room(prompt.tokens.len(), 0)?;
            let from = common(&prompt.tokens, &before).max(1);
            let guest = self.model.guest();
            let events = self.submit(guest.session, &prompt, Work::Read(from))?;
            Ok((guest, events))
        });
        let listening: Vec<Listening<'_>> = listening.collect::<Result<_>>()?;
        let mut heard = Vec::new();
        for (_guest, mut events) in listening {
            match self.follow(&mut events, &mut Tally::new(0), drop).await? {
                Ended::Scored(scores) => heard.push(scores.first().copied().unwrap_or(f32::NEG_INFINITY)),
                Ended::Chosen(_) | Ended::Written(_) => return Err(ErrorKind::EngineStopped.into()),
            }
        }
        Ok(heard)
    }
}
