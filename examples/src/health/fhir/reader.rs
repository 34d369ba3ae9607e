//! Reads one resource: typed, with the place of whatever cannot be read.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Warning, WarningKind, entries::Entry, references::References, wire};
use crate::health::record::RecordDate;

/// One resource being read. Whatever is wrong with it goes to the bundle's warnings.
pub(super) struct Reader<'r> {
    pub(super) entries: &'r [Entry<'r>],
    pub(super) references: &'r References,
    pub(super) entry: &'r Entry<'r>,
    pub(super) warnings: &'r mut Vec<Warning>,
}

impl Reader<'_> {
    /// The resource as this view; nothing, and a warning, if it is not that.
    pub(super) fn view<T: DeserializeOwned>(&mut self) -> Option<T> {
        self.view_or(WarningKind::Malformed)
    }

    /// The resource as this view; nothing, and this warning, if it is not that.
    pub(super) fn view_or<T: DeserializeOwned>(&mut self, warning: WarningKind) -> Option<T> {
        read(self.entry.raw).map_err(|field| self.warn(&field, warning)).ok()
    }

    /// Adds a warning about a field.
    pub(super) fn warn(&mut self, field: &str, kind: WarningKind) {
        let separator = if field.is_empty() { "" } else { "." };
        self.warnings.push(Warning::new(format!("{}{separator}{field}", self.entry.path), kind));
    }

    /// The first of these fields that is there, as a date.
    pub(super) fn date<'f>(
        &mut self,
        fields: impl IntoIterator<Item = (&'f str, Option<&'f String>)>,
    ) -> Option<RecordDate> {
        let (field, text) = fields.into_iter().find_map(|(field, text)| Some((field, text?)))?;
        let date = text.parse().ok();
        if date.is_none() {
            self.warn(field, WarningKind::InvalidDate);
        }
        date
    }

    /// The product that a reference means: an entry of the bundle, or a resource within this one.
    pub(super) fn product(&mut self, reference: &str) -> Option<wire::Product> {
        let raw = match reference.strip_prefix('#') {
            Some(id) => contained(self.entry.raw, id),
            None => self
                .references
                .find(reference)
                .map(|index| &self.entries[index])
                .and_then(|entry| (entry.resource_type == "Medication").then_some(entry.raw)),
        };
        raw.and_then(|raw| read(raw).ok())
    }
}

/// The field that could not be read is the error.
fn read<T: DeserializeOwned>(raw: &RawValue) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut json).map_err(|error| match error.path().to_string() {
        // The library's name for the whole.
        path if path == "." => String::new(),
        path => path,
    })
}

/// The `Medication` with this id among the resources that a resource contains.
fn contained<'b>(raw: &'b RawValue, id: &str) -> Option<&'b RawValue> {
    #[derive(serde::Deserialize)]
    struct Container<'b> {
        #[serde(borrow, default)]
        contained: Vec<&'b RawValue>,
    }
    #[derive(serde::Deserialize)]
    struct Head {
        #[serde(rename = "resourceType")]
        resource_type: String,
        id: Option<String>,
    }
    let container: Container<'b> = serde_json::from_str(raw.get()).ok()?;
    container.contained.into_iter().find(|raw| {
        let head: Option<Head> = serde_json::from_str(raw.get()).ok();
        head.is_some_and(|head| head.resource_type == "Medication" && head.id.as_deref() == Some(id))
    })
}
