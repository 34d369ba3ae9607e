//! [`Foreign`]: a type of another crate as a parameter.

use std::fmt;
use std::ops::Deref;

use ::schemars::JsonSchema;
use ::schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::arguments::Mismatch;
use crate::json::{self, Json};
use crate::parameter_type::{FactKind, Facts, ParameterType};
use crate::spec::{TypeKind, TypeSpec};

/// A value of a type that `schemars` describes and serde reads.
///
/// The arguments are checked against the schema before serde sees them, so that a model is told everything that is
/// wrong at once; what serde refuses after that is told as well, with its place.
///
/// ```
/// use llm_functions::{LlmFunction, arguments, schemars::Foreign};
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// #[serde(tag = "by", rename_all = "snake_case")]
/// enum Place {
///     City { name: String },
///     Coordinates { latitude: f64, longitude: f64 },
/// }
///
/// /// Look up the weather.
/// #[derive(LlmFunction)]
/// struct Weather {
///     /// Where.
///     place: Foreign<Place>,
/// }
///
/// let weather: Weather = arguments::decode(r#"{"place": {"by": "city", "name": "Bern"}}"#)?;
/// assert!(matches!(&*weather.place, Place::City { name } if name == "Bern"));
/// assert!(arguments::decode::<Weather>(r#"{"place": {"by": "street"}}"#).is_err());
/// # Ok::<(), arguments::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Foreign<T> {
    value: T,
    /// The JSON it came from: not every type that can be read can be written.
    json: Json,
}

impl<T> Foreign<T> {
    /// A value with the JSON that stands for it, for types that serde cannot write.
    pub fn with_json(value: T, json: Json) -> Self {
        Self { value, json }
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.value
    }
}

/// A default or an example. What serde cannot write as JSON is `null`, which its schema then refuses.
impl<T: Serialize> From<T> for Foreign<T> {
    fn from(value: T) -> Self {
        let json = serde_json::to_string(&value).ok().and_then(|text| json::read(&text).ok());
        Self { value, json: json.unwrap_or_default() }
    }
}

impl<T> Deref for Foreign<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Foreign<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(out)
    }
}

/// As the values are equal, however they were written.
impl<T: PartialEq> PartialEq for Foreign<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: JsonSchema + DeserializeOwned + Send + 'static> ParameterType for Foreign<T> {
    const FACTS: Facts = Facts::new(FactKind::Any);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("Foreign", TypeKind::Schema(schema::<T>)) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        let read = serde_path_to_error::deserialize(serde_json::Value::from(value.clone()));
        match read {
            Ok(read) => Ok(Self { value: read, json: value }),
            Err(error) => Err(steps(error.path(), &value)
                .into_iter()
                .rev()
                .fold(Mismatch::refused(error.inner()), |mismatch, step| mismatch.inside(&step))),
        }
    }

    fn to_json(&self) -> Json {
        self.json.clone()
    }
}

/// What the type accepts when it is read, as JSON Schema 2020-12.
fn schema<T: JsonSchema>() -> Json {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// The part of serde's path that is in the JSON; a variant, for one, is a member under some taggings only.
fn steps(path: &serde_path_to_error::Path, mut place: &Json) -> Vec<String> {
    let mut steps = Vec::new();
    for segment in path {
        let inner = match (segment, place) {
            (Segment::Seq { index }, Json::Array(items)) => items.get(*index).map(|item| (index.to_string(), item)),
            (Segment::Map { key } | Segment::Enum { variant: key }, place) => {
                place.get(key).map(|member| (key.clone(), member))
            }
            _ => None,
        };
        let Some((step, inner)) = inner else { break };
        steps.push(step);
        place = inner;
    }
    steps
}
