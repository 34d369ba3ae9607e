//! What conversations become.
#![allow(clippy::unwrap_used, reason = "a failed test should say where")]
use llm_functions::json::read;

use super::*;
use crate::schema::Example;

fn writer<'a>(profile: &'a ModelProfile, schema: &'a Schema, functions: &'a Functions) -> Writer<'a> {
    let way = Way::of(profile, crate::edge::model::template::Abilities::default());
    Writer { profile, way, schema, functions }
}

fn definition() -> ToolDefinition {
    let parameters = r#"{"type":"object","properties":{"kind":{"type":"array","items":{"type":"string","enum":["steps","sleep"]}},"days":{"type":"integer","minimum":1,"maximum":90},"note":{"type":["string","null"]},"place":{"type":"object","properties":{"x":{"type":"number"}},"required":["x"]}},"required":["kind","place"]}"#;
    ToolDefinition::new("get_data", "Fetch data.", read(parameters).unwrap())
}

#[test]
fn a_function_is_one_line_in_declaration_order() {
    let line = list::function(&ModelProfile::default(), &definition());
    assert_eq!(line, "get_data(kind: [steps|sleep], days?: 1-90, note?: string, place: {x: number}) - Fetch data.");
}

#[test]
fn a_type_says_as_much_as_one_word_can() {
    let parameters = r#"{"type":"object","properties":{"day":{"type":"string","format":"date"},"at":{"type":"string","format":"time"},"from":{"type":"string","description":"Start as HH:MM"},"until":{"type":"string","description":"As YYYY-MM-DD HH:MM"},"level":{"type":"integer","enum":[1,2]},"tags":{"type":"array","items":{"type":"string"}},"most":{"type":"number"},"count":{"type":"integer"},"on":{"type":"boolean"}},"required":["day"]}"#;
    let definition = ToolDefinition::new("f", "", read(parameters).unwrap());
    let expected = "f(day: date, at?: time, from?: time, until?: string, level?: 1|2, tags?: [string], most?: number, count?: integer, on?: boolean)";
    assert_eq!(list::function(&ModelProfile::default(), &definition), expected);
}

#[test]
fn the_examples_and_the_conversation_are_turns_of_one_kind() {
    let schema = Schema::builder("m").examples([Example::answer("Hi", "Hello")]).build().unwrap();
    let messages = [Message::system("Be brief."), Message::user("Why?")];
    let functions = Functions::new(&schema, ModelProfile::default().limits);
    let profile = ModelProfile::default();
    let conversation = writer(&profile, &schema, &functions).conversation(&messages);
    let roles: Vec<_> = conversation.turns.iter().map(|turn| turn.role).collect();
    assert_eq!(roles, [Role::System, Role::User, Role::Assistant, Role::User]);
    assert_eq!(conversation.public, 3);
}

#[test]
fn a_form_is_asked_for_at_the_end_of_what_was_said() {
    let parameters =
        r#"{"type":"object","properties":{"hours":{"type":"integer","minimum":0,"maximum":24}},"required":["hours"]}"#;
    let view = llm_functions::json_schema::parse("night", "", &read(parameters).unwrap()).unwrap();
    let form = Functions::of_form(&crate::OutputFormat::of_view(view), ModelProfile::default().limits);
    let schema = Schema::builder("m").build().unwrap();
    let functions = Functions::new(&schema, ModelProfile::default().limits);
    let messages = [Message::system("Be brief."), Message::user("How did I sleep?")];
    let profile = ModelProfile::default();
    let writer = writer(&profile, &schema, &functions);
    let mut conversation = writer.conversation(&messages);
    writer.ask_for(&form, &mut conversation);
    assert_eq!(conversation.turns.len(), 2);
    let expected = "How did I sleep?\nAnswer with one JSON object of this form: {hours: 0-24}";
    assert_eq!(conversation.turns[1].text, expected);
}

#[test]
fn a_system_text_about_somebody_is_not_public() {
    let schema = Schema::builder("m").build().unwrap();
    let functions = Functions::new(&schema, ModelProfile::default().limits);
    let messages = [Message::system("The patient is Ada.").labelled(Sensitivity::Sensitive), Message::user("Why?")];
    assert_eq!(writer(&ModelProfile::default(), &schema, &functions).conversation(&messages).public, 0);
}
