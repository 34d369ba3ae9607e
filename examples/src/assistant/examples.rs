//! Worked examples for a model that was never taught to call functions: one for each function, and some questions that
//! need none. They were written without a look at the questions that the reported figure is measured on, and no number
//! in them is a patient's.

use llm_runtime::Example;

pub(super) fn all() -> Vec<Example> {
    vec![
        Example::answer("Hello there!", "Hello! What would you like to know about your health record?"),
        Example::call(
            "Did my pulse change this month?",
            "get_observations",
            r#"{"kind": "heart_rate", "days": 30}"#,
            r#"{"kind":"heart_rate","unit":"/min","days":30,"count":30,"mean":64,"minimum":58,"maximum":71}"#,
            "Over the last 30 days your heart rate was between 58 and 71, on average 64 beats per minute.",
        ),
        Example::call(
            "What tablets do I take?",
            "get_medications",
            r#"{"active_only": true}"#,
            r#"{"active_only":true,"count":1,"medications":[{"name":"Metoprolol 50 MG","status":"active"}]}"#,
            "You take one medication: Metoprolol 50 MG.",
        ),
        Example::call(
            "What is wrong with me, according to my doctors?",
            "get_conditions",
            r#"{"active_only": true}"#,
            r#"{"active_only":true,"count":1,"conditions":[{"name":"Gout","status":"active","since":"2019-02-11"}]}"#,
            "Your record lists one condition: gout, since February 2019.",
        ),
        Example::answer("Who wrote Hamlet?", "William Shakespeare wrote Hamlet."),
        Example::call(
            "Do I react badly to any food or drug?",
            "get_allergies",
            "{}",
            r#"{"count":1,"allergies":[{"name":"Peanut","criticality":"high"}]}"#,
            "Yes, your record lists one allergy: peanut, which is dangerous for you.",
        ),
        Example::call(
            "Was I ever vaccinated against measles?",
            "get_immunizations",
            r#"{"vaccine": "measles"}"#,
            r#"{"count":1,"immunizations":[{"name":"Measles","doses":2,"date":"1994-05-02"}]}"#,
            "Yes, you had 2 doses, the last one on 2 May 1994.",
        ),
        Example::call(
            "How often was I at the hospital in the last two years?",
            "get_encounters",
            r#"{"days": 730}"#,
            r#"{"days":730,"count":1,"encounters":[{"name":"Emergency visit","date":"2025-01-09"}]}"#,
            "Once: an emergency visit on 9 January 2025.",
        ),
    ]
}
