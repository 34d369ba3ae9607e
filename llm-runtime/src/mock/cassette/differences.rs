//! Where two requests differ, without what stands there.

use llm_functions::json::Json;

/// More than this nobody reads.
const MOST: usize = 8;

/// JSON pointers (RFC 6901) to the places where they differ, the first few of them.
pub(super) fn differences(recorded: &Json, asked: &Json) -> Vec<String> {
    let mut found = Vec::new();
    compare(recorded, asked, &mut String::new(), &mut found);
    found.truncate(MOST);
    found
}

fn compare(recorded: &Json, asked: &Json, path: &mut String, found: &mut Vec<String>) {
    if found.len() > MOST || recorded == asked {
        return;
    }
    match (recorded, asked) {
        (Json::Array(left), Json::Array(right)) => {
            for number in 0..left.len().max(right.len()) {
                step(left.get(number), right.get(number), &number.to_string(), path, found);
            }
        }
        (Json::Object(left), Json::Object(right)) => {
            let names = left.iter().map(|(name, _)| name);
            let new = right.iter().map(|(name, _)| name).filter(|name| recorded.get(name).is_none());
            for name in names.chain(new) {
                step(recorded.get(name), asked.get(name), name, path, found);
            }
        }
        _ => found.push(path.clone()),
    }
}

fn step(recorded: Option<&Json>, asked: Option<&Json>, name: &str, path: &mut String, found: &mut Vec<String>) {
    let before = path.len();
    path.push('/');
    path.push_str(&name.replace('~', "~0").replace('/', "~1"));
    match (recorded, asked) {
        (Some(recorded), Some(asked)) => compare(recorded, asked, path, found),
        (Some(_), None) => found.push(format!("{path} (only recorded)")),
        (None, Some(_)) => found.push(format!("{path} (not recorded)")),
        (None, None) => {}
    }
    path.truncate(before);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use llm_functions::json::read;

    #[test]
    fn places_are_named_and_contents_are_not() {
        let recorded = read(r#"{"a": [1, {"b/c": "Ada"}], "same": 1, "gone": 2}"#).unwrap();
        let asked = read(r#"{"a": [1, {"b/c": "Bob"}, 3], "same": 1, "new": 2}"#).unwrap();
        assert_eq!(
            differences(&recorded, &asked),
            ["/a/1/b~1c", "/a/2 (not recorded)", "/gone (only recorded)", "/new (not recorded)"]
        );
        assert_eq!(differences(&asked, &asked), [""; 0]);
    }
}
