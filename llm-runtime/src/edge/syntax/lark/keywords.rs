//! Arguments by name, as Python has them: `key=value, …` in declaration order, values as JSON.

use llm_functions::json::Json;

use super::Rules;
use crate::edge::members::{Member, members};

impl Rules<'_> {
    /// A rule's text for the arguments of a function, without the brackets around them. Each rule says what may come from
    /// one argument on, with or without a comma before it.
    pub(super) fn keywords(&mut self, rule: &str, schema: &Json) -> String {
        let all: Vec<Member<'_>> = members(schema).collect();
        for (place, Member { name, schema, required }) in all.iter().enumerate() {
            let next = format!("{rule}r{}", place + 1);
            let (skip_first, skip) =
                if *required { <_>::default() } else { (format!(" | {rule}f{}", place + 1), format!(" | {next}")) };
            let value = self.value_rule(schema);
            self.lines.push(format!("{rule}v{place}: {value}"));
            // The comma and the key are one lexeme: what follows a value is decided by its first character.
            let (first, more) = (self.literal(&format!("{name}=")), self.literal(&format!(", {name}=")));
            self.lines.push(format!("{rule}f{place}: {first} {rule}v{place} {next}{skip_first}"));
            self.lines.push(format!("{rule}r{place}: {more} {rule}v{place} {next}{skip}"));
        }
        self.lines.push(format!("{rule}f{}: \"\"\n{rule}r{}: \"\"", all.len(), all.len()));
        format!("{rule}f0")
    }
}
