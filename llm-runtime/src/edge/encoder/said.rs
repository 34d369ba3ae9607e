//! What a question says of a function's parameters: the encoder reads the two together, and the result is compared with a
//! text that nothing was said and with one for each value, or one that something was.

use llama_cpp_2::token::LlamaToken;
use llm_functions::ToolDefinition;
use llm_functions::json::Json;

use super::kept::Place;
use super::literal::standing;
use super::odds::{log_softmax, log_sum, odds};
use super::text;
use super::words::{Near, Words};
use crate::edge::evidence::ParameterEvidence;
use crate::edge::members::{Member, members};
use crate::edge::profile::EncoderProfile;
use crate::edge::prompt::type_name;
use crate::edge::spoken;
use crate::edge::worker::normalized;
use crate::error::Result;

/// The texts that stand for no value.
const UNSAID: &str = "not said";
const SAID: &str = "said";

/// The texts that the words of a question are compared with.
pub(super) const ENDS: [&str; 2] = ["first word", "last word"];

/// A choice among more values than these is read like a text: each would be a text of its own.
const MOST_VALUES: usize = 32;

/// A parameter, as the encoder is asked about it.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    name: String,
    required: bool,
    /// What is read after the question.
    text: String,
    /// What may be chosen; nothing where the value is copied.
    values: Vec<Json>,
    /// The value that words stand for, where not every text is one.
    spoken: Option<fn(&str) -> Option<String>>,
}

/// What a question says of a parameter.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) required: bool,
    /// The logarithm of the probability that it says nothing.
    pub(crate) unsaid: f32,
    /// Of each value that may be chosen, with what it says; nothing where the value is copied.
    pub(crate) values: Vec<(Json, f32)>,
    /// The words that the value was copied from, if it was said, with the logarithm of their odds.
    pub(crate) copied: Option<(String, f32)>,
}

/// What was read of a question and a parameter.
#[derive(Clone, Debug)]
pub(super) struct Read<'r> {
    pub(super) words: &'r Words<'r>,
    /// The tokens of the question with the parameter, and the vector of each.
    pub(super) tokens: &'r [LlamaToken],
    pub(super) vectors: &'r [Vec<f32>],
}

impl Parameter {
    /// Those of a function, in the order of declaration.
    pub(super) fn all(function: &ToolDefinition) -> Vec<Self> {
        let read = |Member { name, schema, required }: Member<'_>| {
            let (kind, values) = kind(&type_name(schema, &function.parameters), schema);
            let text = format!("{}: {} ({kind})", text::words(&function.name), text::words(name));
            let spoken: Option<fn(&str) -> Option<String>> = match kind.as_str() {
                "date" => Some(spoken::date),
                "time" => Some(spoken::time),
                _ => None,
            };
            Self { name: name.to_owned(), required, text, values, spoken }
        };
        members(&function.parameters).map(read).collect()
    }

    /// What the encoder reads behind a question.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What that is compared with: that nothing was said, then each value, or that something was said.
    pub(super) fn labels(&self) -> Vec<String> {
        let name = text::words(&self.name);
        let value = |value: &Json| match value {
            Json::Bool(true) => format!("{name}: yes"),
            Json::Bool(false) => format!("{name}: no"),
            Json::String(value) => format!("{name}: {}", text::words(value)),
            other => format!("{name}: {other}"),
        };
        let said = if self.values.is_empty() { vec![SAID.to_owned()] } else { self.values.iter().map(value).collect() };
        [UNSAID.to_owned()].into_iter().chain(said).collect()
    }
}

/// What a parameter takes, in words, and the values if it is one of a few.
fn kind(written: &str, schema: &Json) -> (String, Vec<Json>) {
    let values = values(schema);
    let few = (1..=MOST_VALUES).contains(&values.len());
    let kind = match written {
        "boolean" => "yes or no".to_owned(),
        _ if few => written.split('|').map(text::words).collect::<Vec<_>>().join(" or "),
        "date" | "time" => written.to_owned(),
        "integer" | "number" => "number".to_owned(),
        _ if written.starts_with('[') => "list".to_owned(),
        _ if written.starts_with(|first: char| first.is_ascii_digit()) => "number".to_owned(),
        _ => "text".to_owned(),
    };
    (kind, if few { values } else { Vec::new() })
}

