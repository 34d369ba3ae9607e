//! [`FunctionSpec`] → JSON Schema (draft 2020-12), in declaration order.

use crate::json::Json;
use crate::spec::{Bound, Constraints, FunctionSpec, ParameterSpec, TypeKind, TypeRef, TypeSpec, VariantSpec};
use crate::tool::ToolDefinition;

/// The function as a model sees it.
///
/// ```
/// use llm_functions::{json_schema, LlmFunction};
///
/// /// Look up a word.
/// #[derive(LlmFunction)]
/// struct Define {
///     /// The word.
///     word: String,
/// }
///
/// let tool = json_schema::tool_definition(&Define::SPEC);
/// assert_eq!(
///     tool.parameters.to_string(),
///     r#"{"type":"object","properties":{"word":{"description":"The word.","type":"string"}},"required":["word"],"additionalProperties":false}"#
/// );
/// ```
pub fn tool_definition(spec: &FunctionSpec) -> ToolDefinition {
    ToolDefinition::new(spec.name, spec.description, of_arguments(spec))
}

/// JSON Schema of a function's arguments object. A struct type that contains itself is put under `$defs`; every other
/// type is written in place, which every provider understands.
pub fn of_arguments(spec: &FunctionSpec) -> Json {
    let mut renderer = Renderer::default();
    let Json::Object(mut root) = renderer.object(spec.parameters) else { return Json::Null };
    if !renderer.definitions.is_empty() {
        let definitions = renderer.definitions.into_iter().map(|(_, name, body)| (name, body));
        root.push(("$defs".to_owned(), Json::object(definitions)));
    }
    Json::Object(root)
}

#[derive(Default)]
struct Renderer {
    /// The struct types around the place being rendered; meeting one again is recursion.
    open: Vec<Open>,
    /// Recursive types: which, under what name, and how they are written.
    definitions: Vec<(TypeRef, String, Json)>,
}

struct Open {
    ty: TypeRef,
    recursive: bool,
}

impl Renderer {
    fn object(&mut self, fields: &[ParameterSpec]) -> Json {
        let properties: Vec<_> = fields.iter().map(|field| (field.name, self.field(field))).collect();
        let required = fields.iter().filter(|field| required(field)).map(|field| field.name);
        Json::object([
            ("type", "object".into()),
            ("properties", Json::object(properties)),
            ("required", Json::array(required)),
            ("additionalProperties", false.into()),
        ])
    }

    fn field(&mut self, field: &ParameterSpec) -> Json {
        let mut members = Vec::new();
        if !field.description.is_empty() {
            members.push(("description".to_owned(), field.description.into()));
        }
        if let Json::Object(ty) = self.ty(field.ty, &field.constraints) {
            members.extend(ty.into_iter().filter(|(name, _)| name != "description" || field.description.is_empty()));
        }
        if let Some(default) = field.default {
            members.push(("default".to_owned(), default()));
        }
        Json::Object(members)
    }

    fn ty(&mut self, ty: TypeRef, constraints: &Constraints) -> Json {
        let spec = ty();
        let mut members = match spec.kind {
            TypeKind::Boolean => vec![member("type", "boolean")],
            TypeKind::Integer { minimum, maximum } => integer(minimum, maximum, constraints),
            TypeKind::Number { .. } => number(constraints),
            TypeKind::String => {
                counted("string", "minLength", constraints.min_length, "maxLength", constraints.max_length)
            }
            TypeKind::Optional(inner) => return nullable(self.ty(inner, constraints)),
            TypeKind::Array(item) => self.array(item, constraints),
            TypeKind::Object(fields) => return self.nested(ty, spec, fields),
            TypeKind::Enum(variants) => choices(variants),
            _ => Vec::new(),
        };
        describe(spec, &mut members);
        Json::Object(members)
    }

    fn array(&mut self, item: TypeRef, constraints: &Constraints) -> Vec<(String, Json)> {
        let mut members = counted("array", "minItems", constraints.min_items, "maxItems", constraints.max_items);
        members.insert(1, ("items".to_owned(), self.ty(item, &Constraints::NONE)));
        members
    }

