//! What is done with functions.

use super::Finding;
use super::ask::{Asker, Question, functions};
use crate::error::Result;
use crate::options::ToolChoice;

const NOTE: (&str, &str) = ("note_word", "Write a word down in the notebook.");
const SPELL: (&str, &str) = ("spell_word", "Spell a word aloud, letter by letter.");

/// More definitions, so that a prompt that has them must be longer.
const MORE: [(&str, &str); 5] = [
    ("count_letters", "Count how many letters a word has."),
    ("reverse_word", "Write a word backwards."),
    ("translate_word", "Translate a word into Latin."),
    ("rhyme_word", "Find a word that rhymes with this one."),
    ("forget_word", "Strike a word out of the notebook."),
];

/// Asked to call a function, the model calls it; else the length of the prompt tells whether it has seen any.
pub(super) async fn tools(asker: &Asker<'_>) -> Result<Finding> {
    let ask = |which: Vec<(&'static str, &'static str)>| async move {
        let question = "Write the word `harbour` down in the notebook with the function note_word.";
        asker.ask("tools", Question { functions: functions(&which)?, ..Question::new(question) }).await
    };
    let one = match ask(vec![NOTE]).await? {
        Ok(answer) => answer,
        Err(finding) => return Ok(finding),
    };
    if one.calls.iter().any(|name| name == NOTE.0) {
        return Ok(Finding::enforced("the model called the function that it was asked to call"));
    }
    let six = match ask([&[NOTE], &MORE[..]].concat()).await? {
        Ok(answer) => answer,
        Err(finding) => return Ok(finding),
    };
    Ok(Finding::advertised(match (one.prompt, six.prompt) {
        (Some(one), Some(six)) if six <= one => {
            format!("functions do not reach the model: the prompt has {one} tokens with one of them and {six} with six")
        }
        (Some(one), Some(six)) => format!(
            "functions reach the prompt ({one} tokens with one of them, {six} with six), and the model did not call one \
             when it was asked to"
        ),
        _ => "the model did not call a function when it was asked to".to_owned(),
    }))
}

/// Asked in words for one function and held to another, the model calls the other.
pub(super) async fn forced_choice(asker: &Asker<'_>) -> Result<Finding> {
    let question = Question {
        functions: functions(&[NOTE, SPELL])?,
        choice: ToolChoice::Function(NOTE.0.to_owned()),
        ..Question::new("Say hello, and do not call any function.")
    };
    let answer = match asker.ask("tool_choice", question).await? {
        Ok(answer) => answer,
        Err(finding) => return Ok(finding),
    };
    let obeyed = !answer.calls.is_empty() && answer.calls.iter().all(|name| name == NOTE.0);
    Ok(if obeyed {
        Finding::enforced("the model called the function that was demanded, although it was asked not to in words")
    } else if answer.calls.is_empty() {
        Finding::advertised("a function was demanded, and the model answered in words")
    } else {
        Finding::advertised("a function was demanded, and the model called another")
    })
}

/// Asked for two calls at once, the model makes one where no more is allowed.
pub(super) async fn single_calls(asker: &Asker<'_>) -> Result<Finding> {
    let ask = |parallel| async move {
        let question = "Write the words `harbour` and `lantern` down in the notebook. Make both calls of note_word at \
                        once, in one message.";
        let question = Question { functions: functions(&[NOTE])?, parallel, ..Question::new(question) };
        asker.ask("parallel_calls", question).await
    };
    let single = match ask(false).await? {
        Ok(answer) => answer.calls.len(),
        Err(finding) => return Ok(finding),
    };
    if single > 1 {
        return Ok(Finding::advertised(format!("one call was allowed, and the model made {single} in one message")));
    }
    let several = match ask(true).await? {
        Ok(answer) => answer.calls.len(),
        // Not being able to make several calls is to make single ones.
        Err(_) => return Ok(Finding::enforced("a request that allows several calls is refused")),
    };
    Ok(if single == 1 && several > 1 {
        Finding::enforced(format!("the model made one call where one was allowed, and {several} where more were"))
    } else {
        Finding::advertised("the model does not make several calls in one message even where it may")
    })
}
