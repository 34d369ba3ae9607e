//! What is done to sequences of the cache: shortened, copied, moved up.

use llama_cpp_2::token::LlamaToken;

use super::Scheduler;
use crate::edge::worker::sequence::Cell;

/// Moving up fewer tokens than this saves nothing that is noticed.
const WORTH_MOVING: usize = 32;

impl Scheduler<'_> {
    /// Keeps the first cells of a sequence only; none when the model cannot forget a part.
    pub(in crate::edge::worker) fn truncate(&mut self, id: usize, length: usize) {
        if self.sequences.get(id).cells.len() <= length {
            return;
        }
        let length = if self.limits.partial { length } else { 0 };
        let whole = self.remove(id, length, None);
        let sequence = self.sequences.get_mut(id);
        sequence.cells.truncate(if whole { length } else { 0 });
        sequence.logits = None;
        if !whole {
            self.remove(id, 0, None);
        }
    }

    fn remove(&mut self, id: usize, from: usize, to: Option<usize>) -> bool {
        let to = to.map(u32::try_from).transpose();
        let (Ok(id), Ok(from), Ok(to)) = (u32::try_from(id), u32::try_from(from), to) else { return false };
        self.context.clear_kv_cache_seq(Some(id), Some(from), to).unwrap_or(false)
    }

    /// Makes a sequence hold the first cells of another. Copies no memory.
    pub(super) fn copy(&mut self, from: usize, to: usize, length: usize) {
        self.truncate(to, 0);
        if self.copy_cells(from, to, length) {
            let cells = self.sequences.get(from).cells[..length].to_vec();
            self.sequences.get_mut(to).cells = cells;
        }
    }

    /// The same for a sequence that is not in the books.
    pub(in crate::edge::worker) fn copy_cells(&mut self, from: usize, to: usize, length: usize) -> bool {
        match (i32::try_from(from), i32::try_from(to), u32::try_from(length)) {
            (Ok(from), Ok(to), Ok(length)) => self.context.copy_kv_cache_seq(from, to, Some(0), Some(length)).is_ok(),
            _ => false,
        }
    }

    /// After old exchanges were left out of a conversation: forgets their cells and moves up those of what followed, so
    /// that it need not be computed again. What moves was computed while the old could still be read. Only where the model
    /// can do it, and only cells that no other sequence shares.
    pub(super) fn close_gap(&mut self, id: usize, start: usize, prompt: &[LlamaToken]) -> bool {
        let cells = &self.sequences.get(id).cells;
        let Some((from, length)) = self.limits.shift.then(|| after_gap(cells, start, prompt)).flatten() else {
            return false;
        };
        let numbers =
            (i32::try_from(id), u32::try_from(from), u32::try_from(from + length), i32::try_from(from - start));
        let (Ok(number), Ok(first), Ok(end), Ok(gap)) = numbers else { return false };
        self.truncate(id, from + length);
        if !self.remove(id, start, Some(from))
            || self.context.kv_cache_seq_add(number, Some(first), Some(end), -gap).is_err()
        {
            self.truncate(id, 0);
            return false;
        }
        let sequence = self.sequences.get_mut(id);
        sequence.cells.drain(start..from);
        sequence.logits = None;
        true
    }
}

/// Where in the cells the rest of the prompt goes on after a gap, and for how long.
fn after_gap(cells: &[Cell], start: usize, prompt: &[LlamaToken]) -> Option<(usize, usize)> {
    let rest = prompt.get(start..)?;
    let run = |from: usize| {
        let same = |(cell, token): &(&Cell, &LlamaToken)| ***cell == **token && std::rc::Rc::strong_count(cell) == 1;
        cells[from..].iter().zip(rest).take_while(same).count()
    };
    let longest = (start + 1..cells.len())
        .map(|from| (from, run(from)))
        .max_by_key(|(from, length)| (*length, usize::MAX - from));
    longest.filter(|(_, length)| *length >= WORTH_MOVING)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn cells(ids: impl IntoIterator<Item = i32>) -> Vec<Cell> {
        ids.into_iter().map(|id| Rc::new(LlamaToken(id))).collect()
    }

    #[test]
    fn what_follows_a_gap_is_found() {
        let held = cells((0..10).chain(100..150).chain(200..260));
        let prompt: Vec<LlamaToken> = (0..10).chain(200..260).chain(300..310).map(LlamaToken).collect();
        assert_eq!(after_gap(&held, 10, &prompt), Some((60, 60)));
        assert_eq!(after_gap(&held, 10, &prompt[..30]), None);
    }

    #[test]
    fn cells_that_another_sequence_shares_stay_where_they_are() {
        let held = cells((0..10).chain(100..150).chain(200..260));
        let shared = held.clone();
        let prompt: Vec<LlamaToken> = (0..10).chain(200..260).map(LlamaToken).collect();
        assert_eq!(after_gap(&held, 10, &prompt), None);
        drop(shared);
    }
}
