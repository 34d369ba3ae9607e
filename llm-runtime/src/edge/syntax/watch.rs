//! [`Watch`]: sees where in a model's text a call begins.

use super::finder::{Finder, Found};
use super::{Body, Form, Used};

/// Looks for the beginnings of calls, outside of thoughts.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    openings: Finder,
    /// For each text that is looked for.
    meanings: Vec<Meaning>,
    /// The end of the thoughts that are open.
    thinking: Option<Finder>,
    line_start: bool,
}

#[derive(Clone, Copy, Debug)]
enum Meaning {
    /// The form of this number; a bare one only where a line begins.
    Call {
        form: usize,
        bare: bool,
    },
    Thinking(&'static str),
}

impl Watch {
    /// Watches for these forms.
    pub(crate) fn new(used: Used, forms: impl Iterator<Item = &'static Form>, thinking: Option<&'static str>) -> Self {
        let mut texts = Vec::new();
        let mut meanings = Vec::new();
        for (number, form) in forms.enumerate() {
            texts.push(form.opening());
            meanings.push(Meaning::Call { form: number, bare: form.trigger.is_empty() });
        }
        for (open, close) in used.syntax.reasoning {
            texts.push((*open).to_owned());
            meanings.push(Meaning::Thinking(close));
        }
        let thinking = thinking.map(|close| Finder::new([close]));
        Self { openings: Finder::new(texts), meanings, thinking, line_start: true }
    }

    /// More text; the form that begins in it, and where its opening ends.
    pub(crate) fn feed(&mut self, text: &[u8]) -> Option<(usize, usize)> {
        for (at, byte) in text.iter().enumerate() {
            if let Some(form) = self.byte(*byte) {
                return Some((form, at + 1));
            }
        }
        None
    }

    fn byte(&mut self, byte: u8) -> Option<usize> {
        let mut released = Vec::new();
        if let Some(end) = &mut self.thinking {
            if end.push(byte, &mut released) != Found::Nothing {
                self.thinking = None;
                self.line_start = true;
            }
            return None;
        }
        let found = self.openings.push(byte, &mut released);
        for byte in released {
            self.line_start = byte == b'\n' || (self.line_start && byte.is_ascii_whitespace());
        }
        let Found::Text(place) = found else { return None };
        match self.meanings.get(place)? {
            Meaning::Thinking(close) => self.thinking = Some(Finder::new([*close])),
            Meaning::Call { bare: true, .. } if !self.line_start => {}
            Meaning::Call { form, .. } => return Some(*form),
        }
        self.line_start = false;
        None
    }
}

impl Form {
    /// The text with which a call certainly begins.
    pub(crate) fn opening(&self) -> String {
        match &self.body {
            _ if !self.trigger.is_empty() => self.trigger.to_owned(),
            Body::Object(members) => format!("{}{}{{\"{}\"", self.open, self.before, members.name),
            Body::Named { .. } => format!("{}{}", self.open, self.before),
        }
    }
}
