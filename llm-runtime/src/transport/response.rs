//! [`Response`]: a server's answer, read as it comes.

use super::client::Place;
use super::failure;
use crate::error::Result;

/// The head of an answer, and its body piece by piece. Dropping it closes the connection, unless the body was read to its
/// end.
pub(crate) struct Response {
    inner: Inner,
    place: Place,
}

/// By which way it came.
enum Inner {
    Network(reqwest::Response),
    #[cfg(feature = "fog")]
    Carried(super::Brought),
}

impl Response {
    pub(super) fn new(inner: reqwest::Response, place: Place) -> Self {
        Self { inner: Inner::Network(inner), place }
    }

    #[cfg(feature = "fog")]
    pub(super) fn brought(brought: super::Brought, place: Place) -> Self {
        Self { inner: Inner::Carried(brought), place }
    }

    pub(crate) fn status(&self) -> u16 {
        match &self.inner {
            Inner::Network(inner) => inner.status().as_u16(),
            #[cfg(feature = "fog")]
            Inner::Carried(inner) => inner.status,
        }
    }

    /// A header as text, if it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        match &self.inner {
            Inner::Network(inner) => inner.headers().get(name)?.to_str().ok(),
            #[cfg(feature = "fog")]
            Inner::Carried(inner) => {
                let header = inner.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
                header.map(|(_, value)| value.as_str())
            }
        }
    }

    /// Where a redirect leads: scheme, host and port, without the rest, which might repeat what was sent.
    pub(crate) fn redirected_to(&self) -> Option<String> {
        let location = self.header("location")?;
        let target = match &self.inner {
            Inner::Network(inner) => inner.url().join(location).ok()?,
            #[cfg(feature = "fog")]
            Inner::Carried(_) => reqwest::Url::parse(location).ok()?,
        };
        Some(format!("{}://{}", target.scheme(), super::base::authority(&target)))
    }

    /// More of the body; `None` at its end.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Vec<u8>>> {
        match &mut self.inner {
            Inner::Network(inner) => match inner.chunk().await {
                Ok(chunk) => Ok(chunk.map(Vec::from)),
                Err(error) => Err(failure::of(error, &self.place)),
            },
            #[cfg(feature = "fog")]
            Inner::Carried(inner) => match futures_util::StreamExt::next(&mut inner.body).await {
                Some(Ok(chunk)) => Ok(Some(chunk)),
                None => Ok(None),
                Some(Err(error)) => Err(failure::of_carrier(error, &self.place, true)),
            },
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
