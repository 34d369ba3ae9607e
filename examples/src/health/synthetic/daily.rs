//! What a watch, a scale and a meter at home record: three months of days.

use super::{
    people::Person,
    random::Random,
    resources::{Measure, Resources},
};

/// How many days a device has recorded.
const DAYS: i64 = 90;

const fn activity(code: &'static str, name: &'static str, unit: &'static str, ucum: &'static str) -> Measure {
    Measure { code, name, category: "activity", unit, ucum }
}

const fn vital(code: &'static str, name: &'static str, unit: &'static str, ucum: &'static str) -> Measure {
    Measure { code, name, category: "vital-signs", unit, ucum }
}

const STEPS: Measure = activity("41950-7", "Number of steps in 24 hour Measured", "steps", "{steps}");
const SLEEP: Measure = activity("93832-4", "Sleep duration", "h", "h");
const HEART_RATE: Measure = vital("8867-4", "Heart rate", "beats/min", "/min");
const WEIGHT: Measure = vital("29463-7", "Body weight", "kg", "kg");
const GLUCOSE: Measure = Measure {
    code: "41653-7",
    name: "Glucose in capillary blood by glucometer",
    category: "laboratory",
    unit: "mg/dL",
    ucum: "mg/dL",
};

/// Writes the days, oldest first.
pub(super) fn write(person: &Person, random: &mut Random, resources: &mut Resources) {
    let story = person.story;
    for ago in (0..DAYS).rev() {
        let day = resources.day(ago);
        let weekend = if ago % 7 < 2 { 0.8 } else { 1.0 };
        let steps = random.around(story.steps * weekend, story.steps * 0.22).max(400.0).round();
        resources.measure(&STEPS, day, "21:30:00", steps);
        let sleep = random.around(story.sleep, 0.8).clamp(3.0, 11.0);
        resources.measure(&SLEEP, day, "07:00:00", tenths(sleep));
        // Who slept badly has a faster heart.
        let pulse = random.around(68.0, 4.0) + (story.sleep - sleep) * 1.5;
        resources.measure(&HEART_RATE, day, "08:00:00", pulse.clamp(48.0, 110.0).round());
        if ago % 7 == 0 {
            resources.measure(&WEIGHT, day, "07:15:00", tenths(random.around(story.weight + trend(ago), 0.4)));
        }
        if ago % 4 == 0 {
            let (systolic, diastolic) = story.pressure;
            let rise = random.around(0.0, 5.0);
            resources.pressure(day, "18:00:00", systolic + rise, diastolic + rise * 0.6);
        }
        if ago % 3 == 0 {
            resources.measure(&GLUCOSE, day, "07:30:00", random.around(story.glucose, story.glucose * 0.09).round());
        }
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Somebody who has lost a kilogram and a half over the three months.
#[expect(clippy::cast_precision_loss, reason = "ninety days are few")]
fn trend(ago: i64) -> f64 {
    1.5 * ago as f64 / DAYS as f64
}
