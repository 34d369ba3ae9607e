//! The vocabulary as llguidance reads it.

use std::sync::Arc;

use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::LlamaVocab;
use llguidance::toktrie::{SimpleVob, TokRxInfo, TokTrie, TokenId, TokenizerEnv};

use crate::edge::model::vocab::Vocab;

/// Marks a token as special for llguidance, so that no text is spelled with it.
const SPECIAL: u8 = 0xFF;

/// What is longer, or more than all of it, the trie cannot hold, and panics. Such a token is none that a grammar allows.
const LONGEST: usize = 255;
const MOST_BYTES: usize = (1 << 24) - 2;

/// All tokens with their bytes, and the model's own way to split bytes into tokens. llguidance appends the tokens that a
/// grammar forces only if it may rely on that way.
pub(super) struct TokenTable {
    trie: TokTrie,
    vocab: Vocab,
}

impl TokenTable {
    pub(super) fn new(vocab: Vocab) -> Self {
        let model = Arc::clone(vocab.model());
        let tokens = model.vocab();
        let mut ends: Vec<TokenId> = tokens.tokens().filter(|token| tokens.is_eog(*token)).map(id).collect();
        if ends.is_empty() {
            // The trie has to have one. A model that cannot end is ended by its grammar, or by the most tokens it may write.
            ends.push(0);
        }
        let mut room = MOST_BYTES;
        let words: Vec<Vec<u8>> = tokens
            .tokens()
            .map(|token| {
                let word = word(&tokens, token);
                if word.len() > LONGEST || word.len() > room {
                    return Vec::new();
                }
                room -= word.len();
                word
            })
            .collect();
        let size = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let info = TokRxInfo::new(size, ends.first().copied().unwrap_or(0));
        let trie = TokTrie::from(&info, &words).with_eos_tokens(&ends);
        Self { trie, vocab }
    }
}

impl TokenizerEnv for TokenTable {
    fn tok_trie(&self) -> &TokTrie {
        &self.trie
    }

    fn tokenize_bytes(&self, bytes: &[u8]) -> Vec<TokenId> {
        let tokens: Vec<TokenId> = self.vocab.bytes(bytes).into_iter().map(id).collect();
        // Some vocabularies put a space before a text, and bytes that are no text are replaced.
        if self.trie.decode(&tokens) == bytes { tokens } else { self.trie.greedy_tokenize(bytes) }
    }
}

/// What a token writes; a special one, its name after a mark.
fn word(vocab: &LlamaVocab<'_>, token: LlamaToken) -> Vec<u8> {
    let bytes = vocab.token_to_piece(token, false, None);
    if !bytes.is_empty() {
        return bytes;
    }
    let special = vocab.token_to_piece(token, true, None);
    if special.is_empty() { special } else { [vec![SPECIAL], special].concat() }
}

fn id(token: LlamaToken) -> TokenId {
    token.0.cast_unsigned()
}

/// Tokens by what they do to a JSON text.
pub(super) struct Classes {
    /// `}`, `]`, `"` and `,` as tokens of their own, in the order in which they bring a text to its end soonest.
    pub(super) closers: Vec<TokenId>,
    /// `"` as a token of its own.
    pub(super) quote: Option<TokenId>,
    /// Tokens that begin with a digit.
    pub(super) digits: SimpleVob,
    /// Tokens of one byte.
    pub(super) short: SimpleVob,
    /// A letter, which nothing but texts and names have everywhere.
    pub(super) letter: Option<TokenId>,
    /// Tokens that end a message.
    pub(super) ends: Vec<TokenId>,
    /// The bytes of every token.
    table: Arc<TokenTable>,
}

impl Classes {
    pub(super) fn new(table: &Arc<TokenTable>) -> Self {
        let trie = &table.trie;
        let mut digits = trie.alloc_token_set();
        let mut short = trie.alloc_token_set();
        for (number, word) in trie.all_tokens().iter().enumerate() {
            if word.first().is_some_and(u8::is_ascii_digit) {
                digits.set(number, true);
            }
            short.set(number, word.len() == 1);
        }
        let closers = [b"}", b"]", b"\"", b","].iter().filter_map(|text| trie.token_id(*text)).collect();
        Self {
            closers,
            quote: trie.token_id(b"\""),
            digits,
            short,
            letter: trie.token_id(b"a"),
            ends: trie.eos_tokens().to_vec(),
            table: Arc::clone(table),
        }
    }

    pub(super) fn bytes(&self, token: TokenId) -> &[u8] {
        self.table.trie.token(token)
    }

    /// The text of a token, and whether it is a control token, which no text is spelled with.
    pub(super) fn text(&self, token: TokenId) -> (&[u8], bool) {
        match self.bytes(token) {
            [SPECIAL, text @ ..] => (text, true),
            text => (text, text.is_empty()),
        }
    }

    /// How many tokens there are.
    pub(super) fn count(&self) -> usize {
        self.table.trie.vocab_size()
    }

    /// Tokens that spell some bytes, in whatever way.
    pub(super) fn spelled(&self, bytes: &[u8]) -> Vec<TokenId> {
        self.table.trie.greedy_tokenize(bytes)
    }
}
