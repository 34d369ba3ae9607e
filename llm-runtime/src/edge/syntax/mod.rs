//! How the families of models write calls.
//!
//! A family's syntax is data: what stands before, between and after calls, and how name and arguments are written
//! ([`Form`]). One file of [`family`] describes each. Everything else reads the description: [`write`] writes calls down,
//! [`lark`] makes the grammar that a decoder is held to, [`parse`] reads what a model writes, [`recognise`] finds the
//! description that fits a template. A new family is a new description, and all four know it.

mod choice;
#[cfg(test)]
pub(crate) mod corpora;
pub(crate) mod family;
pub(crate) mod finder;
pub(crate) mod lark;
pub(crate) mod parse;
pub(crate) mod recognise;
pub(crate) mod watch;
pub(crate) mod write;

#[cfg(test)]
mod tests;

pub use choice::CallSyntax;

/// A family's way to write a message with calls.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    pub(crate) name: &'static str,
    /// The ways to write calls; the first is written, all are read.
    pub(crate) forms: &'static [Form],
    /// What stands around what a model thinks before it speaks.
    pub(crate) reasoning: &'static [(&'static str, &'static str)],
    /// What is written around text and is no part of it.
    pub(crate) silent: &'static [&'static str],
    /// Texts that a prompt in this syntax has, for templates that do not write calls themselves.
    pub(crate) signs: &'static [&'static str],
}

/// One way to write the calls of a message: `open call between call … close`, where a call is `before body after`.
///
/// White space in these texts is what a model of the family was trained on: it is written and forced exactly so, and
/// where it is read, any other white space does as well.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// A beginning of `open` and `before` that nothing but a call has. Empty: a call begins where a line does.
    pub(crate) trigger: &'static str,
    pub(crate) open: &'static str,
    pub(crate) before: &'static str,
    pub(crate) body: Body,
    pub(crate) after: &'static str,
    pub(crate) between: &'static str,
    pub(crate) close: &'static str,
}

/// Name and arguments of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// A JSON object with a member for each.
    Object(Members),
    /// The name in the syntax's own text, then what follows it, then the arguments.
    Named { id: Option<Id>, then: &'static str, arguments: Arguments },
}

/// What the members of a call's object are called, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Members {
    /// A member that numbers the calls, before the name.
    pub(crate) number: Option<&'static str>,
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static str,
    /// A member with an identity, after the arguments.
    pub(crate) id: Option<&'static str>,
}

/// An identity of a call that stands after its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id {
    /// What stands between the name and it.
    pub(crate) before: &'static str,
    pub(crate) kind: IdKind,
}

/// What an identity looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// Nine letters and digits.
    Nine,
    /// The number of the call in the conversation.
    Number,
}

/// How arguments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    /// As a JSON object.
    Json,
    /// As `key:value,…` with this text around strings; what stands around all of it belongs to the form.
    Quoted { quote: &'static str },
    /// Each in a text of its own.
    Parameters(Parameters),
    /// As `key=value, …` in round brackets that belong to the form; values are JSON, and read as Python's as well.
    Keywords,
}

/// `before key then pad value pad end after`, once for each argument. A string is written as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    pub(crate) before: &'static str,
    /// Between key and value; where it depends on the value's kind, the second is for what is no string.
    pub(crate) then: [&'static str; 2],
    /// White space around the value that is no part of it.
    pub(crate) pad: &'static str,
    pub(crate) end: &'static str,
    pub(crate) after: &'static str,
}

/// The most calls of one message: enough for whatever a question asks for at once, and an end.
pub(crate) const MOST_CALLS: usize = 8;

/// What most families that think write around it.
pub(crate) const THINK: &[(&str, &str)] = &[("<think>", "</think>")];

/// A syntax as one template uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) syntax: &'static Syntax,
    /// The form that the template writes.
    pub(crate) form: usize,
}

impl Used {
    /// The form that is written.
    pub(crate) fn form(self) -> &'static Form {
        &self.syntax.forms[self.form.min(self.syntax.forms.len() - 1)]
    }

    /// All texts that a model may write as special tokens of this syntax.
    pub(crate) fn texts(self) -> Vec<&'static str> {
        let syntax = self.syntax;
        let mut texts: Vec<&str> = syntax.silent.to_vec();
        texts.extend(syntax.reasoning.iter().flat_map(|(open, close)| [*open, *close]));
        texts.extend(syntax.forms.iter().flat_map(Form::texts));
        texts.retain(|text| !text.is_empty());
        texts
    }
}

impl From<&'static Syntax> for Used {
    fn from(syntax: &'static Syntax) -> Self {
        Self { syntax, form: 0 }
    }
}

impl Form {
    /// Whether nothing but the beginning of a line says that a call may begin.
    pub(crate) fn is_bare(&self) -> bool {
        self.trigger.is_empty()
    }

    /// The byte with which its calls begin, where they have a text of their own before name and arguments or are objects.
    fn first_byte(&self) -> Option<u8> {
        let object = matches!(self.body, Body::Object(_)).then_some(b'{');
        self.open.bytes().chain(self.before.bytes()).next().or(object)
    }

    fn texts(&self) -> Vec<&'static str> {
        let mut texts = vec![self.open, self.before, self.after, self.between, self.close];
        if let Body::Named { id, then, arguments } = self.body {
            texts.push(then);
            texts.extend(id.map(|id| id.before));
            match arguments {
                Arguments::Json | Arguments::Keywords => {}
                Arguments::Quoted { quote } => texts.push(quote),
                Arguments::Parameters(parts) => {
                    texts.extend([parts.before, parts.end, parts.after]);
                    texts.extend(parts.then);
                }
            }
        }
        texts
    }
}
