//! How likely each of several continuations is, computed together.
//!
//! Candidates that begin alike share those tokens: a batch holds one entry for each inner node of their tree, which
//! belongs to the sequences of all candidates below it.

use std::collections::BTreeMap;

use llama_cpp_2::token::LlamaToken;

use super::sampler::Probabilities;
use super::scheduler::Scheduler;
use crate::error::ErrorKind;

/// The first tokens of some candidates, after which more follow: one entry of a batch.
struct Node {
    /// The tokens up to here, this one included.
    path: Vec<LlamaToken>,
    /// The candidates that begin so.
    members: Vec<usize>,
}

impl Scheduler<'_> {
    /// The logarithm of each candidate's probability after a sequence of this length, whose last logits are given.
    pub(super) fn score(
        &mut self,
        base: usize,
        length: usize,
        logits: &[f32],
        candidates: &[Vec<LlamaToken>],
    ) -> Result<Vec<f32>, ErrorKind> {
        let probabilities = Probabilities::new(logits);
        let first = |candidate: &Vec<LlamaToken>| candidate.first().map_or(0.0, |token| probabilities.log(*token));
        let mut scores: Vec<f32> = candidates.iter().map(first).collect();
        let mut start = 0;
        while start < candidates.len() {
            let end = self.group(candidates, start);
            self.score_group(base, length, &candidates[start..end], &mut scores[start..end])?;
            start = end;
        }
        Ok(scores)
    }

    /// The end of the largest group of candidates that fits one batch.
    fn group(&self, candidates: &[Vec<LlamaToken>], start: usize) -> usize {
        let most = candidates.len().min(start + self.limits.scoring);
        let fits = |end: &usize| nodes(&candidates[start..*end]).len() <= self.limits.batch;
        (start + 1..=most).rev().find(fits).unwrap_or(start + 1)
    }

    fn score_group(
        &mut self,
        base: usize,
        length: usize,
        candidates: &[Vec<LlamaToken>],
        scores: &mut [f32],
    ) -> Result<(), ErrorKind> {
        let nodes = nodes(candidates);
        if nodes.is_empty() {
            return Ok(());
        }
        if nodes.len() > self.limits.batch {
            return Err(ErrorKind::Generation("the name of a function has more tokens than a batch".to_owned()));
        }
        let outcome = self.decode_nodes(base, length, candidates.len(), &nodes);
        if outcome.is_ok() {
            for (row, node) in (0..).zip(&nodes) {
                let probabilities = Probabilities::new(self.context.get_logits_ith(row));
                for member in &node.members {
                    scores[*member] += probabilities.log(candidates[*member][node.path.len()]);
                }
            }
        }
        for number in 0..candidates.len() {
            let id = u32::try_from(self.limits.sessions + number).ok();
            let _ = self.context.clear_kv_cache_seq(id, None, None);
        }
        outcome
    }

    fn decode_nodes(&mut self, base: usize, length: usize, count: usize, nodes: &[Node]) -> Result<(), ErrorKind> {
        let number = |value: usize| i32::try_from(value).map_err(failed);
        for member in 0..count {
            let to = number(self.limits.sessions + member)?;
            self.context.copy_kv_cache_seq(number(base)?, to, None, None).map_err(failed)?;
        }
        self.batch.clear();
        for node in nodes {
            let sequences = node.members.iter().map(|member| number(self.limits.sessions + member));
            let sequences = sequences.collect::<Result<Vec<i32>, _>>()?;
            let position = number(length + node.path.len() - 1)?;
            let Some(token) = node.path.last() else { continue };
            self.batch.add(*token, position, &sequences, true).map_err(failed)?;
        }
        self.decode_batch().map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Generation(error.to_string())
}

/// The inner nodes of the candidates' tree, shorter paths first.
fn nodes(candidates: &[Vec<LlamaToken>]) -> Vec<Node> {
    let mut members: BTreeMap<(usize, Vec<LlamaToken>), Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        for length in 1..candidate.len() {
            members.entry((length, candidate[..length].to_vec())).or_default().push(index);
        }
    }
    members.into_iter().map(|((_, path), members)| Node { path, members }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_beginning_is_one_node() {
        let tokens = |ids: &[i32]| ids.iter().copied().map(LlamaToken).collect::<Vec<_>>();
        let nodes = nodes(&[tokens(&[1, 2, 3]), tokens(&[1, 2, 4]), tokens(&[5])]);
        let members: Vec<_> = nodes.iter().map(|node| node.members.clone()).collect();
        assert_eq!(members, [vec![0, 1], vec![0, 1]]);
    }
}
