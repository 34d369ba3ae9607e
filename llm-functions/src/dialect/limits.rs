//! How large a schema is, and how large a provider lets it be.

use super::rules::Limits;
use crate::json::Json;

/// Whether a schema is small enough.
pub(super) fn check(schema: &Json, limits: &Limits) -> Result<(), String> {
    if *limits == Limits::NONE {
        return Ok(());
    }
    let mut size = Size::default();
    size.schema(schema, 0, limits)?;
    let counts = [
        ("members", size.properties, limits.properties),
        ("levels", size.depth, limits.depth),
        ("characters in names and values", size.characters, limits.characters),
        ("values of enums", size.values, limits.values),
    ];
    match counts.into_iter().find(|(_, count, most)| count > most) {
        Some((what, count, most)) => Err(format!("the schema has {count} {what}, and at most {most} are allowed")),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Size {
    properties: usize,
    depth: usize,
    characters: usize,
    values: usize,
}

impl Size {
    fn schema(&mut self, schema: &Json, depth: usize, limits: &Limits) -> Result<(), String> {
        let Json::Object(keywords) = schema else { return Ok(()) };
        let contains = ["properties", "items"].iter().any(|keyword| schema.get(keyword).is_some());
        let depth = depth + usize::from(contains);
        self.depth = self.depth.max(depth);
        for (keyword, value) in keywords {
            match (keyword.as_str(), value) {
                ("properties" | "$defs", Json::Object(named)) => {
                    self.properties += if keyword == "properties" { named.len() } else { 0 };
                    for (name, schema) in named {
                        self.characters += name.chars().count();
                        // A definition is counted from the top: where it is used, it may be at any depth.
                        self.schema(schema, if keyword == "$defs" { 0 } else { depth }, limits)?;
                    }
                }
                ("enum", Json::Array(values)) => self.values(values, limits)?,
                ("const", value) => self.characters += characters(value),
                ("anyOf" | "oneOf" | "allOf" | "prefixItems", Json::Array(schemas)) => {
                    schemas.iter().try_for_each(|schema| self.schema(schema, depth, limits))?;
                }
                ("items" | "additionalProperties" | "not", schema) => self.schema(schema, depth, limits)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn values(&mut self, values: &[Json], limits: &Limits) -> Result<(), String> {
        let length = values.iter().map(characters).sum::<usize>();
        self.values += values.len();
        self.characters += length;
        let (many, most) = limits.long_enum;
        if values.len() > many && length > most {
            return Err(format!(
                "an enum of {} values has {length} characters, and at most {most} are allowed",
                values.len()
            ));
        }
        Ok(())
    }
}

fn characters(value: &Json) -> usize {
    value.as_str().map_or_else(|| value.to_string().chars().count(), |text| text.chars().count())
}
