//! The arguments that are called with. Sizes that a model writes, from a handful of values to a long text.

use std::fmt::Write as _;

/// Which function is called with which arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Three scalars.
    Small,
    /// Six parameters: a string, a bounded integer, an optional string, a list of choices, a float, a default.
    Six,
    /// A list of fifty objects of three fields.
    Nested,
    /// A text of sixteen kilobytes with a line break every eighty characters.
    Long,
}

impl Payload {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Small, Self::Six, Self::Nested, Self::Long];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Six => "six",
            Self::Nested => "nested",
            Self::Long => "long",
        }
    }

    /// The function that is called.
    pub fn function(self) -> &'static str {
        match self {
            Self::Small => "weather",
            Self::Six => "observe",
            Self::Nested => "log_meal",
            Self::Long => "write_note",
        }
    }

    /// The arguments, as a model writes them.
    pub fn arguments(self) -> String {
        match self {
            Self::Small => r#"{"city": "Heidelberg", "days": 7, "celsius": true}"#.to_owned(),
            Self::Six => r#"{"patient": "patient-4711", "days": 30, "note": "only what was measured at home", "categories": ["steps", "sleep", "heart_rate"], "threshold": 72.5, "detailed": true}"#.to_owned(),
            Self::Nested => meal(),
            Self::Long => note(),
        }
    }
}

fn meal() -> String {
    let mut text = String::from(r#"{"meal": "dinner", "items": ["#);
    for item in 0..50 {
        let comma = if item == 0 { "" } else { ", " };
        let grams = 20 + item * 7;
        let _ = write!(text, r#"{comma}{{"name": "ingredient number {item}", "grams": {grams}, "energy": {grams}.5}}"#);
    }
    text.push_str("]}");
    text
}

fn note() -> String {
    let line = "The patient slept well, walked in the morning, and reports no pain in the knee.\\n";
    format!(r#"{{"title": "Visit of the day", "body": "{}"}}"#, line.repeat(16 * 1024 / line.len()))
}
