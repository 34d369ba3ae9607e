//! Which of several continuations is the likeliest, without computing all of them.
//!
//! A continuation gets no likelier as it goes on, so what is known of its beginning bounds it. The most promising one is
//! computed to its end, which tells the others that begin alike something too; when the best is known to its end and no
//! other can reach it, the rest need not be computed. Its tokens stay in the cache, for whoever writes on from there.

use std::rc::Rc;

use llama_cpp_2::token::LlamaToken;

use super::sampler::Probabilities;
use super::scheduler::Scheduler;
use crate::error::ErrorKind;

/// What is to be chosen among.
#[derive(Clone, Debug)]
pub(crate) struct Choosing {
    /// The continuations.
    pub(crate) candidates: Vec<Vec<LlamaToken>>,
    /// What is added to the logarithm of each one's probability.
    pub(crate) offsets: Vec<f32>,
    /// What is added to the logarithm of the probability that none of them begins; `None` when one of them has to.
    pub(crate) none: Option<f32>,
}

/// What is known of a candidate: at most how likely it is, after so many of its tokens.
#[derive(Clone, Copy, Debug)]
struct Known {
    most: f32,
    tokens: usize,
}

/// A continuation that was computed but for its last token, and the sequence that holds it.
struct Path {
    sequence: usize,
    tokens: Vec<LlamaToken>,
}

impl Scheduler<'_> {
    /// The best of the candidates after a sequence of this length, whose last logits are given; `None` for none of them.
    pub(super) fn choose(
        &mut self,
        base: usize,
        length: usize,
        logits: &[f32],
        choosing: &Choosing,
    ) -> Result<Option<usize>, ErrorKind> {
        let mut paths = Vec::new();
        let best = self.search(base, length, logits, choosing, &mut paths);
        if let Ok(Some(best)) = best {
            self.keep_path(base, length, &choosing.candidates[best], &paths);
        }
        self.forget(&mut paths);
        best
    }

    fn forget(&mut self, paths: &mut Vec<Path>) {
        for path in paths.drain(..) {
            let _ = self.context.clear_kv_cache_seq(u32::try_from(path.sequence).ok(), None, None);
        }
    }

    fn search(
        &mut self,
        base: usize,
        length: usize,
        logits: &[f32],
        choosing: &Choosing,
        paths: &mut Vec<Path>,
    ) -> Result<Option<usize>, ErrorKind> {
        let Choosing { candidates, offsets, none } = choosing;
        let probabilities = Probabilities::new(logits);
        let none = none.map(|offset| offset + none_begins(probabilities, candidates));
        let first = |candidate: &Vec<LlamaToken>| candidate.first().map_or(0.0, |token| probabilities.log(*token));
        let mut known: Vec<Known> = candidates
            .iter()
            .zip(offsets)
            .map(|(candidate, offset)| Known { most: offset + first(candidate), tokens: candidate.len().min(1) })
            .collect();
        loop {
            let Some(best) = best(&known, none) else { return Ok(None) };
            if known[best].tokens == candidates[best].len() {
                return Ok(Some(best));
            }
            self.compute(base, length, &candidates[best], paths, |depth, logits| {
                learn(&mut known, candidates, best, depth, logits);
            })?;
        }
    }

    /// Computes a continuation but for its last token, from where the paths that were computed leave it; tells the logits
    /// after each of its tokens.
    fn compute(
        &mut self,
        base: usize,
        length: usize,
        candidate: &[LlamaToken],
        paths: &mut Vec<Path>,
        mut tell: impl FnMut(usize, &[f32]),
    ) -> Result<(), ErrorKind> {
        if paths.len() == self.limits.scoring {
            self.forget(paths);
        }
        let sequence = self.limits.sessions + paths.len();
        let tokens = candidate[..candidate.len() - 1].to_vec();
        if tokens.len() > self.limits.batch {
            return Err(ErrorKind::Generation("the name of a function has more tokens than a batch".to_owned()));
        }
        let common = |path: &Path| path.tokens.iter().zip(&tokens).take_while(|(one, other)| one == other).count();
        let nearest = paths.iter().map(|path| (path.sequence, common(path))).max_by_key(|(_, common)| *common);
        let nearest = nearest.filter(|(_, common)| *common > 0 && self.limits.partial);
        let (source, shared) = nearest.unwrap_or((base, 0));
        self.copy_to_scratch(source, sequence, length + shared)?;
        paths.push(Path { sequence, tokens: tokens.clone() });
        self.decode_path(sequence, length + shared, &tokens[shared..])?;
        for (row, depth) in (shared + 1..=tokens.len()).enumerate() {
            tell(depth, self.context.get_logits_ith(i32::try_from(row).unwrap_or_default()));
        }
        Ok(())
    }

    fn copy_to_scratch(&mut self, from: usize, to: usize, length: usize) -> Result<(), ErrorKind> {
        let number = |value: usize| i32::try_from(value).map_err(failed);
        // What cannot be copied in part is not longer than this.
        let end = if self.limits.partial { Some(u32::try_from(length).map_err(failed)?) } else { None };
        self.context.copy_kv_cache_seq(number(from)?, number(to)?, end.map(|_| 0), end).map_err(failed)
    }

    fn decode_path(&mut self, sequence: usize, start: usize, tokens: &[LlamaToken]) -> Result<(), ErrorKind> {
        self.batch.clear();
        let sequence = i32::try_from(sequence).map_err(failed)?;
        for (place, token) in (start..).zip(tokens) {
            self.batch.add(*token, i32::try_from(place).map_err(failed)?, &[sequence], true).map_err(failed)?;
        }
        self.decode_batch().map_err(failed)
    }

    /// Leaves the best one's tokens, as far as they were computed, in the sequence itself.
    fn keep_path(&mut self, base: usize, length: usize, candidate: &[LlamaToken], paths: &[Path]) {
        let path =
            paths.iter().find(|path| candidate.starts_with(&path.tokens) && path.tokens.len() + 1 == candidate.len());
        let Some(path) = path.filter(|_| self.limits.partial) else { return };
        if self.copy_cells(path.sequence, base, length + path.tokens.len()) {
            let sequence = self.sequences.get_mut(base);
            sequence.cells.extend(path.tokens.iter().copied().map(Rc::new));
            sequence.logits = None;
        }
    }
}

