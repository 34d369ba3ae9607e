//! Text → tokens, such that nothing but our own template can become a special token.

use std::sync::Arc;

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token_type::LlamaTokenAttr;
use llama_cpp_2::vocab::VocabType;

use super::pieces::pieces;
use super::special::{Specials, Stretch};

/// The tokens of a model.
#[derive(Clone)]
pub(crate) struct Vocab {
    model: Arc<LlamaModel>,
    specials: Arc<Specials>,
}

impl Vocab {
    pub(crate) fn new(model: Arc<LlamaModel>) -> Self {
        let vocab = model.vocab();
        // Where a text gets a space before it, it cannot be cut into pieces without changing.
        let cuts = {
            let tokens = vocab.tokenize(b"a", false, false);
            let pieces: Vec<u8> = tokens.iter().flat_map(|token| vocab.token_to_piece(*token, false, None)).collect();
            pieces == b"a"
        };
        let special = vocab.tokens().filter_map(|token| {
            let attributes = vocab.attr(token);
            let control = attributes.contains(LlamaTokenAttr::Control) || attributes.contains(LlamaTokenAttr::Unknown);
            let text = String::from_utf8(vocab.token_to_piece(token, true, None)).ok()?;
            let markup = cuts && attributes.contains(LlamaTokenAttr::UserDefined) && is_markup(&text);
            (control || markup).then_some((text, token.0, !control))
        });
        let specials = Arc::new(Specials::new(special));
        Self { model, specials }
    }

    pub(crate) fn specials(&self) -> &Arc<Specials> {
        &self.specials
    }

    /// Whether the vocabulary has a special token of this text.
    pub(crate) fn has_special(&self, text: &str) -> bool {
        self.specials.token(text).is_some()
    }

    /// The text of a special token, for the template's variables.
    pub(crate) fn special_text(&self, token: LlamaToken) -> String {
        if token.0 < 0 {
            return String::new();
        }
        String::from_utf8(self.model.vocab().token_to_piece(token, true, None)).unwrap_or_default()
    }

    pub(crate) fn model(&self) -> &Arc<LlamaModel> {
        &self.model
    }

    /// The tokens of plain text: special tokens in it are text.
    pub(crate) fn plain(&self, text: &str) -> Vec<LlamaToken> {
        self.bytes(text.as_bytes())
    }

    /// The tokens of bytes that need not be text.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Vec<LlamaToken> {
        let vocab = self.model.vocab();
        if bytes.is_empty() {
            return Vec::new();
        }
        if !self.cut_by_words() {
            return vocab.tokenize(bytes, false, false);
        }
        pieces(bytes).into_iter().flat_map(|piece| vocab.tokenize(piece, false, false)).collect()
    }

    /// Whether llama.cpp cuts text into words before it looks for tokens.
    fn cut_by_words(&self) -> bool {
        self.model.vocab().vocab_type() == VocabType::BPE
    }

    /// The tokens of a text by itself, with the tokens around it that the model expects.
    pub(crate) fn text(&self, text: &str) -> Vec<LlamaToken> {
        let vocab = self.model.vocab();
        if !self.cut_by_words() {
            return vocab.tokenize(text.as_bytes(), true, false);
        }
        let before = Some(vocab.bos()).filter(|bos| vocab.should_add_bos() && bos.0 >= 0);
        let after = Some(vocab.eos()).filter(|eos| vocab.should_add_eos() && eos.0 >= 0);
        before.into_iter().chain(self.plain(text)).chain(after).collect()
    }

    /// The first control token in a text: place, length, token. Others are found in plain text as well.
    pub(crate) fn control(&self, text: &str) -> Option<(usize, usize, u32)> {
        self.specials.next_control(text).map(|(at, length, token)| (at, length, token.cast_unsigned()))
    }

    /// The tokens of a text of ours, in which special tokens are meant.
    pub(crate) fn ours(&self, text: &str) -> Vec<LlamaToken> {
        let mut tokens = Vec::new();
        for stretch in self.specials.stretches(text) {
            match stretch {
                Stretch::Special(token) => tokens.push(LlamaToken(token)),
                Stretch::Plain(text) => tokens.extend(self.plain(&text)),
            }
        }
        tokens
    }

    /// The tokens of a rendered prompt. Text between two special tokens is tokenized as one, whoever wrote it, so that
    /// harmless text gets the tokens that the model was trained on.
    pub(crate) fn prompt(&self, text: &str) -> Vec<LlamaToken> {
        let vocab = self.model.vocab();
        let mut tokens = self.ours(text);
        if vocab.should_add_bos() && vocab.bos().0 >= 0 && tokens.first() != Some(&vocab.bos()) {
            tokens.insert(0, vocab.bos());
        }
        tokens
    }
}

/// Whether a text is a mark like those of calls and thoughts, not a word or white space that has a token of its own.
fn is_markup(text: &str) -> bool {
    let inner = |open, close| text.len() > 2 && text.starts_with(open) && text.ends_with(close);
    inner('<', '>') || inner('[', ']')
}

impl std::fmt::Debug for Vocab {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Vocab").finish_non_exhaustive()
    }
}
