//! [`Variant`]: the JSON of an enum whose variants hold data, taken apart and put together.

use crate::arguments::Mismatch;
use crate::json::Json;
use crate::spec::{Tagging, TypeKind, TypeSpec, UnionSpec, VariantContent};

/// Which variant a value is, and what is in it: the part of a derived `from_json` that is the same for every enum.
#[derive(Debug)]
pub struct Variant {
    /// Its place among the variants of the spec.
    pub index: usize,
    /// What it holds; under internal tagging the other members of the object.
    pub content: Json,
    /// Where the content is.
    pub place: Place,
}

/// The place of a variant's content within the value.
#[derive(Debug)]
pub struct Place {
    /// The member that holds the content, if one does.
    step: Option<String>,
}

impl Place {
    fn here() -> Self {
        Self { step: None }
    }

    fn under(step: impl Into<String>) -> Self {
        Self { step: Some(step.into()) }
    }

    /// The problems of the content, seen from the whole value.
    #[must_use]
    pub fn of(&self, mismatch: Mismatch) -> Mismatch {
        match &self.step {
            Some(step) => mismatch.inside(step),
            None => mismatch,
        }
    }
}

impl Variant {
    /// Finds the variant that a value of this type is.
    ///
    /// # Errors
    /// [`Mismatch`] when the value does not name one of the variants as the spec's tagging asks for.
    pub fn from_json(spec: &TypeSpec, value: Json) -> Result<Self, Mismatch> {
        let TypeKind::Union(union) = spec.kind else { return Err(Mismatch::expected("an enum", &value)) };
        let variant = match union.tagging {
            Tagging::External => external(&union, value)?,
            Tagging::Internal { tag } => {
                let mut members = members(value)?;
                let index = tagged(&union, tag, &mut members)?;
                Self { index, content: Json::Object(members), place: Place::here() }
            }
            Tagging::Adjacent { tag, content } => {
                let mut members = members(value)?;
                let index = tagged(&union, tag, &mut members)?;
                let value = remove(&mut members, content);
                Self { index, content: value.unwrap_or_default(), place: Place::under(content) }
            }
        };
        variant.checked(&union)
    }

    /// A variant that holds nothing has no content but `null`.
    fn checked(self, union: &UnionSpec) -> Result<Self, Mismatch> {
        let unit = matches!(union.variants.get(self.index).map(|variant| variant.content), Some(VariantContent::Unit));
        if unit && self.place.step.is_some() && self.content != Json::Null {
            let mismatch = Mismatch::expected("null, as this variant holds nothing", &self.content);
            return Err(self.place.of(mismatch));
        }
        Ok(self)
    }

    /// Puts together the JSON of the variant at `index`.
    pub fn to_json(spec: &TypeSpec, index: usize, content: Json) -> Json {
        let TypeKind::Union(union) = spec.kind else { return Json::Null };
        let Some(variant) = union.variants.get(index) else { return Json::Null };
        let unit = matches!(variant.content, VariantContent::Unit);
        match (union.tagging, content) {
            (Tagging::External, _) if unit => variant.name.into(),
            (Tagging::External, content) => Json::object([(variant.name, content)]),
            (Tagging::Internal { tag }, content) => {
                let mut members = vec![(tag.to_owned(), variant.name.into())];
                if let Json::Object(content) = content {
                    members.extend(content);
                }
                Json::Object(members)
            }
            (Tagging::Adjacent { tag, .. }, _) if unit => Json::object([(tag, variant.name.into())]),
            (Tagging::Adjacent { tag, content: holder }, content) => {
                Json::object([(tag, variant.name.into()), (holder, content)])
            }
        }
    }
}

/// `"variant"`, or `{"variant": content}`.
fn external(union: &UnionSpec, value: Json) -> Result<Variant, Mismatch> {
    match value {
        Json::String(name) => {
            let index = named(union, &name)?;
            match union.variants.get(index).map(|variant| variant.content) {
                Some(VariantContent::Unit) => Ok(Variant { index, content: Json::Null, place: Place::here() }),
                _ => Err(Mismatch::expected(format!("an object with the member `{name}`"), &Json::String(name))),
            }
        }
        Json::Object(mut members) if members.len() == 1 => {
            let (name, content) = members.swap_remove(0);
            Ok(Variant { index: named(union, &name)?, content, place: Place::under(name) })
        }
        other => Err(Mismatch::expected("the name of a variant, or an object with one member of that name", &other)),
    }
}

fn members(value: Json) -> Result<Vec<(String, Json)>, Mismatch> {
    match value {
        Json::Object(members) => Ok(members),
        other => Err(Mismatch::expected("an object", &other)),
    }
}

/// The variant that the tag names; the tag is taken out.
fn tagged(union: &UnionSpec, tag: &str, members: &mut Vec<(String, Json)>) -> Result<usize, Mismatch> {
    let name = remove(members, tag).unwrap_or_default();
    match &name {
        Json::String(name) => named(union, name),
        other => Err(Mismatch::expected(choices(union), other)),
    }
    .map_err(|mismatch| mismatch.inside(tag))
}

fn named(union: &UnionSpec, name: &str) -> Result<usize, Mismatch> {
    let index = union.variants.iter().position(|variant| variant.name == name);
    index.ok_or_else(|| Mismatch::expected(choices(union), &name.into()))
}

fn remove(members: &mut Vec<(String, Json)>, name: &str) -> Option<Json> {
    let index = members.iter().position(|(member, _)| member == name)?;
    Some(members.remove(index).1)
}

fn choices(union: &UnionSpec) -> String {
    let names: Vec<&str> = union.variants.iter().map(|variant| variant.name).collect();
    format!("one of `{}`", names.join("`, `"))
}
