//! What the functions of a session mean, and what a question says of them.

use std::collections::HashMap;
use std::sync::Arc;

use llm_functions::ToolDefinition;

use super::kept::Place;
use super::odds::{Nearness, Odds};
use super::parameter::Parameter;
use super::parts::{Part, candidates, least_certain};
use super::room::{beginning, most, readable, together};
use super::said::{Claim, ENDS, Read, Said, settled};
use super::text;
use super::words::Words;
use crate::edge::model::LoadedModel;
use crate::edge::profile::EncoderProfile;
use crate::edge::worker::normalized;
use crate::error::Result;

/// The texts that what is read of a question and a function is compared with.
const MEANT: [&str; 2] = ["meant", "not meant"];

/// The texts that the words of a message are compared with.
const REQUESTS: [&str; 2] = ["another request", "same request"];

/// What the functions of a session mean.
#[derive(Debug)]
pub(crate) struct Meanings {
    encoder: Arc<LoadedModel>,
    functions: Vec<(String, Place)>,
    /// That a function is meant, and that it is not.
    meant: Vec<Place>,
    /// Of each function, with what may have been said of it.
    parameters: Vec<Vec<(Parameter, Vec<Place>)>>,
    /// The beginning and the end of what is copied.
    ends: Vec<Place>,
    /// That another request begins, and that it does not.
    requests: Vec<Place>,
}

impl Meanings {
    /// Has the encoder read those functions that it does not know yet, in the background.
    pub(crate) fn order(encoder: &Arc<LoadedModel>, functions: &[ToolDefinition]) -> Self {
        let parameters: Vec<Vec<Parameter>> = functions.iter().map(Parameter::all).collect();
        let labels = parameters.iter().flatten().flat_map(Parameter::labels);
        let own = MEANT.into_iter().chain(ENDS).chain(REQUESTS).map(str::to_owned);
        let texts: Vec<String> = functions.iter().map(text::of).chain(own).chain(labels).collect();
        let mut places = encoder.kept.places(encoder, &texts).into_iter();
        let functions = texts.iter().take(functions.len()).cloned().zip(places.by_ref()).collect();
        let meant = places.by_ref().take(MEANT.len()).collect();
        let ends = places.by_ref().take(ENDS.len()).collect();
        let requests = places.by_ref().take(REQUESTS.len()).collect();
        let mut labelled = |parameter: Parameter| {
            let labels = places.by_ref().take(parameter.labels().len()).collect();
            (parameter, labels)
        };
        let parameters = parameters.into_iter().map(|all| all.into_iter().map(&mut labelled).collect()).collect();
        Self { encoder: Arc::clone(encoder), functions, meant, parameters, ends, requests }
    }

    /// Waits until all of them are known.
    pub(crate) async fn ready(&self) -> Result<()> {
        let labels = self.parameters.iter().flatten().flat_map(|(_, labels)| labels);
        let functions = self.functions.iter().map(|(_, place)| place);
        for place in functions.chain(&self.meant).chain(&self.ends).chain(&self.requests).chain(labels) {
            place.with(|_| ()).await?;
        }
        Ok(())
    }

    /// How near a question and each function are; the nearest are read together with it.
    pub(crate) async fn near(&self, question: &str, profile: &EncoderProfile) -> Result<Vec<Nearness>> {
        let question = self.readable(question);
        let asked = self.encoder.embed(vec![readable(&self.encoder, question)]).await?;
        let asked = asked.into_iter().next().unwrap_or_default();
        let mut near = Vec::with_capacity(self.functions.len());
        for (_, place) in &self.functions {
            near.push(Nearness { cosine: place.cosine(&asked).await?, together: None });
        }
        let mut places: Vec<usize> = (0..near.len()).collect();
        places.sort_by(|one, other| near[*other].cosine.total_cmp(&near[*one].cosine));
        places.truncate(profile.nearest);
        let texts = places.iter().map(|place| together(&self.encoder, question, &self.functions[*place].0)).collect();
        for (place, read) in places.into_iter().zip(self.encoder.embed(texts).await?) {
            near[place].together = self.is_meant(&read).await?;
        }
        Ok(near)
    }

