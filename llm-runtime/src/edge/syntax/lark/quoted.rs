//! Gemma's arguments: keys bare, a mark around strings, everything else as in JSON without spaces.

use llm_functions::json::Json;

use super::Rules;
use crate::edge::members::{Member, members};

/// Keys of an object of any names.
const KEY: &str = "/[a-zA-Z0-9_]{1,64}/";
/// Items where the schema gives no bound; the dialect gives every list one.
const MOST: u64 = 16;

impl Rules<'_> {
    /// A rule's text for the arguments of a function, without the braces around them.
    pub(super) fn quoted(&mut self, rule: &str, quote: &str, schema: &Json) -> String {
        self.members(rule, quote, schema)
    }

    /// `key:value,…`: each rule says what may come from one member on, with or without a comma before it.
    fn members(&mut self, rule: &str, quote: &str, schema: &Json) -> String {
        let all: Vec<Member<'_>> = members(schema).collect();
        if all.is_empty() {
            return self.entries(rule, quote, schema);
        }
        for (place, Member { name, schema, required }) in all.iter().enumerate() {
            let value = self.value(&format!("{rule}m{place}"), quote, schema);
            let key = self.literal(&format!("{name}:"));
            let next = format!("{rule}r{}", place + 1);
            let comma = self.literal(",");
            let (skip_first, skip) = match required {
                true => (String::new(), String::new()),
                false => (format!(" | {rule}f{}", place + 1), format!(" | {next}")),
            };
            self.lines.push(format!("{rule}k{place}: {key} {value}"));
            self.lines.push(format!("{rule}f{place}: {rule}k{place} {next}{skip_first}"));
            self.lines.push(format!("{rule}r{place}: {comma} {rule}k{place} {next}{skip}"));
        }
        self.lines.push(format!("{rule}f{}: \"\"\n{rule}r{}: \"\"", all.len(), all.len()));
        format!("{rule}f0")
    }

    /// The members of an object of any names.
    fn entries(&mut self, rule: &str, quote: &str, schema: &Json) -> String {
        let of = schema.get("additionalProperties").filter(|of| matches!(of, Json::Object(_)));
        let of = of.or_else(|| match schema.get("patternProperties") {
            Some(Json::Object(all)) => all.first().map(|(_, of)| of),
            _ => None,
        });
        let Some(of) = of else { return "\"\"".to_owned() };
        self.exact = false;
        let value = self.value(&format!("{rule}e"), quote, of);
        self.lines.push(format!("{rule}y: {KEY} \":\" {value}"));
        repeated(&format!("{rule}y"), bound(schema, "minProperties", 0), bound(schema, "maxProperties", MOST))
    }

    fn value(&mut self, rule: &str, quote: &str, schema: &Json) -> String {
        if let Some(Json::Array(all)) = schema.get("anyOf") {
            return self.one_of(rule, quote, all);
        }
        if let Some(Json::Array(all)) = schema.get("enum") {
            let each: Vec<String> = all.iter().map(|one| self.fixed(quote, one)).collect();
            return format!("({})", each.join(" | "));
        }
        if let Some(one) = schema.get("const") {
            return self.fixed(quote, one);
        }
        match schema.get("type") {
            Some(Json::Array(types)) => {
                let each: Vec<Json> = types.iter().map(|ty| of_type(schema, ty)).collect();
                self.one_of(rule, quote, &each)
            }
            Some(Json::String(ty)) => self.typed(rule, quote, schema, ty),
            _ => {
                self.exact = false;
                self.typed(rule, quote, schema, "string")
            }
        }
    }

    fn one_of(&mut self, rule: &str, quote: &str, all: &[Json]) -> String {
        let each: Vec<String> =
            all.iter().enumerate().map(|(place, one)| self.value(&format!("{rule}o{place}"), quote, one)).collect();
        format!("({})", each.join(" | "))
    }

    fn fixed(&self, quote: &str, value: &Json) -> String {
        match value {
            Json::String(text) => self.literal(&format!("{quote}{text}{quote}")),
            scalar => self.literal(&scalar.to_string()),
        }
    }

    fn typed(&mut self, rule: &str, quote: &str, schema: &Json, ty: &str) -> String {
        match ty {
            "string" => {
                self.text(&format!("{rule}t"), schema, "", quote);
                format!("{} {rule}t", self.literal(quote))
            }
            "object" => format!("\"{{\" {} \"}}\"", self.members(rule, quote, schema)),
            "array" => format!("\"[\" {} \"]\"", self.items(rule, quote, schema)),
            _ => {
                self.lines.push(format!("{rule}v: {}", Self::json(schema)));
                format!("{rule}v")
            }
        }
    }

    fn items(&mut self, rule: &str, quote: &str, schema: &Json) -> String {
        if let Some(Json::Array(all)) = schema.get("prefixItems") {
            let each: Vec<String> =
                all.iter().enumerate().map(|(place, one)| self.value(&format!("{rule}x{place}"), quote, one)).collect();
            self.exact &= schema.get("items").is_none_or(|more| *more == Json::Bool(false));
            return each.join(" \",\" ");
        }
        let Some(of) = schema.get("items") else {
            self.exact = false;
            return "\"\"".to_owned();
        };
        let most = bound(schema, "maxItems", MOST);
        if most == 0 {
            return "\"\"".to_owned();
        }
        let value = self.value(&format!("{rule}i"), quote, of);
        self.lines.push(format!("{rule}j: {value}"));
        repeated(&format!("{rule}j"), bound(schema, "minItems", 0), most)
    }
}

/// A rule so many times, with commas.
fn repeated(rule: &str, least: u64, most: u64) -> String {
    let more = |least: u64| format!("{rule} (\",\" {rule}){{{least},{}}}", most.max(1) - 1);
    if least == 0 { format!("({})?", more(0)) } else { more(least - 1) }
}

fn bound(schema: &Json, name: &str, otherwise: u64) -> u64 {
    match schema.get(name) {
        Some(Json::Number(number)) => number.as_u64().unwrap_or(otherwise),
        _ => otherwise,
    }
}

/// The schema with one of its types.
fn of_type(schema: &Json, ty: &Json) -> Json {
    let Json::Object(members) = schema else { return schema.clone() };
    let with = |(name, value): &(String, Json)| (name.clone(), if name == "type" { ty.clone() } else { value.clone() });
    Json::Object(members.iter().map(with).collect())
}
