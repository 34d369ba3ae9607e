//! [`Change`]: one edit of a value.

use crate::json::Json;

pub(super) enum Change {
    Replace(Json),
    /// Takes the member away.
    Remove,
    /// Adds a member.
    Insert(String, Json),
}

impl Change {
    /// Makes the edit at this place, and says at which place the problem is then. `None` when there is no such place.
    pub(super) fn apply(self, value: &mut Json, mut place: Vec<String>) -> Option<Vec<String>> {
        match self {
            Self::Replace(new) => {
                *at(value, &place)? = new;
            }
            Self::Remove => {
                let (name, path) = place.split_last()?;
                let Json::Object(members) = at(value, path)? else { return None };
                members.retain(|(member, _)| member != name);
            }
            Self::Insert(name, new) => {
                let Json::Object(members) = at(value, &place)? else { return None };
                members.push((name.clone(), new));
                place.push(name);
            }
        }
        Some(place)
    }
}

fn at<'j>(value: &'j mut Json, path: &[String]) -> Option<&'j mut Json> {
    path.iter().try_fold(value, |value, step| match value {
        Json::Object(members) => members.iter_mut().find(|(name, _)| name == step).map(|(_, value)| value),
        Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}
