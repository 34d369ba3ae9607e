//! Tools and reports as text.

use examples::catalogue::Group;
use llm_functions::dialect::{Dialect, Lowered};
use llm_functions::json::Json;

pub(crate) fn group(dialect: Dialect, group: &Group, report: bool) {
    let lowered = dialect.lower(group.views.iter().map(|view| &**view));
    // Tools alone go to the standard output, so that they can be piped into whatever reads JSON.
    eprintln!("{dialect}: {}", group.about);
    if report {
        println!("{}", lowered.report);
        changed_names(&lowered);
    } else {
        println!("{}", indented(&Json::Array(lowered.tools), 0));
    }
}

fn changed_names(lowered: &Lowered) {
    for (name, seen) in lowered.names.changed() {
        println!("{name} is called {seen}");
    }
}

/// JSON with a member a line, in declaration order; what fits a line stays on it.
fn indented(value: &Json, depth: usize) -> String {
    const WIDTH: usize = 100;
    let flat = value.to_string();
    let (open, close, parts): (char, char, Vec<String>) = match value {
        _ if flat.len() + 2 * depth <= WIDTH => return flat,
        Json::Array(items) => ('[', ']', items.iter().map(|item| indented(item, depth + 1)).collect()),
        Json::Object(members) => {
            let member = |(name, value): &(String, Json)| {
                format!("{}: {}", Json::from(name.as_str()), indented(value, depth + 1))
            };
            ('{', '}', members.iter().map(member).collect())
        }
        _ => return flat,
    };
    let (outer, inner) = ("  ".repeat(depth), "  ".repeat(depth + 1));
    let lines: Vec<String> = parts.into_iter().map(|part| format!("{inner}{part}")).collect();
    format!("{open}\n{}\n{outer}{close}", lines.join(",\n"))
}
