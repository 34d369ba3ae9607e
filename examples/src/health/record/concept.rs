//! What something is called: words, codes, or both.

use serde::Deserialize;

/// Something named in words, by codes of terminologies, or both (a FHIR `CodeableConcept`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Concept {
    /// The words that a person chose.
    pub text: Option<String>,
    /// The same in codes.
    #[serde(rename = "coding")]
    pub codings: Vec<Coding>,
}

/// A code of a terminology.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Coding {
    /// The terminology, such as `http://loinc.org`.
    pub system: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// The terminology's own words for the code.
    pub display: Option<String>,
}

impl Concept {
    /// Something known by words only.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), codings: Vec::new() }
    }

    /// What to call it: the words, else a code's words, else a code, else `unnamed`.
    ///
    /// ```
    /// use examples::health::record::Concept;
    ///
    /// assert_eq!(Concept::from_text("Penicillin").label(), "Penicillin");
    /// assert_eq!(Concept::default().label(), "unnamed");
    /// ```
    pub fn label(&self) -> &str {
        let displays = self.codings.iter().map(|coding| &coding.display);
        let codes = self.codings.iter().map(|coding| &coding.code);
        let names = std::iter::once(&self.text).chain(displays).chain(codes);
        names.filter_map(|name| name.as_deref().map(str::trim)).find(|name| !name.is_empty()).unwrap_or("unnamed")
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.label() == "unnamed"
    }

    /// Whether one of its codes is this one.
    pub fn has_code(&self, system: &str, code: &str) -> bool {
        self.codings
            .iter()
            .any(|coding| coding.system.as_deref() == Some(system) && coding.code.as_deref() == Some(code))
    }

    /// The first code, whatever its terminology: for FHIR's own status codes.
    pub fn first_code(&self) -> Option<&str> {
        self.codings.iter().find_map(|coding| coding.code.as_deref())
    }

    /// Whether its words or a code's words contain every word of `words`, whatever case and punctuation.
    pub fn mentions(&self, words: &str) -> bool {
        let names = self.text.iter().chain(self.codings.iter().filter_map(|coding| coding.display.as_ref()));
        let names = names.map(|name| plain(name)).collect::<Vec<_>>().join(" ");
        plain(words).split_whitespace().all(|word| names.contains(word))
    }
}

/// Lower case, with everything but letters and digits turned into spaces.
fn plain(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(display: Option<&str>) -> Concept {
        let coding = Coding { system: None, code: Some("207".into()), display: display.map(Into::into) };
        Concept { text: None, codings: vec![coding] }
    }

    #[test]
    fn a_label_falls_back_from_words_to_codes() {
        assert_eq!(coded(Some("COVID-19, mRNA")).label(), "COVID-19, mRNA");
        assert_eq!(coded(None).label(), "207");
        assert_eq!(Concept { text: Some("  ".into()), ..coded(None) }.label(), "207");
    }

    #[test]
    fn mentions_looks_for_words_and_not_for_punctuation() {
        let vaccine = coded(Some("COVID-19, mRNA, LNP-S"));
        assert!(vaccine.mentions("covid") && vaccine.mentions("Covid 19") && vaccine.mentions(""));
        assert!(!vaccine.mentions("influenza"));
    }
}
