//! [`Candidate`]: what is expected of a node, and why.

use std::fmt;
use std::time::Duration;

use crate::fog::NodeId;
use crate::fog::protocol::{Rates, Status};

/// Tokens a second that are assumed of a node of which nobody knows anything: a small model on an ordinary processor.
const USUAL_PREFILL: f32 = 200.0;
const USUAL_DECODE: f32 = 20.0;

/// How many times faster than usual a node is believed to be by its own word. No faster: a node that promises much, true or
/// not, draws every client that has not tried it at the same moment. In the [simulator](super) with forty nodes and eighty
/// clients the first token came after 13 s in the slowest twentieth when four times as much was believed, and after 7 s so;
/// that each client has favourites of its own, which it has tried, spreads them better than that all believe the same.
const MOST_BELIEVED: f32 = 1.0;

/// Tokens of an answer and of a prompt when nothing is said: what chat models have on average in public logs.
const USUAL_ANSWER: f32 = 150.0;
const USUAL_PROMPT: f32 = 400.0;

/// How much longer a node may be expected to take than the best, to be as good: what is known of a node is a second old, and
/// many clients with the same numbers must not all go to one.
const AS_GOOD: f32 = 1.15;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::fog) struct Work {
    /// Tokens of the prompt.
    pub(in crate::fog) prompt: usize,
    /// The most tokens of the answer, where the request says it.
    pub(in crate::fog) most: Option<u32>,
}

/// What is known of a node.
#[derive(Clone, Debug)]
pub(in crate::fog) struct Seen {
    pub(in crate::fog) node: NodeId,
    pub(in crate::fog) status: Status,
    pub(in crate::fog) round_trip: Duration,
    /// What answers of it were like here.
    pub(in crate::fog) rates: Rates,
    /// Own requests that its status does not count yet.
    pub(in crate::fog) outstanding: u32,
    /// Tokens of the prompt's beginning that it has computed for this session.
    pub(in crate::fog) held: usize,
    /// Failures lately, which make it less likely to be done at all.
    pub(in crate::fog) failures: u32,
}

/// A node that could take a turn, and when it is expected to be done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Candidate {
    /// The node.
    pub node: NodeId,
    /// When it is expected to be done, from now.
    pub expected: Duration,
    /// The way there and back.
    pub round_trip: Duration,
    /// The wait for those before.
    pub queue: Duration,
    /// Reading the prompt.
    pub prompt: Duration,
    /// Writing the answer.
    pub answer: Duration,
}

/// Which node was chosen, among which.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choice {
    /// The candidates, the best first.
    pub candidates: Vec<Candidate>,
    /// The place of the chosen one among them: another than the first where several are as good.
    pub chosen: usize,
}

impl Choice {
    /// The chosen one.
    pub fn node(&self) -> Option<NodeId> {
        self.candidates.get(self.chosen).map(|candidate| candidate.node)
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, candidate) in self.candidates.iter().enumerate() {
            let mark = if place == self.chosen { "→ " } else { "  " };
            let seconds = |time: Duration| time.as_secs_f32();
            writeln!(
                out,
                "{mark}{}: {:.2} s = {:.3} way + {:.2} queue + {:.2} prompt + {:.2} answer",
                candidate.node.short(),
                seconds(candidate.expected),
                seconds(candidate.round_trip),
                seconds(candidate.queue),
                seconds(candidate.prompt),
                seconds(candidate.answer),
            )?;
        }
        Ok(())
    }
}

/// Chooses among these: one of those that are as good as the best, by a number from 0 to 1 that is drawn.
pub(in crate::fog) fn choose(seen: &[Seen], work: Work, drawn: f32) -> Choice {
    let mut candidates: Vec<Candidate> = seen.iter().map(|seen| expected(seen, work)).collect();
    candidates.sort_by_key(|candidate| (candidate.expected, candidate.node));
    // As numbers, because the longest duration cannot be multiplied.
    let best = candidates.first().map_or(0.0, |best| best.expected.as_secs_f32());
    let as_good = candidates.iter().take_while(|one| one.expected.as_secs_f32() <= best * AS_GOOD).count();
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "few, and not below 0"
    )]
    let chosen = ((drawn.clamp(0.0, 1.0) * as_good as f32) as usize).min(as_good.saturating_sub(1));
    Choice { candidates, chosen }
}

