//! What the question says of the parameters of functions, and what a call is held to by it.

use std::borrow::Cow;

use super::{Prompt, Run};
use crate::edge::encoder::{Meanings, Odds, Part, Said, of_all_required};
use crate::edge::functions::Functions;
use crate::edge::narrow::Held;
use crate::error::Result;
use crate::message::{Content, Message};

impl Run<'_> {
    /// How much it counts against a call that what the likeliest function needs was not said.
    pub(super) async fn missing(&self, prompt: &Prompt) -> Result<f32> {
        let weight = self.model.profile.encoder.missing_weight;
        let counts = weight > 0.0 && self.is_first();
        let likeliest = self.meant(prompt).await?.filter(|_| counts).and_then(Odds::likeliest);
        let Some(likeliest) = likeliest else { return Ok(0.0) };
        let said = self.said_of(prompt, likeliest).await?;
        Ok(weight * said.map_or(0.0, |said| of_all_required(said).min(0.0)))
    }

    /// The functions as calls of these are held to them: with what the encoder is certain that the question says.
    pub(super) async fn held(&self, prompt: &Prompt, names: &[&str]) -> Result<Cow<'_, Functions>> {
        let mut functions = Cow::Borrowed(self.functions);
        for (name, place) in self.holding(names) {
            if let Some(said) = self.said_of(prompt, place).await? {
                self.hold(&mut functions, name, said);
            }
        }
        Ok(functions)
    }

    /// The same with what a part of the question says.
    pub(super) async fn held_by(
        &self,
        part: &Part<'_>,
        meanings: &Meanings,
        names: &[&str],
    ) -> Result<Cow<'_, Functions>> {
        let mut functions = Cow::Borrowed(self.functions);
        for (name, place) in self.holding(names) {
            if part.odds.likeliest() == Some(place) {
                self.hold(&mut functions, name, &part.said);
            } else {
                let said = meanings.said(part.text, place, &self.model.profile.encoder).await?;
                self.hold(&mut functions, name, &said);
            }
        }
        Ok(functions)
    }

    /// Those of the functions that may be held to something, with their places.
    fn holding<'n>(&self, names: &[&'n str]) -> Vec<(&'n str, usize)> {
        // What was begun elsewhere may have been held to something else.
        let holds = self.request.resume.is_empty() && self.model.profile.encoder.holds();
        let place = |name: &str| self.schema.definitions().iter().position(|definition| definition.name == name);
        names.iter().filter(|_| holds).filter_map(|name| Some((*name, place(name)?))).collect()
    }

    fn hold(&self, functions: &mut Cow<'_, Functions>, name: &str, said: &[Said]) {
        let held: Vec<Held> = said.iter().filter_map(|one| self.certain(one)).collect();
        if !held.is_empty() {
            functions.to_mut().narrow(name, &held);
        }
    }

    /// What is certain of one parameter.
    fn certain(&self, said: &Said) -> Option<Held> {
        let profile = &self.model.profile.encoder;
        if -said.of_something() >= profile.unsaid_from {
            // Later in a conversation it may have been said before.
            return self.is_first().then(|| Held::Without(said.name.clone()));
        }
        if let Some((text, _)) = said.copied.as_ref().filter(|(_, odds)| *odds >= profile.copied_from) {
            let meant = said.required || said.of_something() >= profile.said_from;
            return (meant && !marked(text)).then(|| Held::Copied(said.name.clone(), stretches(text)));
        }
        let (value, odds) = said.likeliest()?;
        let from = if said.required { profile.needed_from } else { profile.said_from };
        (odds >= from).then(|| Held::Valued(said.name.clone(), value.clone()))
    }

    /// What the question says of each parameter of a function; computed once.
    pub(super) async fn said_of(&self, prompt: &Prompt, function: usize) -> Result<Option<&[Said]>> {
        let (Some((meanings, question)), Some(kept)) = (self.asked(prompt), self.said.get(function)) else {
            return Ok(None);
        };
        let profile = &self.model.profile.encoder;
        let said = kept.get_or_try_init(|| meanings.said(question, function, profile)).await?;
        Ok(Some(said))
    }

    /// Whether nothing was asked before.
    fn is_first(&self) -> bool {
        let asked = |message: &&Message| matches!(message.content, Content::User { .. });
        self.request.messages.iter().filter(asked).count() == 1
    }
}

/// A stretch of words, and what is left of it without an article or whose it is: "the nursery" is a room by either name, and
/// the model says by which.
fn stretches(text: &str) -> Vec<String> {
    const BEFORE: [&str; 9] = ["the", "a", "an", "my", "our", "your", "his", "her", "their"];
    let rest = text.split_once(' ').filter(|(first, _)| BEFORE.contains(&first.to_lowercase().as_str()));
    [Some(text), rest.map(|(_, rest)| rest)].into_iter().flatten().map(str::to_owned).collect()
}

/// Whether what was said looks like a mark of a syntax: as a value without quotes it would be one.
fn marked(text: &str) -> bool {
    text.contains(['<', '[', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_may_be_left_out() {
        assert_eq!(stretches("The nursery"), ["The nursery", "nursery"]);
        assert_eq!(stretches("my old bike"), ["my old bike", "old bike"]);
        assert_eq!(stretches("Theo Kowalski"), ["Theo Kowalski"]);
        assert_eq!(stretches("the"), ["the"]);
    }
}
