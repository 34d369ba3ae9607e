//! [`Told`]: what the reader has been told of a turn, so that whoever goes on with it elsewhere tells nothing twice.
//!
//! A node that goes on begins with the text of the tokens that were there already. What of it was told is taken out here,
//! byte by byte; a byte that is another one means that the node generates another answer, which must not be told as the
//! same.

use std::collections::VecDeque;

use crate::platform::{Delta, TokenLogprob};

/// What the reader has been told of a turn.
#[derive(Default)]
pub(super) struct Told {
    pieces: Vec<Piece>,
    logprobs: usize,
    /// Those that were told once more.
    logprobs_repeated: Vec<TokenLogprob>,
    /// What is expected to be told once more.
    again: VecDeque<Piece>,
    logprobs_again: usize,
}

/// The node generates another answer than the one that was begun; this is the first of it that differs.
#[derive(Debug, PartialEq)]
pub(super) struct Differs(pub(super) Delta);

/// What was told, with neighbours put together: nodes cut the same text at other places.
#[derive(Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Reasoning(String),
    /// Its identity is the one that was told first; each node has its own.
    CallStart(usize, String),
    CallArguments(usize, String),
    CallEnd(usize),
}

impl Told {
    /// Whether nothing was told that a person could have seen, or a function could have been called for.
    pub(super) fn is_nothing(&self) -> bool {
        self.pieces.is_empty()
    }

    /// From here on, what was told is expected once more.
    pub(super) fn begin_again(&mut self) {
        self.again = self.pieces.clone().into();
        self.logprobs_again = self.logprobs;
        self.logprobs_repeated.clear();
    }

    /// Takes back what was told, because another answer is generated: what is to be told instead of it so far. `None` when a
    /// call has begun, which may have been executed.
    pub(super) fn take_back(&mut self) -> Option<Vec<Delta>> {
        if self.pieces.iter().any(|piece| !matches!(piece, Piece::Text(_) | Piece::Reasoning(_))) {
            return None;
        }
        // What was told again was the same; of the first piece that is still expected, what is missing at its end.
        let whole = self.pieces.len() - self.again.len();
        let left = self.again.pop_front().map_or(0, |piece| piece.text().len());
        self.again.clear();
        if let Some(cut) = self.pieces.get_mut(whole) {
            let same = cut.text().len() - left;
            cut.text_mut().truncate(same);
            self.pieces.truncate(whole + usize::from(same > 0));
        }
        self.logprobs = self.logprobs_repeated.len();
        self.logprobs_again = 0;
        let mut instead = vec![Delta::Restart];
        instead.extend(self.pieces.iter().cloned().map(Piece::into_delta));
        if self.logprobs > 0 {
            instead.push(Delta::Logprobs(std::mem::take(&mut self.logprobs_repeated)));
        }
        Some(instead)
    }

    /// What of this is to be told.
    ///
    /// # Errors
    /// When it is not what was told before.
    pub(super) fn pass(&mut self, delta: Delta) -> Result<Option<Delta>, Differs> {
        match delta {
            Delta::Text(text) => self.written(Piece::Text(text)),
            Delta::Reasoning(text) => self.written(Piece::Reasoning(text)),
            Delta::CallArguments { index, fragment } => self.written(Piece::CallArguments(index, fragment)),
            Delta::CallStart { index, ref name, .. } => self.happened(Piece::CallStart(index, name.clone()), delta),
            Delta::CallEnd { index } => self.happened(Piece::CallEnd(index), delta),
            Delta::Logprobs(mut tokens) => {
                let known = tokens.len().min(self.logprobs_again);
                self.logprobs_again -= known;
                self.logprobs_repeated.extend(tokens.drain(..known));
                self.logprobs += tokens.len();
                Ok((!tokens.is_empty()).then_some(Delta::Logprobs(tokens)))
            }
            // An answer that ends before it has come as far as it was is another one.
            Delta::Finish(_) if !self.again.is_empty() => Err(Differs(delta)),
            other => Ok(Some(other)),
        }
    }

    /// What of a text is new.
    fn written(&mut self, mut piece: Piece) -> Result<Option<Delta>, Differs> {
        while !piece.text().is_empty() {
            let Some(expected) = self.again.front_mut() else {
                self.note(piece.clone());
                return Ok(Some(piece.into_delta()));
            };
            let both = expected.text().len().min(piece.text().len());
            let same =
                expected.is_like(&piece) && expected.text().as_bytes()[..both] == piece.text().as_bytes()[..both];
            if !same {
                return Err(Differs(piece.into_delta()));
            }
            // The bytes are the same, so that a boundary of characters in the shorter one is one in the longer.
            piece.text_mut().drain(..both);
            expected.text_mut().drain(..both);
            if expected.text().is_empty() {
                self.again.pop_front();
            }
        }
        Ok(None)
    }

    /// What is told of this, if it is new.
    fn happened(&mut self, piece: Piece, delta: Delta) -> Result<Option<Delta>, Differs> {
        match self.again.front() {
            None => {
                self.note(piece);
                Ok(Some(delta))
            }
            Some(expected) if *expected == piece => {
                self.again.pop_front();
                Ok(None)
            }
            Some(_) => Err(Differs(delta)),
        }
    }

    fn note(&mut self, piece: Piece) {
        match self.pieces.last_mut() {
            Some(last) if last.is_like(&piece) => last.text_mut().push_str(piece.text()),
            _ => self.pieces.push(piece),
        }
    }
}

impl Piece {
    /// Whether both are text of the same kind and place.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(_), Self::Text(_)) | (Self::Reasoning(_), Self::Reasoning(_)) => true,
            (Self::CallArguments(one, _), Self::CallArguments(other, _)) => one == other,
            _ => false,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Reasoning(text) | Self::CallArguments(_, text) | Self::CallStart(_, text) => text,
            Self::CallEnd(_) => "",
        }
    }

    fn text_mut(&mut self) -> TextMut<'_> {
        match self {
            Self::Text(text) | Self::Reasoning(text) | Self::CallArguments(_, text) | Self::CallStart(_, text) => {
                TextMut(Some(text))
            }
            Self::CallEnd(_) => TextMut(None),
        }
    }

    fn into_delta(self) -> Delta {
        match self {
            Self::Text(text) => Delta::Text(text),
            Self::Reasoning(text) => Delta::Reasoning(text),
            Self::CallArguments(index, fragment) => Delta::CallArguments { index, fragment },
            Self::CallStart(index, name) => Delta::CallStart { index, id: None, name },
            Self::CallEnd(index) => Delta::CallEnd { index },
        }
    }
}

/// The text of a piece, if it has one.
struct TextMut<'t>(Option<&'t mut String>);

impl TextMut<'_> {
    fn drain(self, range: std::ops::RangeTo<usize>) {
        if let Some(text) = self.0 {
            text.drain(range);
        }
    }

    fn truncate(self, length: usize) {
        if let Some(text) = self.0 {
            text.truncate(length);
        }
    }

    fn push_str(self, more: &str) {
        if let Some(text) = self.0 {
            text.push_str(more);
        }
    }
}

#[cfg(test)]
mod tests;
