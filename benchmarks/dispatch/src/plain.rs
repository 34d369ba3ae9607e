//! `serde_json::from_str` into the struct and nothing else: no name is looked up, no range is checked, no future runs.

use std::hint::black_box;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Contender;
use crate::payloads::Payload;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
enum Category {
    Steps,
    Sleep,
    HeartRate,
    Weight,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Weather {
    city: String,
    days: u8,
    celsius: bool,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Observe {
    patient: String,
    days: u8,
    note: Option<String>,
    categories: Vec<Category>,
    threshold: f64,
    #[serde(default)]
    detailed: bool,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Item {
    name: String,
    grams: u32,
    energy: f64,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct LogMeal {
    meal: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct WriteNote {
    title: String,
    body: String,
}

/// `serde_json` alone.
#[derive(Debug)]
pub struct Plain;

impl Contender for Plain {
    type Input = (Payload, String);

    const NAME: &'static str = "serde_json";

    fn input(&self, payload: Payload, arguments: &str) -> Self::Input {
        (payload, arguments.to_owned())
    }

    fn call(&self, (payload, text): Self::Input) {
        match payload {
            Payload::Small => read::<Weather>(&text),
            Payload::Six => read::<Observe>(&text),
            Payload::Nested => read::<LogMeal>(&text),
            Payload::Long => read::<WriteNote>(&text),
        }
    }
}

fn read<T: DeserializeOwned>(text: &str) {
    black_box(&serde_json::from_str::<T>(text).expect("the arguments fit"));
}
