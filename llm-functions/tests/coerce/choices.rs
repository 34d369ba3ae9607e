//! Choices in another spelling.

use llm_functions::ParameterType;
use llm_functions::arguments::CoercionKind::{JsonInString, OneItemList, ScalarAsString, Spelling};

use super::{becomes, refused};

#[derive(ParameterType)]
#[parameter(rename_all = "snake_case")]
enum Category {
    Steps,
    HeartRate,
    #[parameter(name = "BMI")]
    Bmi,
}

#[derive(ParameterType)]
enum Unit {
    #[parameter(name = "ms")]
    Millisecond,
    #[parameter(name = "MS")]
    Megasample,
    #[parameter(name = "2")]
    Two,
    #[parameter(name = "-2")]
    MinusTwo,
}

#[test]
fn case_spaces_and_separators() {
    for spelled in ["HeartRate", "heart rate", " HEART-RATE ", "heartRate", "Heart_Rate"] {
        becomes::<Category>(&format!("\"{spelled}\""), r#""heart_rate""#, &[Spelling]);
    }
    becomes::<Category>(r#""bmi""#, r#""BMI""#, &[Spelling]);
    becomes::<Option<Category>>(r#""Steps""#, r#""steps""#, &[Spelling]);
    becomes::<Category>(r#""\"steps\"""#, r#""steps""#, &[JsonInString]);
    becomes::<Vec<Category>>(r#""STEPS""#, r#"["steps"]"#, &[OneItemList, Spelling]);
}

#[test]
fn nothing_but_spelling() {
    refused::<Category>(&[r#""step""#, r#""heart""#, r#""steps.""#, r#""""#, r#""steps, bmi""#, "1", "null", "{}"]);
    refused::<Vec<Category>>(&[r#""steps, heart_rate""#]);
}

#[test]
fn exactly_one_choice() {
    refused::<Unit>(&[r#""Ms""#, r#""mS""#, r#""- 2""#]);
    becomes::<Unit>("2", r#""2""#, &[ScalarAsString]);
    becomes::<Unit>("-2", r#""-2""#, &[ScalarAsString]);
    becomes::<Unit>(r#"" -2""#, r#""-2""#, &[Spelling]);
}
