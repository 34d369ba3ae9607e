//! Who the patient is: a name, an age, and the illnesses and habits that the rest of the record follows from.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::random::Random;

/// A made-up person.
pub(super) struct Person {
    given: &'static str,
    family: &'static str,
    gender: &'static str,
    birth_date: Date,
    /// What the person lives with.
    pub(super) story: &'static Story,
}

/// A set of illnesses that go together, and what they do to the numbers.
pub(super) struct Story {
    /// SNOMED CT code, name, years since.
    pub(super) conditions: &'static [(&'static str, &'static str, i64)],
    /// Name, instruction.
    pub(super) medications: &'static [(&'static str, &'static str)],
    pub(super) weight: f64,
    pub(super) pressure: (f64, f64),
    pub(super) glucose: f64,
    pub(super) ldl: f64,
    pub(super) steps: f64,
    pub(super) sleep: f64,
}

const STORIES: &[Story] = &[
    Story {
        conditions: &[("44054006", "Type 2 diabetes mellitus", 6), ("38341003", "Hypertension", 9)],
        medications: &[
            ("Metformin 500 mg tablet", "Take 1 tablet twice daily with meals"),
            ("Lisinopril 10 mg tablet", "Take 1 tablet every morning"),
        ],
        weight: 88.0,
        pressure: (136.0, 84.0),
        glucose: 138.0,
        ldl: 112.0,
        steps: 5600.0,
        sleep: 6.7,
    },
    Story {
        conditions: &[("195967001", "Asthma", 14), ("367498001", "Seasonal allergic rhinitis", 12)],
        medications: &[
            ("Albuterol 90 mcg inhaler", "Inhale 2 puffs as needed"),
            ("Fluticasone 110 mcg inhaler", "Inhale 1 puff twice daily"),
        ],
        weight: 71.0,
        pressure: (118.0, 75.0),
        glucose: 92.0,
        ldl: 104.0,
        steps: 8900.0,
        sleep: 7.1,
    },
    Story {
        conditions: &[("40930008", "Hypothyroidism", 5), ("37796009", "Migraine", 8)],
        medications: &[
            ("Levothyroxine 50 mcg tablet", "Take 1 tablet every morning before breakfast"),
            ("Sumatriptan 50 mg tablet", "Take 1 tablet at the onset of a migraine"),
        ],
        weight: 66.0,
        pressure: (115.0, 73.0),
        glucose: 90.0,
        ldl: 126.0,
        steps: 7400.0,
        sleep: 6.9,
    },
    Story {
        conditions: &[("55822004", "Hyperlipidemia", 7), ("396275006", "Osteoarthritis", 4)],
        medications: &[
            ("Atorvastatin 20 mg tablet", "Take 1 tablet every evening"),
            ("Acetaminophen 500 mg tablet", "Take 1 tablet as needed for pain"),
        ],
        weight: 79.0,
        pressure: (127.0, 80.0),
        glucose: 99.0,
        ldl: 98.0,
        steps: 6500.0,
        sleep: 7.3,
    },
];

const FEMALE: &[&str] = &["Amara", "Birgit", "Carmen", "Dalia", "Eun-ji", "Freya", "Ingrid", "Noor", "Priya", "Tala"];
const MALE: &[&str] = &["Anton", "Bashir", "Diego", "Emeka", "Henrik", "Joon", "Luca", "Mateus", "Rohan", "Tomas"];
const FAMILY: &[&str] = &[
    "Abara",
    "Bergmann",
    "Castellano",
    "Dahl",
    "Eriksen",
    "Farouk",
    "Hoang",
    "Ibanez",
    "Kowalczyk",
    "Lindqvist",
    "Moreau",
    "Okafor",
    "Petrov",
    "Sandoval",
    "Tanaka",
    "Verma",
];

impl Person {
    pub(super) fn new(random: &mut Random, today: Date) -> Self {
        let (gender, names) = if random.chance(0.5) { ("female", FEMALE) } else { ("male", MALE) };
        let age_in_days = random.between(31 * 365, 72 * 365);
        Self {
            given: random.pick(names).unwrap_or(&"Noor"),
            family: random.pick(FAMILY).unwrap_or(&"Dahl"),
            gender,
            birth_date: today.saturating_sub(age_in_days.days()),
            story: random.pick(STORIES).unwrap_or(&STORIES[0]),
        }
    }

    pub(super) fn to_fhir(&self) -> Value {
        json!({
            "resourceType": "Patient",
            "id": "patient",
            "name": [{"use": "official", "family": self.family, "given": [self.given]}],
            "gender": self.gender,
            "birthDate": self.birth_date.to_string(),
        })
    }
}
