//! JSON Schema → view: functions that come from elsewhere, and types that bring a schema of their own.
//!
//! What a schema asserts is checked, or the schema is refused with the path of what it says; nothing is passed over in
//! silence. What JSON Schema calls an annotation is kept where the view has a place for it.
//!
//! A schema from elsewhere is outside data. It is read in a loop and not by recursion, no schema is read twice however
//! often it is referred to, and what it would be when written out is bounded, because that is what everything
//! downstream makes of it.

mod array;
mod combined;
mod draft;
mod error;
mod index;
mod keywords;
mod limits;
mod number;
mod object;
mod place;
mod python;
mod reader;
mod string;
mod uri;
mod values;

pub use draft::Draft;
pub use error::SchemaError;
pub use python::python_types;

use crate::json::Json;
use crate::view::{Builder, FunctionView, NodeId, Text, Types};
use index::Index;
use place::Location;
use reader::Reader;

/// The view of a function whose arguments a JSON Schema describes, read with a [`Parser`] as it is when it is new.
///
/// ```
/// use llm_functions::{json, json_schema};
///
/// let schema = json::read(r#"{
///     "type": "object",
///     "properties": {"city": {"type": "string", "minLength": 1}, "unit": {"enum": ["celsius", "fahrenheit"]}},
///     "required": ["city"]
/// }"#)?;
/// let view = json_schema::parse("get_weather", "The weather in a city.", &schema)?;
/// assert!(view.root().object.property("city").is_some_and(|city| city.required));
///
/// let refused = json::read(r##"{"properties": {"city": {"$ref": "#/$defs/City"}}}"##)?;
/// let error = json_schema::parse("get_weather", "", &refused).unwrap_err();
/// assert_eq!(error.pointer(), "/properties/city");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SchemaError`] when it is no JSON Schema, asserts something that is not checked here, accepts no object, or is too
/// large; and for a name that is empty or has control characters.
pub fn parse(name: impl Into<Text>, description: impl Into<Text>, schema: &Json) -> Result<FunctionView, SchemaError> {
    Parser::new().parse(name, description, schema)
}

/// How schemas from elsewhere are read.
///
/// | keyword | how it is read |
/// | --- | --- |
/// | `format` | Checked for every format of JSON Schema's that [`Format`](crate::format::Format) knows, since whoever writes one into a function means it. JSON Schema itself makes it an annotation: [`formats_as_annotations`](Self::formats_as_annotations). Any other format is an annotation. `password` makes a parameter sensitive. |
/// | `pattern`, `patternProperties` | Checked for the expressions that [`pattern`](crate::pattern) knows; any other refuses the schema. |
/// | `$ref`, `$id`, `$anchor` | Followed inside the schema and into the documents that were given ([`document`](Self::document)). Nothing is fetched. Beside `$ref` other keywords count, except in schemas that say they are of draft 7 or older. |
/// | `definitions`, `items` as a list with `additionalItems`, `dependencies`, `exclusiveMinimum: true` | Read as older drafts mean them, in any draft. |
/// | `nullable` | `null` fits as well, as in `OpenAPI` 3.0. |
/// | `unevaluatedProperties`, `unevaluatedItems` | Read where they say the same as `additionalProperties` and `items`: beside no `allOf`, `anyOf`, `oneOf`, `if`, `$ref` and the like. Refused elsewhere. |
/// | `$dynamicRef`, `$recursiveRef`, a `$schema` that is none of JSON Schema's own | Refused. |
/// | `contentEncoding` and its like, and any unknown name | Annotations, as JSON Schema has it. |
#[derive(Clone, Debug, Default)]
pub struct Parser {
    draft: Draft,
    formats_are_annotations: bool,
    documents: Vec<(String, Json)>,
}

impl Parser {
    /// Draft 2020-12 unless a schema says otherwise, formats are checked, no documents.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the edition of JSON Schema for schemas that do not name theirs.
    #[must_use]
    pub fn draft(mut self, draft: Draft) -> Self {
        self.draft = draft;
        self
    }

    /// Leaves formats unchecked, which is what JSON Schema does.
    #[must_use]
    pub fn formats_as_annotations(mut self) -> Self {
        self.formats_are_annotations = true;
        self
    }

    /// Gives a document that schemas refer to, under the URI by which they do; a relative one will do when they use it.
    #[must_use]
    pub fn document(mut self, uri: impl Into<String>, schema: Json) -> Self {
        self.documents.push((uri.into().trim_end_matches('#').to_owned(), schema));
        self
    }

    /// The view of a function whose arguments this schema describes.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn parse(
        &self,
        name: impl Into<Text>,
        description: impl Into<Text>,
        schema: &Json,
    ) -> Result<FunctionView, SchemaError> {
        let (name, description) = (name.into(), description.into());
        self.view(&name, description, schema).map_err(|error| error.of(&name))
    }

    fn view(&self, name: &Text, description: Text, schema: &Json) -> Result<FunctionView, SchemaError> {
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(SchemaError::function("a function's name is not empty and has no control characters"));
        }
        let mut builder = Builder::default();
        let root = builder.reserve();
        self.read(schema, &mut builder, root)?;
        let view = FunctionView::of_nodes(name.clone(), description, builder);
        if !view.resolve(NodeId::ROOT).types.contains(Types::OBJECT) {
            return Err(SchemaError::malformed(&Location::default(), "type", "`object`, which is what arguments are"));
        }
        Ok(view)
    }

    /// Reads a schema into the nodes of a function, its top into the place that is kept for it.
    pub(crate) fn read(&self, schema: &Json, builder: &mut Builder, root: NodeId) -> Result<(), SchemaError> {
        let mut index = Index::default();
        let scope = index.add("", schema, self.draft)?;
        for (uri, document) in &self.documents {
            index.add(uri, document, self.draft)?;
        }
        let mut reader = Reader::new(&index, builder, !self.formats_are_annotations);
        reader.read(schema, scope, root)?;
        limits::check(&reader.into_places(), builder)
    }
}
