//! Takes a bundle apart into the raw texts of its resources, reading nothing of them but type and id.

use serde::Deserialize;
use serde_json::{error::Category, value::RawValue};

use super::{BundleError, BundleErrorKind, Warning, WarningKind};

/// A bundle may hold bundles: the answers of a batch of searches. More than this is somebody's joke.
const MAX_NESTED_BUNDLES: usize = 4;

/// A resource of the bundle, not yet read.
pub(super) struct Entry<'b> {
    /// `entry[3].resource`.
    pub(super) path: String,
    pub(super) full_url: Option<String>,
    pub(super) resource_type: String,
    pub(super) id: Option<String>,
    pub(super) raw: &'b RawValue,
}

#[derive(Deserialize)]
struct Envelope<'b> {
    #[serde(borrow)]
    entry: Option<&'b RawValue>,
}

#[derive(Deserialize)]
struct RawEntry<'b> {
    #[serde(rename = "fullUrl")]
    full_url: Option<String>,
    #[serde(borrow)]
    resource: Option<&'b RawValue>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "resourceType")]
    resource_type: String,
    id: Option<String>,
}

/// Takes a bundle apart.
pub(super) fn take_apart<'b>(text: &'b str, warnings: &mut Vec<Warning>) -> Result<Vec<Entry<'b>>, BundleError> {
    // A byte order mark is no JSON, but editors write it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
    match head(raw) {
        None => Err(BundleError::new(BundleErrorKind::NotFhir)),
        Some(head) if head.resource_type != "Bundle" => {
            Err(BundleError::new(BundleErrorKind::NotABundle { resource_type: head.resource_type }))
        }
        Some(_) => {
            let mut found = Vec::new();
            let entries = entries_of(raw).ok_or_else(|| BundleError::new(BundleErrorKind::BrokenEntries))?;
            collect(&entries, "", 0, &mut found, warnings);
            Ok(found)
        }
    }
}

/// `serde_json`'s own words stay out: only its line and column are known to hold nothing of the file. It calls a number
/// that is cut off after its point a wrong one, so the place counts too.
fn not_json(text: &str, error: &serde_json::Error) -> BundleError {
    let (line, column) = (error.line(), error.column());
    let at_the_end = line >= text.lines().count() && column >= text.lines().last().map_or(0, str::len);
    let ends_early = error.classify() == Category::Eof || (at_the_end && text.contains('{'));
    BundleError::new(BundleErrorKind::NotJson { line, column, ends_early })
}

/// Type and id, if it is an object that has a type. A type that no resource could have is none.
fn head(raw: &RawValue) -> Option<Head> {
    let head: Head = object(raw)?;
    let name = &head.resource_type;
    let plausible = !name.is_empty() && name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    plausible.then_some(head)
}

/// Reads an object. `serde` would take a list for a struct as well.
fn object<'b, T: Deserialize<'b>>(raw: &'b RawValue) -> Option<T> {
    raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

fn entries_of(bundle: &RawValue) -> Option<Vec<&RawValue>> {
    match object::<Envelope<'_>>(bundle)?.entry {
        None => Some(Vec::new()),
        Some(list) => serde_json::from_str(list.get()).ok(),
    }
}

fn collect<'b>(
    raw_entries: &[&'b RawValue],
    prefix: &str,
    depth: usize,
    found: &mut Vec<Entry<'b>>,
    warnings: &mut Vec<Warning>,
) {
    for (number, raw) in raw_entries.iter().enumerate() {
        let path = format!("{prefix}entry[{number}]");
        let Some(entry) = object::<RawEntry<'b>>(raw) else {
            warnings.push(Warning::new(path, WarningKind::NotAResource));
            continue;
        };
        // An entry without a resource is a deletion or an empty answer.
        let Some(resource) = entry.resource else { continue };
        let path = format!("{path}.resource");
        match head(resource) {
            None => warnings.push(Warning::new(path, WarningKind::NotAResource)),
            Some(head) if head.resource_type == "Bundle" => {
                descend(resource, path, depth, found, warnings);
            }
            Some(Head { resource_type, id }) => {
                found.push(Entry { path, full_url: entry.full_url, resource_type, id, raw: resource });
            }
        }
    }
}

fn descend<'b>(
    bundle: &'b RawValue,
    path: String,
    depth: usize,
    found: &mut Vec<Entry<'b>>,
    warnings: &mut Vec<Warning>,
) {
    if depth >= MAX_NESTED_BUNDLES {
        warnings.push(Warning::new(path, WarningKind::TooDeep));
    } else if let Some(entries) = entries_of(bundle) {
        collect(&entries, &format!("{path}."), depth + 1, found, warnings);
    } else {
        warnings.push(Warning::new(format!("{path}.entry"), WarningKind::Malformed));
    }
}
