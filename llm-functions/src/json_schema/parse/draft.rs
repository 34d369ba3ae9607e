//! [`Draft`]: which edition of JSON Schema a schema is written in.

use crate::json::Json;

/// An edition of JSON Schema. Most keywords mean the same in all of them, and a keyword of another edition that can mean
/// only one thing is understood in every one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Draft {
    /// Draft 4: as draft 7, and `id` instead of `$id`.
    Draft4,
    /// Drafts 6 and 7: what stands beside a `$ref` does not count, and `$id` can be an anchor.
    Draft7,
    /// Draft 2019-09.
    Draft2019,
    /// Draft 2020-12.
    #[default]
    Draft2020,
}

impl Draft {
    /// The edition that `$schema` names; `None` for one that is not known.
    pub(super) fn of_uri(uri: &str) -> Option<Self> {
        let plain = uri.trim_end_matches('#');
        let name = plain.strip_prefix("http://").or_else(|| plain.strip_prefix("https://"))?;
        match name {
            "json-schema.org/draft-04/schema" => Some(Self::Draft4),
            "json-schema.org/draft-06/schema" | "json-schema.org/draft-07/schema" => Some(Self::Draft7),
            "json-schema.org/draft/2019-09/schema" => Some(Self::Draft2019),
            "json-schema.org/draft/2020-12/schema" => Some(Self::Draft2020),
            _ => None,
        }
    }

    /// Whether `$ref` stands alone, whatever is written beside it.
    pub(super) fn reference_hides_siblings(self) -> bool {
        matches!(self, Self::Draft4 | Self::Draft7)
    }

    /// The identifier that a schema gives itself.
    pub(super) fn id(self, schema: &Json) -> Option<&str> {
        if self.reference_hides_siblings() && schema.get("$ref").and_then(Json::as_str).is_some() {
            return None;
        }
        schema.get(if self == Self::Draft4 { "id" } else { "$id" })?.as_str()
    }
}
