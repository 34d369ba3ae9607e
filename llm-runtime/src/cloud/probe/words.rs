//! What is done with answers in words.

use llm_functions::{Sensitivity, json};

use super::Finding;
use super::ask::{Answer, Asker, Question, form};
use crate::error::Result;
use crate::message::Message;

/// What no model says by itself.
const RECEIPT: &str = "qv-7741-zr";

/// Told in words to say something else, the model says the only thing that the form allows.
pub(super) async fn strict_schemas(asker: &Asker<'_>) -> Result<Finding> {
    let question = Question {
        output: Some(form("receipt", RECEIPT)?),
        ..Question::new("What is the capital of France? Answer with that one word and nothing else, not as JSON.")
    };
    let answer = match asker.ask("output", question).await? {
        Ok(answer) => answer,
        Err(finding) => return Ok(finding),
    };
    let read = json::read(answer.text.trim()).ok();
    let found = read.as_ref().and_then(|json| json.get("receipt")).and_then(json::Json::as_str);
    Ok(match (found, read.is_some()) {
        (Some(RECEIPT), _) => Finding::enforced("the answer has the only value that its form allows"),
        (_, true) => Finding::advertised("the answer is JSON without the value that its form demands"),
        (_, false) => Finding::advertised("the answer does not have the form that was demanded"),
    })
}

pub(super) async fn logprobs(asker: &Asker<'_>) -> Result<Finding> {
    let mut question = Question::new("Say hello.");
    question.options = question.options.logprobs(1);
    Ok(match asker.ask("logprobs", question).await? {
        Ok(answer) if answer.logprobs => Finding::enforced("they came with the text"),
        Ok(_) => Finding::advertised("none came with the text"),
        Err(finding) => finding,
    })
}

/// A word that nobody knows is begun, and goes on within the word or begins anew. Of a list or a sentence, a model would
/// write the next part in a message of its own, too.
pub(super) async fn prefix(asker: &Asker<'_>) -> Result<Finding> {
    let mut question = Question::new("Write this word, and nothing else: harbourlantern");
    question.messages.push(Message::assistant("harbourlan", Vec::new(), Sensitivity::Public));
    let answer = match asker.ask("prefix", question).await? {
        Ok(answer) => answer,
        Err(finding) => return Ok(finding),
    };
    Ok(if answer.text.starts_with("tern") {
        Finding::enforced("the answer went on in the middle of the word in which its given beginning stopped")
    } else if answer.text.contains("harbour") {
        Finding::advertised("the answer began anew instead of going on")
    } else {
        Finding::advertised("the answer does not go on where its given beginning stopped")
    })
}

/// The same seed twice and another once, for something that is different each time.
pub(super) async fn seeds(asker: &Asker<'_>) -> Result<Finding> {
    let mut texts = Vec::new();
    for seed in [7, 7, 8] {
        let mut question = Question::new("Write twenty random letters, and nothing else.");
        question.options = question.options.seed(seed);
        match asker.ask("seed", question).await? {
            Ok(answer) => texts.push(answer.text),
            Err(finding) => return Ok(finding),
        }
    }
    let (again, other) = (texts.first() == texts.get(1), texts.first() == texts.get(2));
    Ok(match (again, other) {
        (true, false) => Finding::enforced("the same seed gave the same answer, and another seed another"),
        (true, true) => Finding::advertised("the answer is the same with every seed"),
        (false, _) => Finding::advertised("the same seed gave two answers"),
    })
}

/// Three words, of which the second is the end.
pub(super) async fn stop(asker: &Asker<'_>) -> Result<Finding> {
    let mut question = Question::new("Repeat these three words, and write nothing else: harbour lantern meadow");
    question.options = question.options.stop("lantern");
    let answer: Answer = match asker.ask("stop", question).await? {
        Ok(answer) => answer,
        Err(finding) => return Ok(finding),
    };
    let has = |word| answer.text.to_lowercase().contains(word);
    Ok(match (has("harbour"), has("lantern"), has("meadow")) {
        (true, false, false) => Finding::enforced("the answer ended where it was to end"),
        (_, true, _) => Finding::advertised("the answer went on after what it was to end at"),
        _ => Finding::advertised("the model did not write what would show it"),
    })
}
