//! `rust_decimal`: a decimal number in a string. A JSON number is a binary fraction to most who read it on the way,
//! and 28 digits of money do not survive that.

use rust_decimal::Decimal;

use super::text_form::{of_pattern, text_types};

const DECIMAL: &str = r"^-?[0-9]{1,29}(\.[0-9]{1,28})?$";
const HINT: &str = "A decimal number in a string, such as 12.50.";

text_types! {
    Decimal,
    of_pattern::<Self>("Decimal", HINT, DECIMAL),
    "a decimal number of at most 28 digits in a string, such as `12.50`",
    // Rounding what has more digits would change what the model said.
    |text| Self::from_str_exact(text).ok(),
    Self::to_string;
}