    /// What a message asks for, one request after the other, where that is more than one.
    pub(crate) async fn parts<'q>(&self, message: &'q str, profile: &EncoderProfile) -> Result<Vec<Part<'q>>> {
        let words = Words::new(message, |text| self.encoder.vocab.plain(text));
        let logits = self.beginnings(message, &words, profile).await?;
        let mut begins = candidates(&logits, profile.parted_from);
        let mut known: HashMap<&str, Part<'q>> = HashMap::new();
        while !begins.is_empty() {
            let mut parts = Vec::with_capacity(begins.len() + 1);
            for text in words.cut_before(&begins) {
                if !known.contains_key(text) {
                    known.insert(text, self.part(text, profile).await?);
                }
                parts.extend(known.get(text).cloned());
            }
            let cuts: Vec<f32> = begins.iter().map(|place| logits[*place]).collect();
            match least_certain(&cuts, &parts) {
                Some((place, certain)) if certain < profile.parted_from => begins.remove(place),
                _ => return Ok(parts),
            };
        }
        Ok(Vec::new())
    }

    async fn part<'q>(&self, text: &'q str, profile: &EncoderProfile) -> Result<Part<'q>> {
        let odds = Odds::new(&self.near(text, profile).await?, profile);
        let said = self.said(text, odds.likeliest().unwrap_or_default(), profile).await?;
        Ok(Part { text, odds, said })
    }

    /// Of each word of a message, the logit that another request begins with it; none where the message is too long to be read.
    async fn beginnings(&self, message: &str, words: &Words<'_>, profile: &EncoderProfile) -> Result<Vec<f32>> {
        let [another, same] = &*self.requests else { return Ok(Vec::new()) };
        let tokens = readable(&self.encoder, message);
        let read = self.encoder.embed_tokens(vec![tokens.clone()]).await?;
        let mut logits = Vec::new();
        for (begin, _) in words.places(&tokens) {
            let Some(vector) = read.first().and_then(|vectors| vectors.get(begin)) else { break };
            let vector = normalized(vector);
            logits.push(profile.parted_scale * (another.cosine(&vector).await? - same.cosine(&vector).await?));
        }
        Ok(logits)
    }

    /// As much of a question as is read at all, so that a long one is cut into tokens once.
    fn readable<'q>(&self, question: &'q str) -> &'q str {
        beginning(question, most(&self.encoder), |text| self.encoder.vocab.text(text).len())
    }

    /// By how much what was read is nearer to a text that a function is meant than to one that it is not.
    async fn is_meant(&self, read: &[f32]) -> Result<Option<f32>> {
        let [meant, other] = &*self.meant else { return Ok(None) };
        Ok(Some(meant.cosine(read).await? - other.cosine(read).await?))
    }

    /// What a question says of each parameter of a function.
    pub(crate) async fn said(&self, question: &str, function: usize, profile: &EncoderProfile) -> Result<Vec<Said>> {
        let parameters = self.parameters.get(function).map(Vec::as_slice).unwrap_or_default();
        let question = self.readable(question);
        let words = Words::new(question, |text| self.encoder.vocab.plain(text));
        let texts: Vec<_> = parameters.iter().map(|(one, _)| together(&self.encoder, question, one.text())).collect();
        let read = self.encoder.embed_tokens(texts.clone()).await?;
        let mut all = Vec::with_capacity(parameters.len());
        for (((parameter, labels), tokens), vectors) in parameters.iter().zip(&texts).zip(&read) {
            let read = Read { words: &words, tokens, vectors };
            all.push(Claim::new(parameter, labels, &self.ends, &read, profile).await?);
        }
        Ok(settled(&words, all))
    }
}
