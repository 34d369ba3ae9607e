//! A bundle, read: one record per patient, what could not be read, and how much there was.

use std::{collections::BTreeMap, collections::HashSet, fmt, fs, path::Path, str::FromStr};

use super::{
    BundleError, BundleErrorKind, Warning, WarningKind, entries, entries::Entry, reader::Reader, records::Records,
    references::References,
};
use crate::health::record::HealthRecord;

/// What a FHIR R4 bundle holds.
///
/// ```
/// use examples::health::fhir::{Bundle, BundleErrorKind};
///
/// let bundle = Bundle::parse(r#"{"resourceType": "Bundle", "entry": [
///     {"resource": {"resourceType": "Patient", "id": "1", "birthDate": "1985"}},
///     {"resource": {"resourceType": "Condition", "subject": {"reference": "Patient/1"}, "code": {"text": "Asthma"}}}
/// ]}"#)?;
/// assert_eq!(bundle.records()[0].conditions[0].code.label(), "Asthma");
///
/// let error = Bundle::parse("[1, 2]").unwrap_err();
/// assert_eq!(*error.kind(), BundleErrorKind::NotFhir);
/// # Ok::<(), examples::health::fhir::BundleError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Bundle {
    /// Never empty.
    first: HealthRecord,
    others: Vec<HealthRecord>,
    warnings: Vec<Warning>,
    resource_counts: BTreeMap<String, usize>,
}

impl Bundle {
    /// Reads a file.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, BundleError> {
        let path = path.as_ref();
        let read = || {
            let bytes = fs::read(path).map_err(BundleError::read)?;
            let text = std::str::from_utf8(&bytes).map_err(|_| BundleError::new(BundleErrorKind::NotText))?;
            Self::parse(text)
        };
        read().map_err(|error| error.at(path))
    }

    /// Reads JSON.
    pub fn parse(text: &str) -> Result<Self, BundleError> {
        let mut warnings = Vec::new();
        let entries = entries::take_apart(text, &mut warnings)?;
        let mut resource_counts = BTreeMap::new();
        for entry in &entries {
            *resource_counts.entry(entry.resource_type.clone()).or_insert(0) += 1;
        }
        let references = References::new(&entries);
        let fresh = without_repeats(&entries, &mut warnings);
        let mut records = Records::new(&entries, &fresh, &references, &mut warnings);
        for &entry in &fresh {
            records.read(Reader { entries: &entries, references: &references, entry, warnings: &mut warnings });
        }
        let mut records = records.into_iter();
        let first = records.next().ok_or_else(|| BundleError::new(BundleErrorKind::NoPatient))?;
        Ok(Self { first, others: records.collect(), warnings, resource_counts })
    }

    /// One record per patient, in the bundle's order; at least one.
    pub fn records(&self) -> Vec<&HealthRecord> {
        std::iter::once(&self.first).chain(&self.others).collect()
    }

    /// The record of the patient that the bundle names first.
    pub fn into_first_record(self) -> HealthRecord {
        self.first
    }

    /// One record per patient, in the bundle's order; at least one.
    pub fn into_records(self) -> Vec<HealthRecord> {
        std::iter::once(self.first).chain(self.others).collect()
    }

    /// What could not be read.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How many resources of each type there are, whether they are read here or not.
    pub const fn resource_counts(&self) -> &BTreeMap<String, usize> {
        &self.resource_counts
    }
}

impl FromStr for Bundle {
    type Err = BundleError;

    fn from_str(text: &str) -> Result<Self, BundleError> {
        Self::parse(text)
    }
}

impl fmt::Debug for Bundle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Bundle")
            .field("records", &self.records())
            .field("warnings", &self.warnings.len())
            .finish_non_exhaustive()
    }
}

/// The entries but for those that have the type, id and address of an earlier one: a history lists the newest first.
fn without_repeats<'e, 'b>(entries: &'e [Entry<'b>], warnings: &mut Vec<Warning>) -> Vec<&'e Entry<'b>> {
    let mut seen = HashSet::new();
    let mut fresh = Vec::new();
    for entry in entries {
        if entry.id.is_none() || seen.insert((&entry.resource_type, &entry.id, &entry.full_url)) {
            fresh.push(entry);
        } else {
            warnings.push(Warning::new(entry.path.clone(), WarningKind::Duplicate));
        }
    }
    fresh
}