#[allow(clippy::cast_precision_loss, reason = "tokens and requests are far below that")]
fn expected(seen: &Seen, work: Work) -> Candidate {
    let status = &seen.status;
    let prefill = rate(seen.rates.prefill, status.rates.prefill, USUAL_PREFILL);
    let decode = rate(seen.rates.decode, status.rates.decode, USUAL_DECODE);
    let answer = work.most.map_or(USUAL_ANSWER, |most| (most as f32).min(USUAL_ANSWER));
    let slots = status.slots.max(1) as f32;
    let before = status.busy as f32 + status.waiting as f32 + seen.outstanding as f32;
    // Lengths of answers are so uneven that how far those before us have come says nothing of how much is left: of so many
    // places one becomes free in that part of the time that one request takes.
    let each = USUAL_PROMPT / prefill + USUAL_ANSWER / decode;
    let queue = each * (before - slots + 1.0).max(0.0) / slots;
    let prompt = work.prompt.saturating_sub(seen.held) as f32 / prefill;
    // Those who are served together share the machine.
    let together = (before + 1.0).min(slots);
    let answer = answer / decode * (1.0 + (together - 1.0) * 0.25);
    let penalty = 1.0 + seen.failures.min(10) as f32;
    let of = |seconds: f32| Duration::try_from_secs_f32(seconds * penalty).unwrap_or(Duration::MAX);
    let (queue, prompt, answer) = (of(queue), of(prompt), of(answer));
    let expected = seen.round_trip.saturating_add(queue).saturating_add(prompt).saturating_add(answer);
    Candidate { node: seen.node, expected, round_trip: seen.round_trip, queue, prompt, answer }
}

/// What was seen counts; else what is said, as far as it is believed; else what is usual.
fn rate(seen: Option<f32>, said: Option<f32>, usual: f32) -> f32 {
    let sound = |rate: &f32| rate.is_finite() && *rate > 0.0;
    let said = said.filter(sound).map(|said| said.min(usual * MOST_BELIEVED));
    seen.filter(sound).or(said).unwrap_or(usual).max(0.01)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::float_cmp, reason = "tests")]
    use super::*;

    fn seen(name: &str, busy: u32, waiting: u32, decode: Option<f32>) -> Seen {
        let node = NodeId::of_public_key(name.as_bytes());
        let mut status = Status::new(node, 2, 4, Vec::new());
        (status.busy, status.waiting, status.rates.decode) = (busy, waiting, decode);
        let rates = Rates::default();
        Seen { node, status, round_trip: Duration::from_millis(1), rates, outstanding: 0, held: 0, failures: 0 }
    }

    const WORK: Work = Work { prompt: 400, most: None };

    fn best(seen: &[Seen]) -> NodeId {
        choose(seen, WORK, 0.0).node().unwrap()
    }

    #[test]
    fn the_one_that_is_done_first_is_chosen_not_the_nearest() {
        let mut near = seen("near", 0, 0, Some(5.0));
        near.round_trip = Duration::from_micros(100);
        let mut far = seen("far", 0, 0, Some(60.0));
        far.round_trip = Duration::from_millis(30);
        assert_eq!(best(&[near.clone(), far.clone()]), far.node);
        far.status.busy = 2;
        far.status.waiting = 4;
        far.status.rates.decode = Some(6.0);
        assert_eq!(best(&[near.clone(), far]), near.node);
    }

    #[test]
    fn who_waits_and_what_we_have_sent_already_counts() {
        let (idle, full) = (seen("idle", 0, 0, Some(20.0)), seen("full", 2, 3, Some(20.0)));
        assert_eq!(best(&[full.clone(), idle.clone()]), idle.node);
        let mut sent = idle.clone();
        sent.outstanding = 9;
        assert_eq!(best(&[full.clone(), sent]), full.node);
    }

    #[test]
    fn what_was_seen_counts_more_than_what_is_said_and_promises_have_a_limit() {
        let mut liar = seen("liar", 0, 0, Some(1e9));
        let honest = seen("honest", 0, 0, Some(75.0));
        let choice = choose(&[liar.clone(), honest.clone()], WORK, 0.0);
        let of = |node| choice.candidates.iter().find(|one| one.node == node).unwrap().answer;
        assert!(of(liar.node) > of(honest.node) / 2);
        liar.rates.decode = Some(2.0);
        assert_eq!(best(&[liar, honest.clone()]), honest.node);
        for nonsense in [f32::NAN, f32::INFINITY, -1.0, 0.0] {
            assert!(
                choose(&[seen("odd", 0, 0, Some(nonsense))], WORK, 0.0).candidates[0].expected
                    < Duration::from_secs(60)
            );
        }
    }

    #[test]
    fn what_a_node_holds_of_the_session_saves_it_the_prompt() {
        let (mut holds, other) = (seen("holds", 0, 0, Some(20.0)), seen("other", 0, 0, Some(22.0)));
        holds.held = 390;
        let choice = choose(&[holds.clone(), other], WORK, 0.0);
        assert_eq!(choice.node(), Some(holds.node));
        assert!(choice.to_string().starts_with("→ "), "{choice}");
    }

    #[test]
    fn those_that_are_as_good_share_the_work_and_who_failed_gets_less() {
        let nodes: Vec<Seen> = ["a", "b", "c"].iter().map(|name| seen(name, 0, 0, None)).collect();
        let chosen: std::collections::BTreeSet<_> =
            [0.0, 0.4, 0.9, 1.0].iter().filter_map(|drawn| choose(&nodes, WORK, *drawn).node()).collect();
        assert_eq!(chosen.len(), 3);
        let mut failed = nodes.clone();
        failed[0].failures = 1;
        assert!((0..=10_u8).all(|drawn| choose(&failed, WORK, f32::from(drawn) / 10.0).node() != Some(failed[0].node)));
        assert_eq!(choose(&[], WORK, 0.5).node(), None);
    }
}
