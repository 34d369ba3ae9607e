//! The question files are what their README says: a figure measured on broken questions says nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeSet, HashMap};

use examples::health::{
    fhir::Bundle,
    store::{HealthStore, MeasurementKind},
    synthetic::SyntheticPatient,
};
use jiff::civil::date;
use serde::Deserialize;
use serde_json::{Map, Value};

const DEV: &str = include_str!("../questions/health-dev.jsonl");
const TEST: &str = include_str!("../questions/health.jsonl");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    question: String,
    function: Option<String>,
    arguments: Map<String, Value>,
}

fn read(text: &str) -> Vec<Line> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn there_are_enough_questions_of_every_kind_and_none_twice() {
    let (dev, test) = (read(DEV), read(TEST));
    assert_eq!((dev.len(), test.len()), (20, 58));
    let texts: BTreeSet<_> = dev.iter().chain(&test).map(|question| question.question.to_lowercase()).collect();
    assert_eq!(texts.len(), dev.len() + test.len());
    for questions in [&dev, &test] {
        let mut counts: HashMap<_, usize> = HashMap::new();
        for question in questions {
            *counts.entry(question.function.as_deref()).or_default() += 1;
        }
        assert_eq!(counts.len(), 7, "six functions, and none");
    }
    assert_eq!(test.iter().filter(|question| question.function.is_none()).count(), 11);
}

/// Each call, made on a patient: the arguments are in range, and there is something to answer with.
#[test]
fn every_call_can_be_made_and_has_an_answer() {
    let today = date(2026, 3, 31);
    let bundle = Bundle::parse(&SyntheticPatient::new(7, today).to_json()).unwrap();
    let store = HealthStore::new(bundle.into_first_record(), today);
    for Line { question, function, mut arguments } in read(DEV).into_iter().chain(read(TEST)) {
        let mut days = |default, most| {
            let days = arguments.remove("days").map_or(default, |days| u16::try_from(days.as_u64().unwrap()).unwrap());
            assert!((1..=most).contains(&days), "{question}");
            days
        };
        let found = match function.as_deref() {
            None => 1,
            Some("get_observations") => {
                let days = days(14, 365);
                let name = arguments.remove("kind").unwrap();
                let kind = MeasurementKind::ALL.into_iter().find(|kind| serde_json::to_value(kind).unwrap() == name);
                usize::from(store.observations(kind.unwrap(), days).latest.is_some())
            }
            Some("get_encounters") => store.encounters(days(365, 3650)).count,
            Some("get_medications") => store.medications(active_only(&mut arguments)).count,
            Some("get_conditions") => store.conditions(active_only(&mut arguments)).count,
            Some("get_allergies") => store.allergies().count,
            Some("get_immunizations") => {
                let vaccine = arguments.remove("vaccine").map(|vaccine| vaccine.as_str().unwrap().to_owned());
                store.immunizations(vaccine.as_deref()).count
            }
            Some(other) => panic!("{other} is no function"),
        };
        assert!(arguments.is_empty(), "{question}: {arguments:?}");
        // Nobody must have been to the clinic in the last two weeks.
        assert!(found > 0 || function.as_deref() == Some("get_encounters"), "{question}");
    }
}

fn active_only(arguments: &mut Map<String, Value>) -> bool {
    arguments.remove("active_only").is_none_or(|value| value.as_bool().unwrap())
}
