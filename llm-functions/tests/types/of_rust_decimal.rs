use llm_functions::arguments::{self, Coercions};
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::{comes_back, is_read_or_refused, refused, refused_after, refused_before, texts_of};

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<u32>(), any::<u32>(), prop_oneof![Just(0), any::<u32>()], any::<bool>(), 0_u32..=28)
        .prop_map(|(low, middle, high, negative, scale)| Decimal::from_parts(low, middle, high, negative, scale))
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn values_come_back_digit_by_digit(decimal in decimal()) {
        comes_back(&decimal)?;
        let back = Decimal::from_json(decimal.to_json()).unwrap();
        prop_assert_eq!(back.to_string(), decimal.to_string());
    }

    #[test]
    fn texts_of_the_pattern_are_read_or_refused(text in texts_of::<Decimal>(), short in "-?[0-9]{1,14}(\\.[0-9]{1,14})?") {
        is_read_or_refused::<Decimal>(&text)?;
        prop_assert!(Decimal::from_json(short.into()).is_ok());
    }
}

#[test]
fn what_is_no_exact_decimal_is_refused() {
    comes_back(&Decimal::MAX).unwrap();
    comes_back(&Decimal::MIN).unwrap();
    for text in ["", "-", "1.", ".5", "1e3", "1,5", "+1", " 1", "0x1", "NaN"] {
        refused_before::<Decimal>(text);
    }
    refused::<Decimal>("1.5", "a decimal number of at most 28 digits");
    refused_after::<Decimal>("99999999999999999999999999999");
    refused_after::<Decimal>("1234567890123456789012345.12345");
}

/// Pay somebody.
#[derive(LlmFunction)]
struct Pay {
    /// How much.
    amount: Decimal,
}

#[test]
fn a_number_is_taken_with_the_digits_that_were_written() {
    for text in [r#"{"amount": "0.10"}"#, r#"{"amount": 0.10}"#] {
        let coerced = arguments::canonical_with(&FunctionView::of::<Pay>(), text, Coercions::ALL).unwrap();
        let pay: Pay = arguments::from_canonical(coerced.arguments).unwrap();
        assert_eq!(pay.amount.to_string(), "0.10");
    }
}
