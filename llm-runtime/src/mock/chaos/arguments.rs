//! Faults in what a call's arguments, or a text, are made of.

use super::engine::Spoiler;
use crate::platform::Delta;

/// What small models and leaky servers leave behind the arguments.
const GARBAGE: [&str; 5] = ["}", "\n```", "<|im_end|>", "</tool_call>", " {\"again\": true}"];

/// The indices of the turn's calls.
pub(super) fn indices(whole: &[Delta]) -> Vec<usize> {
    let starts = whole.iter().filter_map(|delta| match delta {
        Delta::CallStart { index, .. } => Some(*index),
        _ => None,
    });
    starts.collect()
}

/// A call's arguments so far, and nothing when it has none.
pub(super) fn of_call(whole: &[Delta], call: usize) -> String {
    let fragments = whole.iter().filter_map(|delta| match delta {
        Delta::CallArguments { index, fragment } if *index == call => Some(fragment.as_str()),
        _ => None,
    });
    fragments.collect()
}

/// Gives one of the calls other arguments; says whether there was one, and something to change about it.
fn change(
    whole: &mut Vec<Delta>,
    spoiler: &mut Spoiler,
    by: impl FnOnce(String, &mut Spoiler) -> Option<String>,
) -> bool {
    let Some(call) = spoiler.random.choose(&indices(whole)).copied() else { return false };
    let Some(changed) = by(of_call(whole, call), spoiler) else { return false };
    whole.retain(|delta| !matches!(delta, Delta::CallArguments { index, .. } if *index == call));
    let start = whole.iter().position(|delta| matches!(delta, Delta::CallStart { index, .. } if *index == call));
    let at = start.map_or(whole.len(), |start| start + 1);
    whole.insert(at, Delta::CallArguments { index: call, fragment: changed });
    true
}

pub(super) fn stringify(whole: &mut Vec<Delta>, spoiler: &mut Spoiler) -> bool {
    change(whole, spoiler, |arguments, _| serde_json::to_string(&arguments).ok())
}

pub(super) fn cut(whole: &mut Vec<Delta>, spoiler: &mut Spoiler) -> bool {
    change(whole, spoiler, |mut arguments, spoiler| {
        let places: Vec<usize> = arguments.char_indices().map(|(place, _)| place).collect();
        arguments.truncate(*spoiler.random.choose(&places)?);
        Some(arguments)
    })
}

pub(super) fn garbage(whole: &mut Vec<Delta>, spoiler: &mut Spoiler) -> bool {
    change(whole, spoiler, |arguments, spoiler| {
        let garbage = spoiler.random.choose(&GARBAGE)?;
        Some(format!("{arguments}{garbage}"))
    })
}

/// White space in front of the arguments, which leaves them what they are, or a text when there is no call.
pub(super) fn giant(whole: &mut Vec<Delta>, spoiler: &mut Spoiler) -> bool {
    let bytes = spoiler.settings.giant;
    if indices(whole).is_empty() {
        whole.insert(0, Delta::Text("la ".repeat(bytes / 3)));
        return true;
    }
    change(whole, spoiler, |arguments, _| Some(format!("{}{arguments}", " ".repeat(bytes))))
}
