//! What each sequence of the KV cache holds. No llama.cpp here: decisions only, so that tables can test them.

use std::collections::HashSet;
use std::rc::Rc;

use llama_cpp_2::token::LlamaToken;

use super::command::SessionId;

/// A cell of the cache: sequences that were copied from each other share it.
pub(super) type Cell = Rc<LlamaToken>;

/// One sequence of the cache.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    /// The cells it holds, by position.
    pub(super) cells: Vec<Cell>,
    /// The logits after its last cell, when they were kept.
    pub(super) logits: Option<Vec<f32>>,
    /// The session it belongs to; without one, it is a prefix kept for whoever comes next.
    pub(super) owner: Option<SessionId>,
    /// Whether a job works on it.
    pub(super) busy: bool,
    /// How many of its cells say nothing about anybody.
    pub(super) public: usize,
    used_at: u64,
}

impl Sequence {
    fn common(&self, tokens: &[LlamaToken]) -> usize {
        self.cells.iter().zip(tokens).take_while(|(cell, token)| ***cell == **token).count()
    }

    fn is_free(&self) -> bool {
        self.cells.is_empty() && self.owner.is_none() && !self.busy
    }
}

/// All sequences that sessions can have.
#[derive(Debug)]
pub(super) struct Sequences {
    all: Vec<Sequence>,
    clock: u64,
}

impl Sequences {
    pub(super) fn new(count: usize) -> Self {
        Self { all: std::iter::repeat_with(Sequence::default).take(count).collect(), clock: 0 }
    }

    pub(super) fn get(&self, id: usize) -> &Sequence {
        &self.all[id]
    }

    pub(super) fn get_mut(&mut self, id: usize) -> &mut Sequence {
        &mut self.all[id]
    }

    /// The sequence of a session.
    pub(super) fn of(&self, session: SessionId) -> Option<usize> {
        self.all.iter().position(|sequence| sequence.owner == Some(session))
    }

    /// The sequence that begins with most of these tokens, and with how many.
    pub(super) fn longest(&self, tokens: &[LlamaToken]) -> Option<(usize, usize)> {
        let common = self.all.iter().map(|sequence| sequence.common(tokens)).enumerate();
        common.max_by_key(|(_, length)| *length).filter(|(_, length)| *length > 0)
    }

    /// How many of these tokens a sequence begins with.
    pub(super) fn common(&self, id: usize, tokens: &[LlamaToken]) -> usize {
        self.all[id].common(tokens)
    }

    /// How many sequences begin with these tokens.
    pub(super) fn holders(&self, tokens: &[LlamaToken]) -> usize {
        self.all.iter().filter(|sequence| sequence.common(tokens) == tokens.len()).count()
    }

    /// A sequence that nobody holds.
    pub(super) fn free(&self) -> Option<usize> {
        self.all.iter().position(Sequence::is_free)
    }

    /// The idle sequence that was used longest ago, other than this one.
    pub(super) fn victim(&self, except: Option<usize>) -> Option<usize> {
        let idle = |(id, sequence): &(usize, &Sequence)| !sequence.busy && !sequence.is_free() && Some(*id) != except;
        self.all.iter().enumerate().filter(idle).min_by_key(|(_, sequence)| sequence.used_at).map(|(id, _)| id)
    }

    /// Marks a sequence as used just now.
    pub(super) fn touch(&mut self, id: usize) {
        self.clock += 1;
        self.all[id].used_at = self.clock;
    }

    /// How many cells are taken; one that several sequences share counts once.
    pub(super) fn cells(&self) -> usize {
        let cells = self.all.iter().flat_map(|sequence| &sequence.cells);
        cells.map(Rc::as_ptr).collect::<HashSet<_>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(ids: &[i32]) -> Vec<LlamaToken> {
        ids.iter().copied().map(LlamaToken).collect()
    }

    fn hold(sequences: &mut Sequences, id: usize, ids: &[i32]) {
        sequences.get_mut(id).cells = tokens(ids).into_iter().map(Rc::new).collect();
        sequences.touch(id);
    }

    #[test]
    fn the_longest_common_beginning_is_found() {
        let mut sequences = Sequences::new(3);
        hold(&mut sequences, 0, &[1, 2, 9]);
        hold(&mut sequences, 1, &[1, 2, 3, 9]);
        assert_eq!(sequences.longest(&tokens(&[1, 2, 3, 4])), Some((1, 3)));
        assert_eq!(sequences.longest(&tokens(&[7])), None);
    }

    #[test]
    fn shared_cells_count_once() {
        let mut sequences = Sequences::new(2);
        hold(&mut sequences, 0, &[1, 2, 3]);
        let shared = sequences.get(0).cells[..2].to_vec();
        sequences.get_mut(1).cells = shared;
        assert_eq!(sequences.cells(), 3);
    }

    #[test]
    fn the_sequence_idle_for_longest_gives_way_and_a_busy_one_never_does() {
        let mut sequences = Sequences::new(3);
        hold(&mut sequences, 0, &[1]);
        hold(&mut sequences, 1, &[2]);
        assert_eq!(sequences.victim(None), Some(0));
        assert_eq!(sequences.victim(Some(0)), Some(1));
        sequences.get_mut(0).busy = true;
        sequences.touch(0);
        assert_eq!(sequences.victim(None), Some(1));
        assert_eq!(sequences.free(), Some(2));
    }
}
