//! The same arguments as a small model might write them.

use llm_functions::json::Json;

/// A way of being off.
pub(crate) type Way = (&'static str, fn(&Json) -> String);

/// Every way that leaves the values themselves alone.
pub(crate) const WAYS: &[Way] = &[
    ("numbers and booleans in strings", |value| scalars_in_strings(value).to_string()),
    ("lists and objects in strings", |value| containers_in_strings(value, 0).to_string()),
    ("all arguments in a string", |value| Json::from(value.to_string()).to_string()),
    ("all arguments in a list", |value| format!("[{value}]")),
    ("a single item without its list", |value| without_lists(value).to_string()),
    ("integers with a fraction", |value| with_fractions(value)),
    ("as Python prints them", python),
    ("with trailing commas", with_commas),
    ("in a code fence", |value| format!("```json\n{value}\n```")),
    ("Python in a code fence", |value| format!("```python\n{}\n```", python(value))),
];

fn map(value: &Json, change: &dyn Fn(&Json) -> Json) -> Json {
    match value {
        Json::Array(items) => Json::Array(items.iter().map(change).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), change(value))).collect())
        }
        other => other.clone(),
    }
}

fn scalars_in_strings(value: &Json) -> Json {
    match value {
        Json::Number(_) | Json::Bool(_) => Json::from(value.to_string()),
        other => map(other, &scalars_in_strings),
    }
}

/// From the members of the arguments on.
fn containers_in_strings(value: &Json, depth: usize) -> Json {
    let inside = map(value, &|value| containers_in_strings(value, depth + 1));
    match inside {
        Json::Array(_) | Json::Object(_) if depth == 1 => Json::from(inside.to_string()),
        inside => inside,
    }
}

fn without_lists(value: &Json) -> Json {
    match map(value, &without_lists) {
        Json::Array(items) if matches!(items.as_slice(), [item] if !matches!(item, Json::Null | Json::Array(_))) => {
            items.into_iter().next().unwrap()
        }
        other => other,
    }
}

fn with_fractions(value: &Json) -> String {
    match value {
        Json::Number(number) if !number.is_f64() => format!("{number}.0"),
        other => written(other, &with_fractions, ""),
    }
}

fn with_commas(value: &Json) -> String {
    written(value, &with_commas, ", ")
}

fn written(value: &Json, inside: &dyn Fn(&Json) -> String, comma: &str) -> String {
    let end = |empty: bool| if empty { "" } else { comma };
    match value {
        Json::Array(items) => {
            format!("[{}{}]", items.iter().map(inside).collect::<Vec<_>>().join(", "), end(items.is_empty()))
        }
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", Json::from(name.as_str()), inside(value)))
                .collect();
            format!("{{{}{}}}", members.join(", "), end(members.is_empty()))
        }
        other => other.to_string(),
    }
}

/// `repr` of the same value.
fn python(value: &Json) -> String {
    match value {
        Json::Null => "None".to_owned(),
        Json::Bool(true) => "True".to_owned(),
        Json::Bool(false) => "False".to_owned(),
        Json::String(text) => quoted(text),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", quoted(name), python(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let inside: Vec<String> = text.chars().map(|character| escaped(character, quote)).collect();
    format!("{quote}{}{quote}", inside.concat())
}

fn escaped(character: char, quote: char) -> String {
    match character {
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        control if control < ' ' => format!("\\x{:02x}", u32::from(control)),
        same if same == quote => format!("\\{same}"),
        other => other.to_string(),
    }
}
