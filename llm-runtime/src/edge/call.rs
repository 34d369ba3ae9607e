//! The text of one call → deltas.

use crate::platform::Delta;

/// Splits `{"name": "...", "arguments": {...}}` as it is written. The grammar admits exactly this form.
#[derive(Debug, Default)]
pub(crate) struct CallSplitter {
    head: String,
    name: Option<String>,
    /// The last brace closes the call, not the arguments; whether a brace is the last is known when more comes.
    held: bool,
    arguments: String,
}

const BEFORE_NAME: &str = "{\"name\": \"";
const BEFORE_ARGUMENTS: &str = "\", \"arguments\": ";

impl CallSplitter {
    /// What more text of the call says.
    pub(crate) fn push(&mut self, text: &str) -> Vec<Delta> {
        if self.name.is_some() {
            return self.fragment(text).into_iter().collect();
        }
        self.head.push_str(text);
        let parts = self.head.strip_prefix(BEFORE_NAME).and_then(|rest| rest.split_once(BEFORE_ARGUMENTS));
        let Some((name, rest)) = parts else { return Vec::new() };
        let (name, rest) = (name.to_owned(), rest.to_owned());
        self.name = Some(name.clone());
        let start = Delta::CallStart { index: 0, id: None, name };
        std::iter::once(start).chain(self.fragment(&rest)).collect()
    }

    fn fragment(&mut self, text: &str) -> Option<Delta> {
        if text.is_empty() {
            return None;
        }
        let mut fragment = String::new();
        if std::mem::take(&mut self.held) {
            fragment.push('}');
        }
        let kept = text.strip_suffix('}').inspect(|_| self.held = true);
        fragment.push_str(kept.unwrap_or(text));
        self.arguments.push_str(&fragment);
        (!fragment.is_empty()).then_some(Delta::CallArguments { index: 0, fragment })
    }

    /// The function's name, once it is written.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The arguments so far.
    pub(crate) fn arguments(&self) -> &str {
        &self.arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wherever_the_text_is_cut_the_arguments_are_the_same() {
        let text = r#"{"name": "get_sleep", "arguments": {"a": {"b": "}"}}}"#;
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let mut splitter = CallSplitter::default();
                let pieces = [&text[..first], &text[first..second], &text[second..]];
                let deltas: Vec<Delta> = pieces.iter().flat_map(|piece| splitter.push(piece)).collect();
                let written: String = deltas
                    .iter()
                    .filter_map(|delta| match delta {
                        Delta::CallArguments { fragment, .. } => Some(fragment.as_str()),
                        _ => None,
                    })
                    .collect();
                assert_eq!(written, r#"{"a": {"b": "}"}}"#);
                assert_eq!((splitter.name(), splitter.arguments()), (Some("get_sleep"), written.as_str()));
            }
        }
    }
}
