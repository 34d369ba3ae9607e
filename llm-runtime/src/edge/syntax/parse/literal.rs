//! A fixed text, in which any white space stands for any other.

/// Where in a text the reader is.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    text: &'static [u8],
    at: usize,
}

/// What a byte was to a fixed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    More,
    /// All but white space has come.
    Done,
    /// Something else. Nothing of it was taken.
    Other,
}

impl Literal {
    pub(super) fn new(text: &'static str) -> Self {
        Self { text: text.as_bytes(), at: 0 }
    }

    /// Whether nothing but white space is left, so that it need not come at all.
    pub(super) fn is_done(&self) -> bool {
        self.text[self.at..].iter().all(u8::is_ascii_whitespace)
    }

    pub(super) fn feed(&mut self, byte: u8) -> Step {
        let rest = &self.text[self.at..];
        let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let between = space > 0 || self.at == 0 || matches!(rest.first(), Some(b'[' | b'{' | b'<' | b']' | b'}'));
        if byte.is_ascii_whitespace() && between {
            return Step::More;
        }
        if rest.get(space) != Some(&byte) {
            return Step::Other;
        }
        self.at += space + 1;
        if self.is_done() { Step::Done } else { Step::More }
    }
}
