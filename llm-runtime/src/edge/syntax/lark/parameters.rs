//! Arguments in tags of their own: each in declaration order, those that need not be there or not.

use llm_functions::json::Json;

use super::Rules;
use crate::edge::members::{Member, members};
use crate::edge::syntax::Parameters;
use crate::edge::syntax::write::only_texts;

impl Rules<'_> {
    /// A rule's text for the arguments of a function.
    pub(super) fn parameters(&mut self, rule: &str, parts: Parameters, schema: &Json) -> String {
        let each: Vec<String> = members(schema)
            .enumerate()
            .map(|(place, Member { name, schema, required })| {
                let rule = format!("{rule}p{place}");
                self.parameter(&rule, parts, name, schema);
                format!("{rule}{}", if required { "" } else { "?" })
            })
            .collect();
        each.join(" ")
    }

    fn parameter(&mut self, rule: &str, parts: Parameters, name: &str, schema: &Json) {
        let Parameters { before, then, pad, .. } = parts;
        let text = only_texts(schema);
        let head = self.literal(&format!("{before}{name}{}{pad}", then[usize::from(!text)]));
        let body = if text { self.text_value(rule, parts, schema) } else { self.json_value(rule, parts, schema) };
        self.lines.push(format!("{rule}: {head} {body}"));
    }

    fn json_value(&mut self, rule: &str, parts: Parameters, schema: &Json) -> String {
        self.lines.push(format!("{rule}v: {}", Self::json(schema)));
        format!("{rule}v {}", self.literal(&format!("{}{}{}", parts.pad, parts.end, parts.after)))
    }

    /// One of some texts, or any.
    fn text_value(&mut self, rule: &str, parts: Parameters, schema: &Json) -> String {
        if let Some(Json::Array(all)) = schema.get("anyOf") {
            let each: Vec<String> = all
                .iter()
                .enumerate()
                .map(|(place, one)| self.text_value(&format!("{rule}o{place}"), parts, one))
                .collect();
            return format!("({})", each.join(" | "));
        }
        let choices = match (schema.get("enum"), schema.get("const")) {
            (Some(Json::Array(all)), _) => all.clone(),
            (_, Some(one)) => vec![one.clone()],
            _ => {
                self.text(&format!("{rule}v"), schema, parts.pad, parts.end);
                return format!("{rule}v {}", self.literal(parts.after));
            }
        };
        let end = format!("{}{}{}", parts.pad, parts.end, parts.after);
        let each: Vec<String> =
            choices.iter().filter_map(Json::as_str).map(|choice| self.literal(&format!("{choice}{end}"))).collect();
        format!("({})", each.join(" | "))
    }
}
