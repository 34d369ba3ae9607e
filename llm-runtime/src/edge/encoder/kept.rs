//! The vectors of texts: computed in the background, once for each text, and kept with their encoder.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as Turns;

use super::room::readable;
use crate::edge::model::{Embedded, LoadedModel};
use crate::error::{ErrorKind, Result};

/// How many texts are kept, of some kilobytes each: applications have few functions, and whatever they do there is an end.
const MOST_KEPT: usize = 2048;

/// The vectors of texts that an encoder has read, or is about to read.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<HashMap<String, Place>>);

/// Where the vector of a text is, or will be.
#[derive(Clone, Debug)]
pub(super) struct Place {
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

impl Kept {
    pub(super) fn places(&self, encoder: &LoadedModel, texts: &[String]) -> Vec<Place> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What failed is tried again; somebody who holds it is just reading it.
        kept.retain(|_, place| !place.batch.try_lock().is_ok_and(|batch| matches!(*batch, Batch::Failed)));
        let mut all: Vec<&String> = texts.iter().collect();
        all.sort_unstable();
        all.dedup();
        let mut unknown = all.clone();
        unknown.retain(|text| !kept.contains_key(*text));
        if !unknown.is_empty() && kept.len() + unknown.len() > MOST_KEPT {
            kept.clear();
            unknown = all;
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
    /// The cosine between it and another vector; both have length 1.
    pub(super) async fn cosine(&self, other: &[f32]) -> Result<f32> {
        self.with(|vector| vector.iter().zip(other).map(|(one, other)| one * other).sum()).await
    }

    /// Looks at the vector, once it is there.
    pub(super) async fn with<T>(&self, look: impl FnOnce(&[f32]) -> T) -> Result<T> {
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
