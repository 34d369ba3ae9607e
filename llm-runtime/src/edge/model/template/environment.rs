//! Jinja as the templates of model files expect it: Python's own functions and ways of writing values.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Kwargs;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

use super::{date, json};

/// The environment of all templates.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // What the templates of model files are written for.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    // Schemas of functions lack members that templates ask for in passing.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.add_function("raise_exception", |message: String| -> Result<Value, minijinja::Error> {
        Err(minijinja::Error::new(ErrorKind::InvalidOperation, message))
    });
    // A prompt that holds the time of day would never be found in the cache again; the date is enough.
    environment.add_function("strftime_now", |format: String| date::today(&format));
    environment.add_filter("tojson", tojson);
    // A template is an outside file: what it repeats has an end.
    environment.set_fuel(Some(FUEL));
    environment
}

/// Instructions of a template, for all of a conversation. The largest that were seen need about a thousand for each message.
const FUEL: u64 = 20_000_000;

#[allow(clippy::needless_pass_by_value, reason = "a filter's arguments are its own")]
/// Python's `json.dumps` with `ensure_ascii=False`, as the templates' own library has it.
fn tojson(value: &Value, arguments: Kwargs) -> Result<String, minijinja::Error> {
    let indent: Option<usize> = arguments.get("indent")?;
    let separators: Option<(String, String)> = match arguments.get::<Option<Vec<String>>>("separators")?.as_deref() {
        Some([item, key]) => Some((item.clone(), key.clone())),
        _ => None,
    };
    let sorted = arguments.get::<Option<bool>>("sort_keys")?.unwrap_or(false);
    let ascii = arguments.get::<Option<bool>>("ensure_ascii")?.unwrap_or(false);
    arguments.assert_all_used()?;
    let style = json::Style::new(indent, separators, sorted, ascii);
    let mut text = String::new();
    json::write(&mut text, value, &style, 0)?;
    Ok(text)
}

/// The source as the engine reads it. A block that marks what a model generates is for training, and has no effect here.
pub(super) fn readable(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("{%") {
        let (before, block) = rest.split_at(at);
        text.push_str(before);
        let Some(end) = block.find("%}") else { break };
        let (block, after) = block.split_at(end + 2);
        let inner = block.trim_start_matches("{%").trim_end_matches("%}");
        let word = inner.trim_matches(|character: char| character.is_whitespace() || matches!(character, '-' | '+'));
        match word {
            "generation" => text.push_str(&block.replacen("generation", "if true", 1)),
            "endgeneration" => text.push_str(&block.replacen("endgeneration", "endif", 1)),
            _ => text.push_str(block),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}
