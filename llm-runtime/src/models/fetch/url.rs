//! A model that a server has, such as a hub of models. What broke off goes on where it was.

use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use super::super::ModelError;
use super::super::cache::digest::{CopyError, HashedFile};
use super::super::progress::{Phase, Reporter};
use super::Fetch;
use crate::transport::{download, shown};

/// How often a connection may break off without having brought anything.
const PATIENCE: u32 = 4;
/// Pieces of some kilobytes that wait to be written.
const WAITING: usize = 64;

/// The address of a file at the hub of Hugging Face.
///
/// ```
/// let url = llm_runtime::models::hub_url("an-author/a-model-GGUF", "main", "a-model.Q4_K_M.gguf");
/// assert_eq!(url, "https://huggingface.co/an-author/a-model-GGUF/resolve/main/a-model.Q4_K_M.gguf");
/// ```
pub fn hub_url(repository: &str, revision: &str, file: &str) -> String {
    format!("https://huggingface.co/{repository}/resolve/{revision}/{file}")
}

/// How long the file is that a server has.
pub(in super::super) fn length(url: &str) -> Result<u64, ModelError> {
    match Answer::ask(url, 0)? {
        Answer { whole: Some(length), .. } => Ok(length),
        Answer { .. } => Err(failed(url, "the server does not say how long the file is", false)),
    }
}

/// Downloads the file, and goes on with what an earlier attempt left in the workshop.
pub(super) fn fetch(fetch: &Fetch<'_>, url: &str, reporter: &mut Reporter<'_>) -> Result<HashedFile, ModelError> {
    let size = fetch.entry.size;
    let path = fetch.workshop.join("download");
    let mut broken = 0;
    loop {
        let mut file = HashedFile::resume(path.clone())?;
        let here = file.written();
        if here >= size {
            return Ok(file);
        }
        fetch.cache.check_space(size - here)?;
        let outcome = Answer::ask(url, here).and_then(|answer| {
            if answer.from != here {
                // It does not know parts: everything comes again.
                file.restart()?;
            }
            let mut pieces = answer.pieces.take(size.saturating_sub(answer.from));
            copy(&mut file, &mut pieces, url, &mut |done| reporter.tell(Phase::Fetching, done, size))
        });
        broken = if file.written() > here { 0 } else { broken + 1 };
        match outcome {
            Ok(()) if file.written() >= size => return Ok(file),
            Err(error) if !error.is_temporary() || broken >= PATIENCE => return Err(error),
            Ok(()) if broken >= PATIENCE => return Err(failed(url, "the server ends the file too early", true)),
            _ => std::thread::sleep(Duration::from_millis(250) * broken),
        }
    }
}

fn copy(file: &mut HashedFile, pieces: &mut dyn Read, url: &str, tick: &mut dyn FnMut(u64)) -> Result<(), ModelError> {
    file.append(pieces, tick).map_err(|error| match error {
        CopyError::Read(error) => failed(url, &error.to_string(), true),
        CopyError::Write(error) => error,
    })
}

/// An answer's head; its body comes through a channel from a thread that has a runtime of its own, because whoever fetches
/// blocks and may be on a runtime's thread.
struct Answer {
    /// The byte that the body begins with.
    from: u64,
    /// The length of the whole file.
    whole: Option<u64>,
    pieces: Pieces,
}

type Head = Result<(u64, Option<u64>), (String, bool)>;

impl Answer {
    fn ask(url: &str, from: u64) -> Result<Self, ModelError> {
        let (heads, head) = sync_channel(1);
        let (bodies, body) = sync_channel(WAITING);
        let address = url.to_owned();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(run(&address, from, &heads, &bodies)),
                Err(error) => drop(heads.send(Err((format!("no runtime could be started: {error}"), false)))),
            }
        });
        match head.recv() {
            Ok(Ok((from, whole))) => Ok(Self { from, whole, pieces: Pieces { body, piece: Vec::new(), read: 0 } }),
            Ok(Err((reason, temporary))) => Err(failed(url, &reason, temporary)),
            Err(_) => Err(failed(url, "its thread ended", false)),
        }
    }
}

/// Passes an answer on. Nobody listens any more when a channel is closed, and then the connection is, too.
async fn run(url: &str, from: u64, heads: &SyncSender<Head>, bodies: &SyncSender<Result<Vec<u8>, String>>) {
    let mut response = match download(url, from).await {
        Ok(response) => response,
        Err(error) => return drop(heads.send(Err((error.to_string(), error.is_retryable())))),
    };
    let header = |name: &str| response.header(name).and_then(|text| text.parse::<u64>().ok());
    let length = header("content-length");
    let head = match response.status() {
        200 => Ok((0, length)),
        206 => match response.header("content-range").and_then(range) {
            Some((start, whole)) if start == from => Ok((start, whole)),
            _ => Err(("the server sent another part than was asked for".to_owned(), false)),
        },
        404 => Err(("the server has no such file (404)".to_owned(), false)),
        401 | 403 => Err(("the server wants to know who asks, or gives the file to nobody".to_owned(), false)),
        // The file is shorter than what is here: it is another one by now.
        416 => Err(("the server has less of the file than is here already".to_owned(), false)),
        status => Err((format!("the server answers with status {status}"), status == 429 || status >= 500)),
    };
    let refused = head.is_err();
    if heads.send(head).is_err() || refused {
        return;
    }
    loop {
        let piece = response.chunk().await.map_err(|error| error.to_string());
        let Some(piece) = piece.transpose() else { return };
        let over = piece.is_err();
        if bodies.send(piece).is_err() || over {
            return;
        }
    }
}

/// `bytes 5-9/10`: where a part begins, and how long the whole is.
fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (part, whole) = text.strip_prefix("bytes ")?.split_once('/')?;
    Some((part.split_once('-')?.0.parse().ok()?, whole.parse().ok()))
}

/// A body as it comes.
struct Pieces {
    body: Receiver<Result<Vec<u8>, String>>,
    piece: Vec<u8>,
    read: usize,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read >= self.piece.len() {
            match self.body.recv() {
                Ok(Ok(piece)) => (self.piece, self.read) = (piece, 0),
                Ok(Err(reason)) => return Err(io::Error::other(reason)),
                Err(_) => return Ok(0),
            }
        }
        let rest = self.piece.get(self.read..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.read += length;
        Ok(length)
    }
}

fn failed(url: &str, reason: &str, temporary: bool) -> ModelError {
    ModelError::Download { url: shown(url).to_owned(), reason: reason.to_owned(), temporary }
}

/// The name of the file that an address ends with.
pub(in super::super) fn file_name(url: &str) -> String {
    let path = shown(url);
    Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_and_an_address_has_a_name() {
        assert_eq!(range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(range("bytes 5-9/*"), Some((5, None)));
        assert_eq!(range("bytes */10"), None);
        assert_eq!(file_name("https://example.org/a/b.gguf?download=true#x"), "b.gguf");
    }
}