/// The most promising candidate; `None` when none of them can be better than having none. The first of equals.
fn best(known: &[Known], none: Option<f32>) -> Option<usize> {
    let best =
        (0..known.len()).max_by(|one, other| known[*one].most.total_cmp(&known[*other].most).then(other.cmp(one)))?;
    none.is_none_or(|none| known[best].most > none).then_some(best)
}

/// Takes the logits after so many tokens of one candidate, which are those of all that begin alike.
fn learn(known: &mut [Known], candidates: &[Vec<LlamaToken>], computed: usize, depth: usize, logits: &[f32]) {
    let probabilities = Probabilities::new(logits);
    for (known, candidate) in known.iter_mut().zip(candidates) {
        let alike = candidate.len() > depth && candidate[..depth] == candidates[computed][..depth];
        if alike && known.tokens == depth {
            known.most += probabilities.log(candidate[depth]);
            known.tokens = depth + 1;
        }
    }
}

/// The logarithm of the probability that the next token begins none of them.
fn none_begins(probabilities: Probabilities<'_>, candidates: &[Vec<LlamaToken>]) -> f32 {
    let mut first: Vec<LlamaToken> = candidates.iter().filter_map(|candidate| candidate.first()).copied().collect();
    first.sort_unstable_by_key(|token| token.0);
    first.dedup();
    let begins: f64 = first.into_iter().map(|token| f64::from(probabilities.log(token)).exp()).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a probability needs no more digits")]
    let logarithm = (1.0 - begins).max(1e-12).ln() as f32;
    logarithm
}

fn failed(error: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Generation(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(ids: &[i32]) -> Vec<LlamaToken> {
        ids.iter().copied().map(LlamaToken).collect()
    }

    #[test]
    fn the_most_promising_is_looked_at_and_none_wins_ties() {
        let known = |most: f32| Known { most, tokens: 1 };
        assert_eq!(best(&[known(-2.0), known(-1.0), known(-1.0)], None), Some(1));
        assert_eq!(best(&[known(-2.0)], Some(-1.0)), None);
        assert_eq!(best(&[known(-1.0)], Some(-1.0)), None);
        assert_eq!(best(&[], None), None);
    }

    #[test]
    fn what_is_computed_for_one_is_known_of_those_that_begin_alike() {
        let candidates = [tokens(&[0, 1, 2]), tokens(&[0, 1, 3]), tokens(&[0, 2])];
        let mut known = vec![Known { most: 0.0, tokens: 1 }; 3];
        let logits = [0.0_f32, 0.0, 0.0, 0.0];
        learn(&mut known, &candidates, 0, 1, &logits);
        learn(&mut known, &candidates, 0, 2, &logits);
        let lengths: Vec<usize> = known.iter().map(|known| known.tokens).collect();
        assert_eq!(lengths, [3, 3, 2]);
        let quarter = 0.25_f32.ln();
        assert!((known[0].most - 2.0 * quarter).abs() < 1e-6 && (known[2].most - quarter).abs() < 1e-6);
    }

    #[test]
    fn tokens_that_several_begin_with_count_once() {
        let logits = [0.0_f32, 0.0, 0.0, 0.0];
        let none = none_begins(Probabilities::new(&logits), &[tokens(&[0, 1]), tokens(&[0, 2]), tokens(&[1])]);
        assert!((none - 0.5_f32.ln()).abs() < 1e-6);
    }
}
