//! Faults in how a turn ends, or does not.

use super::engine::Spoiler;
use super::fault::Fault;
use crate::error::ErrorKind;
use crate::mock::turn::Step;
use crate::platform::{Delta, FinishReason};

fn finish(whole: &[Delta]) -> Option<usize> {
    whole.iter().position(|delta| matches!(delta, Delta::Finish(_)))
}

/// The end comes before that of the last call.
pub(super) fn finish_early(whole: &mut Vec<Delta>) -> bool {
    let last = whole.iter().rposition(|delta| matches!(delta, Delta::CallEnd { .. }));
    let (Some(finish), Some(last)) = (finish(whole), last) else { return false };
    if finish < last {
        return false;
    }
    let end = whole.remove(finish);
    whole.insert(last, end);
    true
}

pub(super) fn go_on(whole: &mut Vec<Delta>) -> bool {
    if finish(whole).is_none() {
        return false;
    }
    let index = usize::MAX;
    whole.push(Delta::Text(" And another thing.".to_owned()));
    whole.push(Delta::CallStart { index, id: None, name: "one_more".to_owned() });
    whole.push(Delta::CallEnd { index });
    whole.push(Delta::Finish(FinishReason::ToolCalls));
    true
}

/// Servers say `stop` after calls, and `tool_calls` after none.
pub(super) fn wrong_reason(whole: &mut [Delta]) -> bool {
    let Some(at) = finish(whole) else { return false };
    whole[at] = Delta::Finish(match whole[at] {
        Delta::Finish(FinishReason::ToolCalls) => FinishReason::Stop,
        _ => FinishReason::ToolCalls,
    });
    true
}

pub(super) fn say_nothing(whole: &mut Vec<Delta>) -> bool {
    let said = whole.iter().any(|delta| !matches!(delta, Delta::Finish(_)));
    whole.clear();
    whole.push(Delta::Finish(FinishReason::Stop));
    said
}

/// Cuts the stream, breaks it, holds it up, each at some place.
pub(super) fn interrupt(faults: &[Fault], whole: Vec<Delta>, spoiler: &mut Spoiler) -> Vec<Step> {
    let mut steps: Vec<Step> = whole.into_iter().map(Step::Delta).collect();
    for fault in faults {
        let at = spoiler.random.below(steps.len());
        match fault {
            Fault::CutStream => steps.truncate(at),
            Fault::Error => {
                steps.truncate(at);
                steps.push(Step::Error(broken()));
            }
            _ => steps.insert(at, Step::Sleep(spoiler.settings.stall)),
        }
    }
    steps
}

fn broken() -> ErrorKind {
    ErrorKind::Transport {
        destination: "chaos".to_owned(),
        reason: "the connection broke, as it was told to".to_owned(),
    }
}
