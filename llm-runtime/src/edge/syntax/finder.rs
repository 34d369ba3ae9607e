//! [`Finder`]: finds texts in what comes byte by byte, holding back only what may still become one of them.

/// Finds the first of some texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finder {
    texts: Vec<Vec<u8>>,
    pending: Vec<u8>,
}

/// What one more byte says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// So many of the oldest bytes held back are part of no text that is looked for.
    Nothing,
    /// The text of this number ends here. What was held back before it has been released.
    Text(usize),
}

impl Finder {
    pub(crate) fn new(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let texts: Vec<Vec<u8>> = texts.into_iter().map(|text| text.as_ref().as_bytes().to_vec()).collect();
        Self { texts, pending: Vec::new() }
    }

    /// Takes a byte; bytes that cannot begin a text any more are added to `released`.
    pub(crate) fn push(&mut self, byte: u8, released: &mut Vec<u8>) -> Found {
        self.pending.push(byte);
        loop {
            if let Some(found) = self.texts.iter().position(|text| !text.is_empty() && *text == self.pending) {
                self.pending.clear();
                return Found::Text(found);
            }
            if self.pending.is_empty() || self.texts.iter().any(|text| text.starts_with(&self.pending)) {
                return Found::Nothing;
            }
            // At most as many rounds as the longest text has bytes.
            released.push(self.pending.remove(0));
        }
    }

    /// Whether nothing is held back.
    pub(crate) fn is_idle(&self) -> bool {
        self.pending.is_empty()
    }

    /// What is held back when nothing more comes.
    pub(crate) fn finish(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.pending)
    }
}
