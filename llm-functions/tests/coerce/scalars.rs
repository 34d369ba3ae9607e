//! Numbers and booleans in strings and the other way round, whole numbers with a fraction of zero.

use llm_functions::arguments::CoercionKind::{BooleanInString, NumberInString, ScalarAsString, WholeNumber};

use super::{becomes, refused};

#[test]
fn a_number_in_a_string() {
    becomes::<i32>(r#""5""#, "5", &[NumberInString]);
    becomes::<i32>(r#"" -7 \n""#, "-7", &[NumberInString]);
    becomes::<u64>(r#""18446744073709551615""#, "18446744073709551615", &[NumberInString]);
    becomes::<f64>(r#""0.25""#, "0.25", &[NumberInString]);
    becomes::<f64>(r#""5""#, "5", &[NumberInString]);
    becomes::<f64>(r#""5.0""#, "5.0", &[NumberInString]);
    becomes::<Option<u8>>(r#""5""#, "5", &[NumberInString]);
}

#[test]
fn what_is_no_number_or_does_not_fit_stays_refused() {
    refused::<u8>(&[
        r#""300""#,
        r#""-1""#,
        r#""5.7""#,
        r#""1e400""#,
        r#""five""#,
        r#""5 mg""#,
        r#""0x10""#,
        r#""1_000""#,
        r#""1,000""#,
        r#""""#,
        r#"" ""#,
        r#""+5""#,
        r#""05""#,
        r#""5.""#,
        r#""NaN""#,
        r#""5 6""#,
        "true",
        r#""true""#,
    ]);
    refused::<f64>(&[r#""1e400""#, r#""NaN""#, r#""Infinity""#, r#""-inf""#, r#""1.5.2""#, r#""½""#, "1e400"]);
    refused::<f32>(&[r#""1e300""#]);
    refused::<u64>(&[r#""18446744073709551616""#]);
}

#[test]
fn a_whole_number_with_a_point_or_an_exponent() {
    becomes::<i32>("20.0", "20", &[WholeNumber]);
    becomes::<i32>("2e1", "20", &[WholeNumber]);
    becomes::<i32>("-2000E-2", "-20", &[WholeNumber]);
    becomes::<i32>(r#""20.0""#, "20", &[NumberInString, WholeNumber]);
    becomes::<u64>("9007199254740993.0", "9007199254740993", &[WholeNumber]);
    becomes::<u64>("1.8446744073709551615e19", "18446744073709551615", &[WholeNumber]);
    becomes::<Vec<u8>>("[1.0, 2, 3.00]", "[1,2,3]", &[WholeNumber, WholeNumber]);
}

#[test]
fn no_digit_is_lost_on_the_way_to_an_integer() {
    refused::<i32>(&["5.7", "1.000000000000000005", "20.00000000000000000001", "1e400", "2e10", "-0.0", "1e-1"]);
    refused::<u8>(&["300.0", "2.55e3", "-1.0"]);
    refused::<u64>(&["18446744073709551616.0", "1e20"]);
}

#[test]
fn a_boolean_in_a_string() {
    becomes::<bool>(r#""true""#, "true", &[BooleanInString]);
    becomes::<bool>(r#"" False ""#, "false", &[BooleanInString]);
    becomes::<Vec<bool>>(r#"["TRUE", false]"#, "[true,false]", &[BooleanInString]);
    refused::<bool>(&[r#""yes""#, r#""1""#, "1", "0", r#""t""#, r#""""#, r#""truefalse""#]);
}

#[test]
fn a_number_or_a_boolean_where_a_string_is_asked() {
    becomes::<String>("12", r#""12""#, &[ScalarAsString]);
    becomes::<String>("true", r#""true""#, &[ScalarAsString]);
    becomes::<Option<String>>("-3", r#""-3""#, &[ScalarAsString]);
    becomes::<char>("7", r#""7""#, &[ScalarAsString]);
    refused::<char>(&["12"]);
    refused::<String>(&["null", "[1]", "{}"]);
}

/// A version, a dose, a postal code: the digits are the value.
#[test]
fn a_number_keeps_its_digits_as_a_string() {
    becomes::<String>("1.10", r#""1.10""#, &[ScalarAsString]);
    becomes::<String>("0.50", r#""0.50""#, &[ScalarAsString]);
    becomes::<String>("2E+3", r#""2E+3""#, &[ScalarAsString]);
    becomes::<String>("123456789012345678901234", r#""123456789012345678901234""#, &[ScalarAsString]);
    becomes::<Vec<String>>(r#"["1.0", 1.10, 3]"#, r#"["1.0","1.10","3"]"#, &[ScalarAsString, ScalarAsString]);
}
