//! Text → tokens, such that nothing but our own template can become a special token.

use std::sync::Arc;

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token_type::LlamaTokenAttr;

/// A stretch of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) text: String,
    /// Whether it comes from the template, so that special tokens in it are meant.
    pub(crate) trusted: bool,
}

/// The tokens of a model.
#[derive(Clone)]
pub(crate) struct Vocab {
    model: Arc<LlamaModel>,
    /// Special tokens by their text, longest first.
    special: Arc<[(String, LlamaToken)]>,
}

impl Vocab {
    pub(crate) fn new(model: Arc<LlamaModel>) -> Self {
        let vocab = model.vocab();
        let mut special: Vec<(String, LlamaToken)> = vocab
            .tokens()
            .filter(|token| {
                vocab.attr(*token).contains(LlamaTokenAttr::Control)
                    || vocab.attr(*token).contains(LlamaTokenAttr::Unknown)
            })
            .filter_map(|token| Some((String::from_utf8(vocab.token_to_piece(token, true, None)).ok()?, token)))
            .filter(|(text, _)| !text.is_empty())
            .collect();
        special.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Self { special: special.into(), model }
    }

    /// Whether the vocabulary has a special token of this text.
    pub(crate) fn has_special(&self, text: &str) -> bool {
        self.special.iter().any(|(special, _)| special == text)
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
        if text.is_empty() { Vec::new() } else { self.model.vocab().tokenize(text.as_bytes(), false, false) }
    }

    /// The tokens of a text by itself, with the tokens around it that the model expects.
    pub(crate) fn text(&self, text: &str) -> Vec<LlamaToken> {
        self.model.vocab().tokenize(text.as_bytes(), true, false)
    }

    /// The tokens of a prompt. Text between two special tokens is tokenized as one, whoever wrote it, so that harmless
    /// text gets the tokens that the model was trained on.
    pub(crate) fn prompt(&self, segments: &[Segment]) -> Vec<LlamaToken> {
        let vocab = self.model.vocab();
        let mut tokens = Vec::new();
        let mut run = String::new();
        for segment in segments {
            let mut rest = segment.text.as_str();
            while let Some((at, length, token)) = segment.trusted.then(|| self.next_special(rest)).flatten() {
                run.push_str(&rest[..at]);
                tokens.extend(self.plain(&std::mem::take(&mut run)));
                tokens.push(token);
                rest = &rest[at + length..];
            }
            run.push_str(rest);
        }
        tokens.extend(self.plain(&run));
        if vocab.should_add_bos() && vocab.bos().0 >= 0 && tokens.first() != Some(&vocab.bos()) {
            tokens.insert(0, vocab.bos());
        }
        tokens
    }

    /// The first special token in a text, the longest where several begin: place, length, token.
    fn next_special(&self, text: &str) -> Option<(usize, usize, LlamaToken)> {
        let found =
            self.special.iter().filter_map(|(special, token)| Some((text.find(special)?, special.len(), *token)));
        found.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))
    }
}

impl std::fmt::Debug for Vocab {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Vocab").field("special", &self.special.len()).finish_non_exhaustive()
    }
}
