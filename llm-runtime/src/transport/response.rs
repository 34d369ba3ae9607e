//! [`Response`]: a server's answer, read as it comes.

use super::client::Place;
use super::failure;
use crate::error::Result;

/// The head of an answer, and its body piece by piece. Dropping it closes the connection, unless the body was read to its
/// end.
pub(crate) struct Response {
    inner: reqwest::Response,
    place: Place,
}

impl Response {
    pub(super) fn new(inner: reqwest::Response, place: Place) -> Self {
        Self { inner, place }
    }

    pub(crate) fn status(&self) -> u16 {
        self.inner.status().as_u16()
    }

    /// A header as text, if it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.inner.headers().get(name)?.to_str().ok()
    }

    /// Where a redirect leads: scheme, host and port, without the rest, which might repeat what was sent.
    pub(crate) fn redirected_to(&self) -> Option<String> {
        let target = self.inner.url().join(self.header("location")?).ok()?;
        Some(format!("{}://{}", target.scheme(), super::base::authority(&target)))
    }

    /// More of the body; `None` at its end.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Vec<u8>>> {
        match self.inner.chunk().await {
            Ok(chunk) => Ok(chunk.map(Vec::from)),
            Err(error) => Err(failure::of(error, &self.place)),
        }
    }

    /// The body as far as `most` bytes, and whether that was all of it.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub(crate) async fn body(mut self, most: usize) -> Result<(Vec<u8>, bool)> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if body.len() + chunk.len() > most {
                body.extend_from_slice(chunk.get(..most - body.len()).unwrap_or_default());
                return Ok((body, false));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((body, true))
    }
}
