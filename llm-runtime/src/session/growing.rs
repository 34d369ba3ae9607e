//! [`Growing`]: the calls of an exchange as far as its reader has heard of them.

use std::collections::{HashMap, HashSet};

use llm_functions::json::{IncrementalReader, PartialValue};

use crate::event::Event;

/// The arguments that are being written, and the calls that are over.
#[derive(Debug, Default)]
pub(super) struct Growing {
    arguments: HashMap<String, Arguments>,
    finished: HashSet<String>,
}

/// Nobody may ever ask for them, so they are read when somebody does, each byte once.
#[derive(Default)]
struct Arguments {
    unread: String,
    reader: IncrementalReader,
}

impl Growing {
    /// Takes an event; says whether it is worth telling. A function that was stopped may still tell how far it is.
    pub(super) fn take(&mut self, event: &Event) -> bool {
        match event {
            Event::CallStarted { id, .. } => {
                self.arguments.insert(id.clone(), Arguments::default());
            }
            Event::CallArguments { id, fragment } => {
                if let Some(arguments) = self.arguments.get_mut(id) {
                    arguments.unread.push_str(fragment);
                }
            }
            Event::CallFinished(result) => {
                self.arguments.remove(&result.call_id);
                self.finished.insert(result.call_id.clone());
            }
            Event::CallExecuting { id, .. } | Event::CallProgress { id, .. } | Event::CallRetried { id, .. } => {
                return !self.finished.contains(id);
            }
            _ => {}
        }
        true
    }

    pub(super) fn arguments(&mut self, id: &str) -> Option<PartialValue<'_>> {
        let arguments = self.arguments.get_mut(id)?;
        // What is not JSON stays visible as far as it was.
        let _ = arguments.reader.push(std::mem::take(&mut arguments.unread));
        arguments.reader.value()
    }
}

/// Without the text, which may be health data.
impl std::fmt::Debug for Arguments {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Arguments").field("unread", &self.unread.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::{Sensitivity, ToolCall, ToolResult};

    use super::*;

    fn fragment(id: &str, fragment: &str) -> Event {
        Event::CallArguments { id: id.into(), fragment: fragment.into() }
    }

    #[test]
    fn arguments_of_calls_that_are_written_in_turns_grow_apart() {
        let mut growing = Growing::default();
        for id in ["a", "b"] {
            growing.take(&Event::CallStarted { id: id.into(), name: "look".into() });
        }
        assert!(growing.arguments("a").is_none(), "nothing was written");
        growing.take(&fragment("a", r#"{"place": "Os"#));
        growing.take(&fragment("b", r#"{"place": "#));
        growing.take(&fragment("a", "lo"));
        let place = |growing: &mut Growing, id: &str| {
            growing.arguments(id).unwrap().member("place").and_then(|place| place.as_str().map(str::to_owned))
        };
        assert_eq!(place(&mut growing, "a").as_deref(), Some("Oslo"));
        assert_eq!(place(&mut growing, "b"), None);
        growing.take(&fragment("a", r#""}"#));
        assert!(growing.arguments("a").unwrap().is_complete());
        assert!(growing.arguments("c").is_none());
    }

    #[test]
    fn nothing_is_heard_of_a_call_that_is_over() {
        let mut growing = Growing::default();
        growing.take(&Event::CallStarted { id: "a".into(), name: "look".into() });
        growing.take(&fragment("a", "{}"));
        let progress = Event::CallProgress { id: "a".into(), fraction: 0.5 };
        assert!(growing.take(&progress));
        let result = ToolResult::failure(&ToolCall::new("a", "look", "{}"), "too late", Sensitivity::Public);
        assert!(growing.take(&Event::CallFinished(result)));
        assert!(!growing.take(&progress));
        assert!(growing.arguments("a").is_none());
    }

    #[test]
    fn text_that_is_not_json_is_shown_as_far_as_it_was() {
        let mut growing = Growing::default();
        growing.take(&Event::CallStarted { id: "a".into(), name: "look".into() });
        growing.take(&fragment("a", r#"{"a": 1, ]"#));
        growing.take(&fragment("a", r#""b": 2}"#));
        let value = growing.arguments("a").unwrap();
        assert_eq!(value.so_far().unwrap().to_string(), r#"{"a":1}"#);
        assert!(!format!("{growing:?}").contains("\"b\""));
    }
}
