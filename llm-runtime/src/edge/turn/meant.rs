//! Which function the question means: [`ChoiceMethod::Encoder`].

use llama_cpp_2::token::LlamaToken;
use llm_functions::json::Json;

use super::{Prompt, Run, Tally};
use crate::edge::choice::{complement, covering};
use crate::edge::encoder::{Meanings, Odds, Said};
use crate::edge::evidence::{Evidence, FunctionEvidence};
use crate::edge::profile::ChoiceMethod;
use crate::edge::syntax::write::{self, Call};
use crate::error::{ErrorKind, Result};
use crate::message::Content;

impl Run<'_> {
    /// Whether it is decided before anything is written if a function is called.
    pub(super) fn decides(&self, prompt: &Prompt) -> bool {
        match self.model.profile.choice {
            ChoiceMethod::Opening => true,
            ChoiceMethod::Encoder => self.asked(prompt).is_some(),
            _ => false,
        }
    }

    /// Whether the model would rather begin a call than anything else.
    pub(super) async fn would_call(&self, prompt: &Prompt, tally: &mut Tally) -> Result<bool> {
        // What a turn that is resumed had chosen.
        if let Some(first) = self.resumed().first() {
            return Ok(self.opening().first() == Some(first));
        }
        let (own, meant) = tokio::join!(self.call_odds(prompt, tally), self.meant(prompt));
        let profile = &self.model.profile;
        let meant = meant?.map_or(0.0, |odds| profile.encoder.call_weight * odds.of_a_call());
        let likelier = own? + meant - profile.no_call_bias;
        Ok(likelier > 0.0 && likelier + self.missing(prompt).await? > 0.0)
    }

    /// The function that is called first, by place, for what the encoder finds likely; none where that is left to the model.
    pub(super) async fn chosen(
        &self,
        prompt: &Prompt,
        names: &[&str],
        meant: Option<&Odds>,
        tally: &mut Tally,
    ) -> Result<Option<usize>> {
        let Some(meant) = meant else { return Ok(None) };
        // A turn that is resumed may have begun its name.
        let told = self.resumed();
        let open = names.iter().map(|name| self.begun_call(name)).enumerate();
        let open = open.filter(|(_, begun)| begun.len() > told.len() && begun.starts_with(&told));
        let (places, begun): (Vec<usize>, Vec<_>) = open.unzip();
        if begun.len() < 2 {
            return Ok(None);
        }
        let written = self.score(self.session, prompt, begun, tally).await?;
        let weight = self.model.profile.encoder.weight;
        let of = |place: usize| weight * meant.functions().get(place).copied().unwrap_or_default();
        let sums = places.into_iter().zip(written).map(|(place, written)| (written + of(place), place));
        let best = sums.reduce(|best, next| if next.0 > best.0 { next } else { best });
        Ok(best.map(|(_, place)| place))
    }

    /// The functions that a message may call after the one that was chosen; any where that is not known.
    pub(super) fn after<'n>(&self, names: &[&'n str], chosen: usize, odds: &Odds) -> Option<Vec<&'n str>> {
        let after = names.iter().zip(odds.after(chosen, &self.model.profile.encoder));
        let after = after.filter(|(_, may)| *may).map(|(name, _)| *name).collect();
        self.request.resume.is_empty().then_some(after)
    }

    /// What speaks for each function in this turn.
    pub(crate) async fn evidence(&self) -> Result<Evidence> {
        if !self.model.way.decoded {
            let reason = format!("`{}` does not choose functions by what it writes", self.model.name);
            return Err(ErrorKind::Configuration(reason).into());
        }
        let prompt = self.prompt(&self.writer().conversation(self.request.messages))?;
        self.room(prompt.tokens.len(), 0)?;
        let mut tally = Tally::new(0);
        let definitions = self.schema.definitions();
        let begun = definitions.iter().map(|function| self.begun_call(&function.name)).collect();
        let call = self.call_odds(&prompt, &mut tally).await?;
        let written = self.score(self.session, &prompt, begun, &mut tally).await?;
        let near = match self.asked(&prompt) {
            Some((meanings, question)) => meanings.near(question, &self.model.profile.encoder).await?,
            None => Vec::new(),
        };
        let mut functions = Vec::with_capacity(definitions.len());
        for (place, (function, written)) in definitions.iter().zip(written).enumerate() {
            let near = near.get(place);
            let (meant, together) = (near.map(|near| near.cosine), near.and_then(|near| near.together));
            let said = self.said_of(&prompt, place).await?.unwrap_or_default();
            let parameters = said.iter().map(Said::evidence).collect();
            functions.push(FunctionEvidence { name: function.name.clone(), written, meant, together, parameters });
        }
        Ok(Evidence { call, functions })
    }

    /// By how much the logarithm of the probability of a call's beginning is greater than that of anything else.
    async fn call_odds(&self, prompt: &Prompt, tally: &mut Tally) -> Result<f32> {
        let scores = self.score(self.session, prompt, vec![self.opening()], tally).await?;
        let likely = scores.first().copied().unwrap_or(f32::NEG_INFINITY);
        Ok(likely - complement(likely))
    }

    /// The token with which a call begins.
    fn opening(&self) -> Vec<LlamaToken> {
        let mut opening = self.model.vocab.ours(&self.model.way.used.form().opening());
        opening.truncate(1);
        opening
    }

    /// How likely the encoder finds each function; computed once.
    pub(super) async fn meant(&self, prompt: &Prompt) -> Result<Option<&Odds>> {
        let Some((meanings, question)) = self.asked(prompt) else { return Ok(None) };
        let profile = &self.model.profile.encoder;
        let odds = self.meant.get_or_try_init(|| async {
            let near = meanings.near(question, profile).await?;
            Ok::<_, crate::error::Error>(Odds::new(&near, profile))
        });
        odds.await.map(Some)
    }

    /// What the encoder is asked: what was said last, if that is a question. A model that is about to think decides by what it
    /// thinks.
    pub(super) fn asked(&self, prompt: &Prompt) -> Option<(&Meanings, &str)> {
        let Content::User { text, .. } = &self.request.messages.last()?.content else { return None };
        let meanings = self.meanings.filter(|_| self.open_thoughts(prompt).is_none())?;
        Some((meanings, text))
    }

    /// A message that calls a function, up to the end of its name.
    pub(super) fn begun_call(&self, name: &str) -> Vec<LlamaToken> {
        let nothing = Json::Object(Vec::new());
        let call = Call { name, arguments: &nothing, schema: self.functions.written_schema(name) };
        let (text, end) = write::begun(self.model.way.used.form(), &call);
        covering(&self.model.vocab, self.model.vocab.ours(&text), end)
    }
}
