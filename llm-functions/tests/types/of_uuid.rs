use llm_functions::ParameterType;
use proptest::prelude::*;
use uuid::Uuid;

use crate::{comes_back, is_read_or_refused, refused_by_type};

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn values_come_back_and_texts_are_read(bits: u128, text in "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}") {
        comes_back(&Uuid::from_u128(bits))?;
        is_read_or_refused::<Uuid>(&text)?;
        prop_assert!(Uuid::from_json(text.into()).is_ok());
    }
}

#[test]
fn only_the_form_of_the_schema_is_read() {
    for text in [
        "67e5504410b1426f9247bb680e5fe0c8",
        "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
        "67e55044-10b1-426f-9247-bb680e5fe0c",
        "67e55044-10b1-426f-9247-bb680e5fe0cg",
        "",
    ] {
        refused_by_type::<Uuid>(&format!("{text:?}"), "a UUID such as");
    }
}
