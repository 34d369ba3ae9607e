//! Faults in which calls there are, and in which order they come.

use super::arguments::{indices, of_call};
use super::engine::Spoiler;
use crate::mock::turn::pieces;
use crate::platform::{Delta, FinishReason};

/// How models garble a name.
const INVENTED: [&str; 4] = ["functions.", "get_", "the_", "multi_tool_use."];

/// Before the end of the turn.
fn end(whole: &[Delta]) -> usize {
    whole.iter().position(|delta| matches!(delta, Delta::Finish(_))).unwrap_or(whole.len())
}

/// The name and identity of one of the calls.
fn some_call<'w>(
    whole: &'w mut [Delta],
    spoiler: &mut Spoiler,
) -> Option<(usize, &'w mut Option<String>, &'w mut String)> {
    let call = *spoiler.random.choose(&indices(whole))?;
    whole.iter_mut().find_map(|delta| match delta {
        Delta::CallStart { index, id, name } if *index == call => Some((call, id, name)),
        _ => None,
    })
}

pub(super) fn invent(whole: &mut [Delta], spoiler: &mut Spoiler) -> bool {
    let prefix = spoiler.random.choose(&INVENTED).copied().unwrap_or_default();
    let Some((_, _, name)) = some_call(whole, spoiler) else { return false };
    name.insert_str(0, prefix);
    true
}

/// The call again, as it is, under the next free index.
pub(super) fn duplicate(whole: &mut Vec<Delta>, spoiler: &mut Spoiler) -> bool {
    let Some((call, id, name)) = some_call(whole, spoiler) else { return false };
    let (id, name) = (id.clone(), name.clone());
    let index = free(whole);
    let fragment = of_call(whole, call);
    let at = end(whole);
    let again =
        [Delta::CallStart { index, id, name }, Delta::CallArguments { index, fragment }, Delta::CallEnd { index }];
    whole.splice(at..at, again);
    true
}

fn free(whole: &[Delta]) -> usize {
    indices(whole).into_iter().max().map_or(0, |most| most.saturating_add(1))
}

/// The identity of an earlier call, or else of another call of this message; where calls have none, all get one.
pub(super) fn reuse_id(whole: &mut [Delta], spoiler: &mut Spoiler) -> bool {
    if let Some(used) = spoiler.random.choose(&spoiler.ids.clone()).cloned() {
        let Some((_, id, _)) = some_call(whole, spoiler) else { return false };
        *id = Some(used);
        return true;
    }
    let several = indices(whole).len() > 1;
    for delta in whole.iter_mut().filter(|_| several) {
        if let Delta::CallStart { id, .. } = delta {
            *id = Some("call_1".to_owned());
        }
    }
    several
}

pub(super) fn empty_id(whole: &mut [Delta], spoiler: &mut Spoiler) -> bool {
    let Some((_, id, _)) = some_call(whole, spoiler) else { return false };
    *id = Some(String::new());
    true
}

/// All calls begin, their fragments come in turn, and they end in the opposite order.
pub(super) fn interleave(whole: &mut Vec<Delta>) -> bool {
    /// Short enough that an ordinary call has several.
    const PIECE: usize = 5;
    let calls = indices(whole);
    if calls.len() < 2 {
        return false;
    }
    let fragments: Vec<_> = calls.iter().map(|call| pieces(&of_call(whole, *call), PIECE)).collect();
    let most = fragments.iter().map(Vec::len).max().unwrap_or(0);
    let mut woven = Vec::new();
    for round in 0..most {
        for (index, fragments) in calls.iter().zip(&fragments) {
            let fragment = fragments.get(round).cloned();
            woven.extend(fragment.map(|fragment| Delta::CallArguments { index: *index, fragment }));
        }
    }
    woven.extend(calls.iter().rev().map(|index| Delta::CallEnd { index: *index }));
    whole.retain(|delta| !matches!(delta, Delta::CallArguments { .. } | Delta::CallEnd { .. }));
    let at = end(whole);
    whole.splice(at..at, woven);
    true
}

/// Arguments and the end of a call that never began.
pub(super) fn unknown(whole: &mut Vec<Delta>) -> bool {
    let (index, at) = (free(whole).saturating_add(7), end(whole));
    let stray = [Delta::CallArguments { index, fragment: "{}".to_owned() }, Delta::CallEnd { index }];
    whole.splice(at..at, stray);
    if !whole.iter().any(|delta| matches!(delta, Delta::Finish(_))) {
        whole.push(Delta::Finish(FinishReason::Stop));
    }
    true
}
