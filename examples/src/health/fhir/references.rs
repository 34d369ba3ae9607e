//! Finds the entry that a reference means.
//!
//! A reference is written in five ways: the entry's `fullUrl`, `Type/id`, an absolute address that ends so, either with a
//! version behind it, and `urn:uuid:` with what is the entry's id. A search (`Practitioner?identifier=…`) names nothing
//! within the bundle.

use std::collections::HashMap;

use super::entries::Entry;

/// Every name under which an entry may be meant.
pub(super) struct References {
    by_name: HashMap<String, usize>,
}

impl References {
    pub(super) fn new(entries: &[Entry<'_>]) -> Self {
        let mut by_name = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            if let Some(url) = &entry.full_url {
                by_name.entry(url.clone()).or_insert(index);
            }
            if let Some(id) = &entry.id {
                by_name.entry(format!("{}/{id}", entry.resource_type)).or_insert(index);
                by_name.entry(format!("urn:uuid:{id}")).or_insert(index);
            }
        }
        Self { by_name }
    }

    /// The entry's index, if the bundle has it.
    pub(super) fn find(&self, reference: &str) -> Option<usize> {
        let unversioned = reference.split_once("/_history/").map_or(reference, |(before, _)| before);
        let exact = self.by_name.get(unversioned).or_else(|| self.by_name.get(reference));
        exact.or_else(|| self.by_name.get(relative(unversioned)?)).copied()
    }
}

/// `Type/id` at the end of an absolute address.
fn relative(reference: &str) -> Option<&str> {
    let (before, _) = reference.rsplit_once('/')?;
    let (server, _) = before.rsplit_once('/')?;
    reference.get(server.len() + 1..)
}

/// The type that a reference names by its form, if it does.
pub(super) fn type_named_by(reference: &str) -> Option<&str> {
    let reference = reference.split_once("/_history/").map_or(reference, |(before, _)| before);
    let before_id =
        reference.split_once('?').map(|(before, _)| before).or_else(|| Some(reference.rsplit_once('/')?.0))?;
    let name = before_id.rsplit('/').next()?;
    name.starts_with(|first: char| first.is_ascii_uppercase()).then_some(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::super::entries::take_apart;
    use super::*;

    const BUNDLE: &str = r#"{"resourceType":"Bundle","entry":[
        {"fullUrl":"https://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1"}},
        {"fullUrl":"urn:uuid:abc","resource":{"resourceType":"Medication"}},
        {"resource":{"resourceType":"Encounter","id":"1"}}]}"#;

    #[test]
    fn finds_an_entry_however_it_is_meant() {
        let entries = take_apart(BUNDLE, &mut Vec::new()).unwrap();
        let references = References::new(&entries);
        let found = |reference| references.find(reference);
        assert_eq!(found("Patient/1"), Some(0));
        assert_eq!(found("https://example.org/fhir/Patient/1/_history/2"), Some(0));
        assert_eq!(found("http://other.example/Encounter/1"), Some(2));
        assert_eq!(found("urn:uuid:abc"), Some(1));
        for nothing in ["", "/", "//", "Patient/2", "Patient", "Practitioner?identifier=x|1", "#m1", "é/ü/ß"] {
            assert_eq!(found(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_reference_may_name_its_type() {
        assert_eq!(type_named_by("Group/herd"), Some("Group"));
        assert_eq!(type_named_by("https://example.org/fhir/Device/1/_history/2"), Some("Device"));
        assert_eq!(type_named_by("Patient?identifier=1"), Some("Patient"));
        assert_eq!(type_named_by("urn:uuid:abc"), None);
    }
}
