//! [`Sensitivity`]: how private a piece of data is.

use serde::{Deserialize, Serialize};

/// How private a message, a result or an error is. The three levels are those of European data protection law:
/// data about nobody, personal data, and the special categories among which health records are.
///
/// The order is the order of trust needed: data may only go to a platform whose ceiling is at least its label.
///
/// ```
/// use llm_functions::Sensitivity;
/// assert!(Sensitivity::Public < Sensitivity::Sensitive);
/// assert_eq!(Sensitivity::Public.join(Sensitivity::Personal), Sensitivity::Personal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums, reason = "a fourth level would change what every comparison means")]
pub enum Sensitivity {
    /// Says nothing about any person: a system text, a function's definition.
    Public,
    /// About a person, such as a name or an appointment.
    Personal,
    /// A health record or anything else that may harm when it becomes known. What carries no label is treated so.
    #[default]
    Sensitive,
}

impl Sensitivity {
    /// The label of data made from both: the more private of the two.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        if (self as u8) >= (other as u8) { self } else { other }
    }

    /// The word for it, as in `#[llm_function(sensitivity = "...")]`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Personal => "personal",
            Self::Sensitive => "sensitive",
        }
    }
}
