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
    /// Makes the edit at this place; the step that leads on to what it is about, if there is one. `None` when there is
    /// no such place.
    pub(super) fn apply(self, value: &mut Json, path: &[String]) -> Option<Option<String>> {
        match self {
            Self::Replace(new) => {
                *at(value, path)? = new;
                Some(None)
            }
            Self::Remove => {
                let (name, path) = path.split_last()?;
                let Json::Object(members) = at(value, path)? else { return None };
                members.retain(|(member, _)| member != name);
                Some(None)
            }
            Self::Insert(name, new) => {
                let Json::Object(members) = at(value, path)? else { return None };
                members.push((name.clone(), new));
                Some(Some(name))
            }
        }
    }
}

fn at<'j>(value: &'j mut Json, path: &[String]) -> Option<&'j mut Json> {
    path.iter().try_fold(value, |value, step| match value {
        Json::Object(members) => members.iter_mut().find(|(name, _)| name == step).map(|(_, value)| value),
        Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}
