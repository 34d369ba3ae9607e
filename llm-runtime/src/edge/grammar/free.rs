//! [`Free`]: a model writes as it likes until it begins a call.

use std::sync::Arc;

use llama_cpp_2::token::LlamaToken;
use llguidance::toktrie::{SimpleVob, TokenId};

use super::held::Held;
use super::tokens::Classes;
use crate::edge::model::vocab::Vocab;
use crate::edge::syntax::watch::Watch;
use crate::edge::syntax::{Form, Used};
use crate::edge::worker::Sampler;

/// How many tokens that would begin a forbidden call are passed over before something else is taken to be wrong.
const MOST_PASSED: usize = 256;

/// Watches what is written.
pub(super) struct Free {
    classes: Arc<Classes>,
    watch: Watch,
    armed: Vec<Armed>,
    written: Arc<SimpleVob>,
}

/// What happens when a form's trigger has been written.
struct Armed {
    /// The tokens of the trigger.
    trigger: Vec<TokenId>,
    /// `None`: it may not be written.
    held: Option<Held>,
    /// Whether it begins other things than calls as well.
    bare: bool,
}

/// What is to be written next.
pub(super) enum Picked {
    Token(LlamaToken),
    /// These tokens, with which a call has begun.
    Call(Vec<LlamaToken>, Box<Held>),
    /// A call would begin that cannot be ended with what is left.
    Spent,
    Nothing,
}

/// The forms whose triggers are watched for: one for each trigger, the one in use before others.
pub(super) fn forms(used: Used) -> Vec<&'static Form> {
    let mut forms = vec![used.form()];
    for form in used.syntax.forms {
        if forms.iter().all(|known| known.trigger != form.trigger) {
            forms.push(form);
        }
    }
    forms
}

/// The tokens that may be written freely. Control tokens that mean something where they are written are among them; others
/// are noise.
pub(super) fn written(classes: &Classes, used: Used) -> SimpleVob {
    let texts = used.texts();
    let mut written = SimpleVob::alloc(classes.count());
    for token in (0..classes.count()).filter_map(|token| TokenId::try_from(token).ok()) {
        let (text, control) = classes.text(token);
        let meant = || std::str::from_utf8(text).is_ok_and(|text| texts.iter().any(|part| part.contains(text)));
        if !control || (!text.is_empty() && meant()) || classes.ends.contains(&token) {
            written.allow_token(token);
        }
    }
    written
}

impl Free {
    pub(super) fn new(
        vocab: &Vocab,
        classes: Arc<Classes>,
        used: Used,
        armed: Vec<(&'static Form, Option<Held>)>,
        thinking: Option<&'static str>,
        written: Arc<SimpleVob>,
    ) -> Self {
        let watch = Watch::new(used, armed.iter().map(|(form, _)| *form), thinking);
        let armed = armed
            .into_iter()
            .map(|(form, held)| {
                let trigger = vocab.ours(&form.opening()).into_iter().map(|token| token.0.cast_unsigned()).collect();
                Armed { trigger, held, bare: form.is_bare() && form.opening().len() < 3 }
            })
            .collect();
        Self { classes, watch, armed, written }
    }

    pub(super) fn pick(&mut self, logits: &[f32], sampler: &mut Sampler, left: u32) -> Picked {
        let mut without: Option<SimpleVob> = None;
        let mut passed = 0;
        loop {
            let mask = without.as_ref().unwrap_or(&*self.written);
            let Some(token) = sampler.pick_masked(logits, mask.as_slice()) else { return Picked::Nothing };
            let id = token.0.cast_unsigned();
            if self.classes.ends.contains(&id) {
                return Picked::Token(token);
            }
            let text = self.classes.text(id).0;
            let Some((which, end)) = self.watch.clone().feed(text) else { return Picked::Token(token) };
            let Some(armed) = self.armed.get(which) else { return Picked::Token(token) };
            if self.is_text(armed, &text[end..]) {
                return Picked::Token(token);
            }
            match &armed.held {
                Some(held) if left <= held.reserve() => return Picked::Spent,
                Some(held) => return self.begin(token, &text[..end], &text[end..], armed, held),
                None if passed >= MOST_PASSED => return Picked::Nothing,
                None => {
                    passed += 1;
                    without.get_or_insert_with(|| (*self.written).clone()).disallow_token(id);
                }
            }
        }
    }

    /// Whether a token that holds a beginning of calls is text for what it holds after that: `[1]` is no call of `[name(`.
    fn is_text(&self, armed: &Armed, rest: &[u8]) -> bool {
        let fits = |held: &Held| held.after(&[armed.trigger.clone(), self.classes.spelled(rest)].concat()).is_some();
        armed.bare && !rest.is_empty() && !armed.held.as_ref().is_some_and(fits)
    }

    /// A call begins with this token, or with the part of it that belongs to the trigger if the rest does not fit.
    fn begin(&self, token: LlamaToken, head: &[u8], rest: &[u8], armed: &Armed, call: &Held) -> Picked {
        let with_rest = [armed.trigger.clone(), self.classes.spelled(rest)].concat();
        if let Some(held) = call.after(&with_rest) {
            return Picked::Call(vec![token], Box::new(held));
        }
        let spelled = self.classes.spelled(head).into_iter().map(|token| LlamaToken(token.cast_signed())).collect();
        call.after(&armed.trigger).map_or(Picked::Nothing, |held| Picked::Call(spelled, Box::new(held)))
    }

    /// Takes a token; the grammar of the call that it begins.
    pub(super) fn accept(&mut self, token: LlamaToken) -> Result<Option<Box<Held>>, String> {
        let text = self.classes.text(token.0.cast_unsigned()).0;
        let Some((which, end)) = self.watch.feed(text) else { return Ok(None) };
        let Some(armed) = self.armed.get(which) else { return Ok(None) };
        let Some(call) = armed.held.as_ref().filter(|_| !self.is_text(armed, &text[end..])) else { return Ok(None) };
        let spelled = [armed.trigger.clone(), self.classes.spelled(&text[end..])].concat();
        let mut held = call.after(&spelled).ok_or("what was written begins no call")?;
        held.take_begun();
        Ok(Some(Box::new(held)))
    }
}
