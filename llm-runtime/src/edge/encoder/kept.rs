//! The vectors of functions: computed in the background, once for each text, and kept with their encoder.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use llama_cpp_2::token::LlamaToken;
use llm_functions::ToolDefinition;
use tokio::sync::Mutex as Turns;

use super::text;
use crate::edge::model::{Embedded, LoadedModel};
use crate::edge::worker::MOST_EMBEDDED;
use crate::error::{ErrorKind, Result};

/// How many texts are kept, of some kilobytes each: applications have few functions, and whatever they do there is an end.
const MOST_KEPT: usize = 2048;

/// The vectors of texts that an encoder has read, or is about to read.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<HashMap<String, Place>>);

/// Where the vector of a text is, or will be.
#[derive(Clone, Debug)]
struct Place {
    batch: Arc<Turns<Batch>>,
    row: usize,
}

/// Texts that were ordered together.
#[derive(Debug)]
enum Batch {
    Coming(Embedded),
    There(Vec<Vec<f32>>),
    /// Those who come later have to order them again.
    Failed,
}

/// What the functions of a session mean.
#[derive(Debug)]
pub(crate) struct Meanings {
    encoder: Arc<LoadedModel>,
    functions: Vec<Place>,
}

impl Meanings {
    /// Has the encoder read those functions that it does not know yet, in the background.
    pub(crate) fn order(encoder: &Arc<LoadedModel>, functions: &[ToolDefinition]) -> Self {
        let texts: Vec<String> = functions.iter().map(text::of).collect();
        Self { encoder: Arc::clone(encoder), functions: encoder.kept.places(encoder, &texts) }
    }

    /// Waits until all of them are known.
    pub(crate) async fn ready(&self) -> Result<()> {
        for place in &self.functions {
            place.with(|_| ()).await?;
        }
        Ok(())
    }

    /// The cosine between a question and each function.
    pub(crate) async fn cosines(&self, question: &str) -> Result<Vec<f32>> {
        let asked = self.encoder.embed(vec![readable(&self.encoder, question)]).await?;
        let asked = asked.into_iter().next().unwrap_or_default();
        let mut cosines = Vec::with_capacity(self.functions.len());
        for place in &self.functions {
            // Vectors of length 1.
            let cosine = |vector: &[f32]| vector.iter().zip(&asked).map(|(one, other)| one * other).sum();
            cosines.push(place.with(cosine).await?);
        }
        Ok(cosines)
    }
}

impl Kept {
    fn places(&self, encoder: &LoadedModel, texts: &[String]) -> Vec<Place> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What failed is tried again; somebody who holds it is just reading it.
        kept.retain(|_, place| !place.batch.try_lock().is_ok_and(|batch| matches!(*batch, Batch::Failed)));
        let mut unknown: Vec<&String> = texts.iter().filter(|text| !kept.contains_key(*text)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        if kept.len() + unknown.len() > MOST_KEPT {
            kept.clear();
            unknown = texts.iter().collect();
        }
        if !unknown.is_empty() {
            let coming = encoder.order_embeddings(unknown.iter().map(|text| readable(encoder, text)).collect());
            let batch = Arc::new(Turns::new(coming.map_or(Batch::Failed, Batch::Coming)));
            let places = (0..).map(|row| Place { batch: Arc::clone(&batch), row });
            kept.extend(unknown.into_iter().cloned().zip(places));
        }
        texts.iter().filter_map(|text| kept.get(text).cloned()).collect()
    }
}

impl Place {
    /// Looks at the vector, once it is there.
    async fn with<T>(&self, look: impl FnOnce(&[f32]) -> T) -> Result<T> {
        let mut batch = self.batch.lock().await;
        if let Batch::Coming(coming) = &mut *batch {
            match coming.vectors().await {
                Ok(vectors) => *batch = Batch::There(vectors),
                Err(error) => {
                    *batch = Batch::Failed;
                    return Err(error);
                }
            }
        }
        match &*batch {
            Batch::There(vectors) => vectors.get(self.row).map(|vector| look(vector)),
            Batch::Coming(_) | Batch::Failed => None,
        }
        .ok_or_else(|| ErrorKind::Generation("the functions could not be read by the encoder".to_owned()).into())
    }
}

/// The tokens of a text, as many of them as the encoder reads at once. The last one marks the end of the text.
fn readable(encoder: &LoadedModel, text: &str) -> Vec<LlamaToken> {
    cut(encoder.vocab.text(text), encoder.context.min(MOST_EMBEDDED as usize))
}

fn cut(mut tokens: Vec<LlamaToken>, most: usize) -> Vec<LlamaToken> {
    if let Some(end) = tokens.last().copied().filter(|_| tokens.len() > most) {
        tokens.truncate(most.saturating_sub(1));
        tokens.push(end);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_before_its_end() {
        let tokens = |ids: &[i32]| ids.iter().copied().map(LlamaToken).collect::<Vec<_>>();
        assert_eq!(cut(tokens(&[1, 5, 6, 7, 2]), 4), tokens(&[1, 5, 6, 2]));
        assert_eq!(cut(tokens(&[1, 5, 6, 2]), 4), tokens(&[1, 5, 6, 2]));
        assert_eq!(cut(tokens(&[]), 4), tokens(&[]));
    }
}
