//! Turns as a template takes them: what it does not know is written in words that it knows.

use std::borrow::Cow;

use super::abilities::Abilities;
use super::turn::{Call, Role, Turn};
use crate::edge::syntax::write;

/// The same conversation without what the template does not know.
pub(super) fn for_abilities(turns: &[Turn], abilities: Abilities) -> Cow<'_, [Turn]> {
    let simple = turns.iter().all(|turn| turn.calls.is_empty() && turn.role != Role::Tool);
    let full = abilities.calls && abilities.several && abilities.answers;
    if simple || full {
        return Cow::Borrowed(turns);
    }
    let mut adapted: Vec<Turn> = Vec::new();
    let mut rest = turns;
    while let [turn, after @ ..] = rest {
        let answers = after.iter().take_while(|turn| turn.role == Role::Tool).count();
        let (answers, after) = after.split_at(answers);
        match turn.calls.len() {
            0 => adapted.push(turn.clone()),
            // One call after the other, each with its answer.
            2.. if abilities.calls && !abilities.several => one_by_one(turn, answers, &mut adapted),
            _ => {
                adapted.push(turn.clone());
                adapted.extend(answers.iter().cloned());
            }
        }
        rest = after;
    }
    let mut turns: Vec<Turn> = Vec::with_capacity(adapted.len());
    for turn in adapted {
        let answer = turn.role == Role::Tool && !abilities.answers;
        let turn = in_words(turn, abilities);
        match turns.last_mut() {
            // Templates want turns to alternate.
            Some(last) if answer && last.role == Role::User => last.text = format!("{}\n{}", last.text, turn.text),
            _ => turns.push(turn),
        }
    }
    Cow::Owned(turns)
}

fn one_by_one(turn: &Turn, answers: &[Turn], adapted: &mut Vec<Turn>) {
    for (place, call) in turn.calls.iter().enumerate() {
        let text = if place == 0 { turn.text.clone() } else { String::new() };
        adapted.push(Turn::new(Role::Assistant, text).calling(vec![call.clone()]));
        let of_call = |answer: &&Turn| answer.answers.as_ref().is_some_and(|answered| answered.id == call.id);
        adapted.extend(answers.iter().filter(of_call).cloned());
    }
}

fn in_words(mut turn: Turn, abilities: Abilities) -> Turn {
    if !abilities.calls && !turn.calls.is_empty() {
        let calls = std::mem::take(&mut turn.calls);
        let written = written(&calls, abilities);
        turn.text = if turn.text.is_empty() { written } else { format!("{}\n{written}", turn.text) };
    }
    if !abilities.answers && turn.role == Role::Tool {
        turn.role = Role::User;
    }
    turn
}

fn written(calls: &[Call], abilities: Abilities) -> String {
    let Some(used) = abilities.syntax else { return String::new() };
    let calls: Vec<write::Call<'_>> =
        calls.iter().map(|call| write::Call { name: &call.name, arguments: &call.arguments, schema: None }).collect();
    write::calls(used.form(), &calls)
}