/// What may be chosen; nothing where a value is no choice.
fn values(schema: &Json) -> Vec<Json> {
    if let Some(Json::Array(all)) = schema.get("enum") {
        return all.iter().filter(|value| **value != Json::Null).cloned().collect();
    }
    if let Some(Json::Array(all)) = schema.get("anyOf") {
        let is_null = |one: &&Json| one.get("type").and_then(Json::as_str) == Some("null");
        let mut rest = all.iter().filter(|one| !is_null(one));
        return match (rest.next(), rest.next()) {
            (Some(one), None) => values(one),
            _ => Vec::new(),
        };
    }
    let is = |ty: &Json| ty.as_str() == Some("boolean");
    let boolean = match schema.get("type") {
        Some(Json::Array(types)) => types.iter().all(|ty| is(ty) || ty.as_str() == Some("null")),
        Some(ty) => is(ty),
        None => false,
    };
    if boolean { vec![Json::Bool(true), Json::Bool(false)] } else { Vec::new() }
}

impl Said {
    /// Compares what was read of a question and a parameter with the parameter's labels.
    pub(super) async fn new(
        parameter: &Parameter,
        labels: &[Place],
        ends: &[Place],
        read: &Read<'_>,
        profile: &EncoderProfile,
    ) -> Result<Self> {
        let whole = read.whole();
        let mut logits = Vec::with_capacity(labels.len());
        for label in labels {
            logits.push(profile.said_scale * label.cosine(&whole).await?);
        }
        let standing = standing(read.words.question(), &parameter.values);
        if let Some(logit) = standing.and_then(|place| logits.get_mut(1 + place)) {
            *logit += profile.literal;
        }
        let logs = log_softmax(&logits);
        let values = parameter.values.iter().cloned().zip(logs.iter().skip(1).copied()).collect();
        let unsaid = logs.first().copied().unwrap_or(0.0);
        let copied =
            if parameter.values.is_empty() { read.copied(parameter.spoken, ends, profile).await? } else { None };
        Ok(Self { name: parameter.name.clone(), required: parameter.required, unsaid, values, copied })
    }

    /// The logarithm of the odds that something was said.
    pub(crate) fn of_something(&self) -> f32 {
        -odds(self.unsaid)
    }

    /// How much speaks for its words being its value, beside other parameters that claim the same.
    pub(crate) fn claim(&self) -> f32 {
        let most = |odds: f32| odds.min(10.0);
        most(self.of_something()) + self.copied.as_ref().map_or(0.0, |(_, odds)| most(*odds))
    }

    pub(crate) fn evidence(&self) -> ParameterEvidence {
        let Self { name, required, unsaid, values, copied } = self.clone();
        ParameterEvidence { name, required, unsaid, values, copied }
    }

    /// The value that it most likely says, with the logarithm of its odds; among the values alone where one has to be there.
    pub(crate) fn likeliest(&self) -> Option<(&Json, f32)> {
        let best = self.values.iter().max_by(|one, other| one.1.total_cmp(&other.1));
        let all = if self.required { log_sum(self.values.iter().map(|(_, log)| *log)) } else { 0.0 };
        best.map(|(value, log)| (value, odds(log - all)))
    }
}