    fn nested(&mut self, ty: TypeRef, spec: &TypeSpec, fields: &[ParameterSpec]) -> Json {
        if let Some(open) = self.open.iter_mut().find(|open| same(open.ty, ty)) {
            open.recursive = true;
            return Json::object([("$ref", Json::from(format!("#/$defs/{}", self.definition_name(ty))))]);
        }
        if self.definitions.iter().any(|(defined, _, _)| same(*defined, ty)) {
            return Json::object([("$ref", Json::from(format!("#/$defs/{}", self.definition_name(ty))))]);
        }
        self.open.push(Open { ty, recursive: false });
        let mut body = self.object(fields);
        if let Json::Object(members) = &mut body {
            describe(spec, members);
        }
        let recursive = self.open.pop().is_some_and(|open| open.recursive);
        if !recursive {
            return body;
        }
        let name = self.definition_name(ty);
        self.definitions.push((ty, name.clone(), body));
        Json::object([("$ref", Json::from(format!("#/$defs/{name}")))])
    }

    /// The Rust name; two types of one name are told apart by a number.
    fn definition_name(&self, ty: TypeRef) -> String {
        let same_name = |other: &TypeRef| other().name == ty().name;
        let known = self.definitions.iter().map(|(defined, _, _)| *defined);
        let mut namesakes: Vec<TypeRef> = known.filter(same_name).collect();
        namesakes.extend(self.open.iter().map(|open| open.ty).filter(same_name));
        match namesakes.iter().position(|namesake| same(*namesake, ty)) {
            None | Some(0) => ty().name.to_owned(),
            Some(number) => format!("{}{}", ty().name, number + 1),
        }
    }
}

fn required(field: &ParameterSpec) -> bool {
    field.default.is_none() && !matches!((field.ty)().kind, TypeKind::Optional(_))
}

fn same(one: TypeRef, other: TypeRef) -> bool {
    one().type_id() == other().type_id()
}

fn member(name: &str, value: impl Into<Json>) -> (String, Json) {
    (name.to_owned(), value.into())
}

fn describe(spec: &TypeSpec, members: &mut Vec<(String, Json)>) {
    if !spec.description.is_empty() {
        members.insert(0, member("description", spec.description));
    }
}

/// Bounds of 64-bit types are left out: as floats, which most validators use, they are not exact.
fn integer(minimum: i128, maximum: i128, constraints: &Constraints) -> Vec<(String, Json)> {
    const EXACT: i128 = 1 << 53;
    let own = |bound: i128| (bound.abs() <= EXACT).then_some(Bound::Integer(bound));
    let mut members = vec![member("type", "integer")];
    members.extend(constraints.minimum.or(own(minimum)).map(|bound| member("minimum", bound)));
    members.extend(constraints.maximum.or(own(maximum)).map(|bound| member("maximum", bound)));
    members
}

fn number(constraints: &Constraints) -> Vec<(String, Json)> {
    let mut members = vec![member("type", "number")];
    members.extend(constraints.minimum.map(|bound| member("minimum", bound)));
    members.extend(constraints.maximum.map(|bound| member("maximum", bound)));
    members
}

fn counted(ty: &str, least: &str, min: Option<u32>, most: &str, max: Option<u32>) -> Vec<(String, Json)> {
    let mut members = vec![member("type", ty)];
    members.extend(min.map(|count| member(least, count)));
    members.extend(max.map(|count| member(most, count)));
    members
}

/// The choices' names; what each means is said in the description, since `enum` has no place for it.
fn choices(variants: &[VariantSpec]) -> Vec<(String, Json)> {
    vec![member("type", "string"), ("enum".to_owned(), Json::array(variants.iter().map(|variant| variant.name)))]
}

/// The same schema, with `null` accepted as well.
fn nullable(schema: Json) -> Json {
    let Json::Object(mut members) = schema else { return schema };
    for (name, value) in &mut members {
        match (name.as_str(), &mut *value) {
            ("type", Json::String(_)) => *value = Json::Array(vec![std::mem::take(value), "null".into()]),
            ("enum", Json::Array(choices)) => choices.push(Json::Null),
            ("$ref", _) => {
                return Json::object([(
                    "anyOf",
                    Json::Array(vec![Json::Object(members), Json::object([("type", Json::from("null"))])]),
                )]);
            }
            _ => {}
        }
    }
    Json::Object(members)
}

impl From<Bound> for Json {
    #[allow(clippy::cast_precision_loss, reason = "beyond 64 bits JSON numbers are floats")]
    fn from(bound: Bound) -> Self {
        match bound {
            Bound::Integer(whole) => i64::try_from(whole)
                .map(Self::from)
                .or_else(|_| u64::try_from(whole).map(Self::from))
                .unwrap_or_else(|_| (whole as f64).into()),
            Bound::Number(number) => number.into(),
        }
    }
}
