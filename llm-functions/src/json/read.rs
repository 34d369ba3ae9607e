//! JSON text → [`Json`]. What comes in is outside data: nesting is bounded, a name twice in one object is an error.

use std::fmt;
use std::sync::LazyLock;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::error::{ReadError, Reason};
use super::{IncrementalReader, Json};

const DUPLICATE: &str = "duplicate name";

/// Reads one JSON value, with nothing but white space after it.
///
/// # Errors
/// [`ReadError`] when the text is not JSON, is nested more than 127 levels deep (the limit of `serde_json`), or has an
/// object with the same name twice: which of the two was meant cannot be known.
pub fn read(text: &str) -> Result<Json, ReadError> {
    if *NUMBERS_ARE_TEXT {
        return incrementally(text);
    }
    serde_json::from_str(text).map_err(|error| {
        // The other reader names the byte and the reason; it is slower, and only what is wrong is read twice.
        let (line, column) = (error.line(), error.column());
        let unexplained = ReadError { offset: text.len(), line, column, reason: Reason::Syntax };
        incrementally(text).err().unwrap_or(unexplained)
    })
}

fn incrementally(text: &str) -> Result<Json, ReadError> {
    let mut reader = IncrementalReader::new();
    reader.push(text)?;
    reader.finish()
}

/// Whether another crate of the program has switched on a feature of `serde_json` under which a fraction is read as a map
/// with one secret name, which cannot be told from an object that a model wrote.
static NUMBERS_ARE_TEXT: LazyLock<bool> = LazyLock::new(|| !matches!(serde_json::from_str("0.5"), Ok(Json::Number(_))));

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object: Vec<(String, Json)> = Vec::new();
        // A set beside the list keeps a hostile object of many names linear; small objects never build it.
        let mut seen = std::collections::HashSet::new();
        while let Some((name, value)) = members.next_entry::<String, Json>()? {
            if object.len() == SCAN_LIMIT {
                seen.extend(object.iter().map(|(name, _)| name.clone()));
            }
            let duplicate = if object.len() < SCAN_LIMIT {
                object.iter().any(|(earlier, _)| *earlier == name)
            } else {
                !seen.insert(name.clone())
            };
            if duplicate {
                return Err(A::Error::custom(DUPLICATE));
            }
            object.push((name, value));
        }
        Ok(Json::Object(object))
    }
}

/// Up to this many members a scan of the list is cheaper than hashing.
const SCAN_LIMIT: usize = 16;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn order_is_kept_and_numbers_are_exact() {
        let value = read(r#"{"z":18446744073709551615,"a":-1,"m":0.5}"#).unwrap();
        assert_eq!(value.to_string(), r#"{"z":18446744073709551615,"a":-1,"m":0.5}"#);
    }

    #[test]
    fn a_number_that_was_written_is_read_as_the_same() {
        for text in ["7777770000000000000000000000000000000000000000000002049638230412172395.0", "5e-324", "0.1"] {
            let number = read(text).unwrap();
            assert_eq!(read(&number.to_string()).unwrap(), number);
            assert_eq!(number, text.parse::<f64>().unwrap().into());
        }
    }

    #[test]
    fn a_name_twice_is_refused_in_small_and_large_objects() {
        assert!(read(r#"{"a":1,"a":2}"#).unwrap_err().to_string().contains("same name twice"));
        let many: Vec<String> = (0..40).map(|n| format!("\"n{n}\":0")).collect();
        assert!(read(&format!("{{{}}}", many.join(","))).is_ok());
        assert!(read(&format!("{{{},\"n3\":1}}", many.join(","))).is_err());
        assert!(read(&format!("{{{},\"n39\":1}}", many.join(","))).is_err());
    }

    #[test]
    fn a_cut_text_is_told_from_a_broken_one() {
        assert!(read(r#"{"a": [1, "#).unwrap_err().is_truncated());
        assert!(!read(r#"{"a": ]"#).unwrap_err().is_truncated());
        assert!(!read(&"[".repeat(100_000)).unwrap_err().is_truncated());
    }
}