impl Read<'_> {
    /// The vector of all of it, of length 1: the mean of its tokens, as the adapter was trained.
    fn whole(&self) -> Vec<f32> {
        let width = self.vectors.first().map_or(0, Vec::len);
        let sum = |column: usize| self.vectors.iter().filter_map(|vector| vector.get(column)).sum();
        normalized(&(0..width).map(sum).collect::<Vec<f32>>())
    }

    /// The words that a value was copied from.
    async fn copied(
        &self,
        spoken: Option<fn(&str) -> Option<String>>,
        ends: &[Place],
        profile: &EncoderProfile,
    ) -> Result<Option<(String, f32)>> {
        let [first, last] = ends else { return Ok(None) };
        let mut near = Vec::new();
        for (begin, end) in self.words.places(self.tokens) {
            let (Some(begin), Some(end)) = (self.vectors.get(begin), self.vectors.get(end)) else { return Ok(None) };
            let first = profile.copied_scale * first.cosine(&normalized(begin)).await?;
            let last = profile.copied_scale * last.cosine(&normalized(end)).await?;
            near.push(Near { first, last });
        }
        let likeliest = match spoken {
            Some(value) => self.words.likeliest_of(&near, value),
            None => self.words.likeliest(&near),
        };
        Ok(likeliest.map(|(text, odds)| (text.to_owned(), odds)))
    }
}

/// The logarithm of the odds that all of these were said which have to be; infinite where none has to.
pub(crate) fn of_all_required(said: &[Said]) -> f32 {
    let all: f32 =
        said.iter().filter(|one| one.required).map(|one| (-one.unsaid.exp_m1()).max(f32::MIN_POSITIVE).ln()).sum();
    if said.iter().any(|one| one.required) { odds(all) } else { f32::INFINITY }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    fn parameters(schema: &str) -> Vec<Parameter> {
        Parameter::all(&ToolDefinition::new("bookTable", "", read(schema).unwrap()))
    }

    fn said(unsaid: f32, required: bool) -> Said {
        Said { name: "x".into(), required, unsaid: unsaid.ln(), values: Vec::new(), copied: None }
    }

    #[test]
    fn a_parameter_is_read_with_its_function_and_what_it_takes() {
        let all = parameters(
            r#"{"type":"object","required":["day"],"properties":{"day":{"type":"string","format":"date"},
            "guest_count":{"type":"integer","minimum":1,"maximum":9},"place":{"type":"string","enum":["in_side","Outside"]},
            "quiet":{"type":["boolean","null"]},"wishes":{"type":"array","items":{"type":"string"}},"name":{"type":"string"},
            "area":{"anyOf":[{"type":"string","enum":["bar"]},{"type":"null"}]},"price":{"type":"number"}}}"#,
        );
        let texts: Vec<&str> = all.iter().map(|one| one.text.as_str()).collect();
        let expected = [
            "book table: day (date)",
            "book table: guest count (number)",
            "book table: place (in side or outside)",
            "book table: quiet (yes or no)",
            "book table: wishes (list)",
            "book table: name (text)",
            "book table: area (bar)",
            "book table: price (number)",
        ];
        assert_eq!(texts, expected);
        assert!(all[0].required && !all[1].required);
    }

    #[test]
    fn it_is_compared_with_nothing_said_and_with_each_value_or_something_said() {
        let all = parameters(
            r#"{"type":"object","properties":{"name":{"type":"string"},"quiet":{"type":"boolean"},
            "place":{"enum":["in_side",null]}}}"#,
        );
        assert_eq!(all[0].labels(), ["not said", "said"]);
        assert_eq!(all[1].labels(), ["not said", "quiet: yes", "quiet: no"]);
        assert_eq!(all[2].labels(), ["not said", "place: in side"]);
        let many: Vec<String> = (0..40).map(|one| format!("\"{one}\"")).collect();
        let many = parameters(&format!(r#"{{"properties":{{"a":{{"enum":[{}]}}}}}}"#, many.join(",")));
        assert_eq!((many[0].labels().len(), many[0].values.len()), (2, 0));
    }

    #[test]
    fn everything_required_was_said_if_each_was() {
        let all = of_all_required(&[said(0.1, true), said(0.5, true), said(0.9, false)]);
        assert!((all - (0.45_f32 / 0.55).ln()).abs() < 1e-4, "{all}");
        assert!(of_all_required(&[said(0.9, false)]).is_infinite());
        assert!(of_all_required(&[said(1.0, true)]) < -20.0, "finite: {}", of_all_required(&[said(1.0, true)]));
        assert!((said(0.2, true).of_something() - 4_f32.ln()).abs() < 1e-4);
    }
}
