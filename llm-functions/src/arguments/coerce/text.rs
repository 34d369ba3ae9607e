//! Text → tree: as JSON, else without the fence around it, else as what Python prints.

use super::python;
use super::writing::Writing;
use super::{CoercionKind, Coercions};
use crate::json::{self, Json};

/// A text that was read, and which liberties that took.
pub(super) struct Text {
    pub(super) tree: Json,
    pub(super) writing: Writing,
    pub(super) kinds: Vec<CoercionKind>,
}

/// Reads a text, with no liberty but these. Never more than JSON would be: a text that ends too early and a name twice are refused in every form.
pub(super) fn read(text: &str, allowed: Coercions) -> Option<Text> {
    match json::read(text) {
        Ok(tree) => Some(Text { writing: Writing::of(text, &tree), tree, kinds: Vec::new() }),
        Err(error) if error.is_truncated() || error.is_duplicate_name() => None,
        Err(_) => freely(text).filter(|text| text.kinds.iter().all(|kind| allowed.allows(*kind))),
    }
}

fn freely(text: &str) -> Option<Text> {
    let (body, mut kinds) = match unfenced(text) {
        Some(body) => (body, vec![CoercionKind::CodeFence]),
        None => (text, Vec::new()),
    };
    let (json, liberties) = python::translate(body)?;
    let tree = json::read(&json).ok()?;
    kinds.extend(liberties);
    Some(Text { writing: Writing::of(&json, &tree), tree, kinds })
}

/// What is inside a fenced block of Markdown, if the text is one block and nothing else.
fn unfenced(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("```")?.strip_suffix("```")?;
    // The language, if one is named: ```json.
    let language = inside.len() - inside.trim_start_matches(|character: char| character.is_ascii_alphanumeric()).len();
    let (language, body) = inside.split_at(language);
    // Without a line break after it, a first word is the content: ```true```.
    let is_language = language.is_empty() || body.trim_start_matches([' ', '\t']).starts_with(['\n', '\r', '{', '[']);
    Some(if is_language { body } else { inside })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn shown(text: &str) -> Option<String> {
        read(text, Coercions::ALL).map(|text| format!("{} {:?}", text.tree, text.kinds))
    }

    #[test]
    fn a_fence_is_taken_off() {
        for text in ["```json\n{\"a\": 1}\n```", "```\n{\"a\": 1}```\n", "```{\"a\": 1}```", " ```JSON {\"a\": 1} ```"]
        {
            assert_eq!(shown(text).unwrap(), r#"{"a":1} [CodeFence]"#, "{text}");
        }
        assert_eq!(shown("```python\n{'a': None}\n```").unwrap(), r#"{"a":null} [CodeFence, PythonLiteral]"#);
        assert_eq!(shown("```true```").unwrap(), "true [CodeFence]");
    }

    #[test]
    fn words_around_a_fence_or_half_a_fence_are_refused() {
        for text in ["Here:\n```json\n{}\n```", "```json\n{}", "```json\n{}\n``` done", "```json\n{} {}\n```", "``````"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_was_cut_and_a_name_twice_are_refused() {
        for text in
            [r#"{"a": 1"#, r#"{"a": 1, "a": 1}"#, "{'a': 1", "```\n{\"a\": 1, \"a\": 1}\n```", "{'a': 1, \"a\": 1,}"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
