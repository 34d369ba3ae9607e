//! The fields we read of each resource, as FHIR R4 writes them. Every field may be missing; a field that is there with
//! another type than FHIR's is an error, not a missing field.

use serde::Deserialize;

use crate::health::record::{Concept, Quantity};

/// Declares a view: camel case, every field optional.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Deserialize, Default)]
        #[serde(rename_all = "camelCase", default)]
        pub(super) struct $name { $(pub(super) $field: $kind,)* }
    )*};
}

views! {
    Reference { reference: Option<String>, display: Option<String>, }
    Period { start: Option<String>, end: Option<String>, }
    Text { text: Option<String>, }
    HumanName {
        r#use: Option<String>,
        text: Option<String>,
        family: Option<String>,
        // FHIR allows null in a list of primitives, where only an extension is known.
        given: Vec<Option<String>>,
    }
    Patient {
        id: Option<String>,
        name: Vec<HumanName>,
        birth_date: Option<String>,
        gender: Option<String>,
    }
    /// What every resource here says of its owner: `subject`, or `patient`.
    Owned { subject: Option<Reference>, patient: Option<Reference>, }
    /// The parts of an observation that a component has as well.
    Measurement {
        code: Concept,
        value_quantity: Option<Quantity>,
        value_codeable_concept: Option<Concept>,
        value_string: Option<String>,
        value_boolean: Option<bool>,
        value_integer: Option<i64>,
        value_range: Option<Range>,
        value_ratio: Option<Ratio>,
        value_sampled_data: Option<SampledData>,
        value_time: Option<String>,
        value_date_time: Option<String>,
        value_period: Option<Period>,
        data_absent_reason: Option<Concept>,
    }
    Range { low: Option<Quantity>, high: Option<Quantity>, }
    Ratio { numerator: Option<Quantity>, denominator: Option<Quantity>, }
    SampledData {}
    Observation {
        status: Option<String>,
        effective_date_time: Option<String>,
        effective_instant: Option<String>,
        effective_period: Option<Period>,
        issued: Option<String>,
        component: Vec<Measurement>,
    }
    Condition {
        code: Concept,
        clinical_status: Concept,
        verification_status: Concept,
        onset_date_time: Option<String>,
        onset_period: Option<Period>,
        abatement_date_time: Option<String>,
        abatement_period: Option<Period>,
        recorded_date: Option<String>,
    }
    /// `MedicationRequest` and `MedicationStatement` together: no field means two things.
    Medicated {
        status: Option<String>,
        intent: Option<String>,
        do_not_perform: Option<bool>,
        medication_codeable_concept: Option<Concept>,
        medication_reference: Option<Reference>,
        authored_on: Option<String>,
        effective_date_time: Option<String>,
        effective_period: Option<Period>,
        date_asserted: Option<String>,
        dosage_instruction: Vec<Text>,
        dosage: Vec<Text>,
    }
    /// A `Medication` that another resource refers to.
    Product { code: Concept, }
    Allergy {
        code: Concept,
        clinical_status: Concept,
        verification_status: Concept,
        criticality: Option<String>,
        onset_date_time: Option<String>,
        onset_period: Option<Period>,
        recorded_date: Option<String>,
        reaction: Vec<Reaction>,
    }
    Reaction { manifestation: Vec<Concept>, }
    Immunization {
        status: Option<String>,
        vaccine_code: Concept,
        occurrence_date_time: Option<String>,
        recorded: Option<String>,
    }
    Encounter {
        status: Option<String>,
        class: Coding,
        r#type: Vec<Concept>,
        reason_code: Vec<Concept>,
        service_provider: Option<Reference>,
        period: Option<Period>,
    }
    Coding { code: Option<String>, display: Option<String>, }
    Procedure {
        status: Option<String>,
        code: Concept,
        performed_date_time: Option<String>,
        performed_period: Option<Period>,
    }
}
