//! [`Source`]: where the fields of a function's struct come from. Everything about decoding that is the same for all
//! functions is here, so that little is compiled for each: no `?` and no closure stands in what is generic, because each
//! would be a function of its own for every function.

use std::sync::OnceLock;

use super::direct::Reading;
use super::{Canonical, Coercion, Coercions, DecodeError, Fields, Mismatch, canonical, canonical_with};
use crate::function::LlmFunction;
use crate::json::Json;
use crate::view::FunctionView;

/// The function's struct.
pub(crate) fn typed<F: LlmFunction>(source: &mut Source<'_>) -> Result<F, DecodeError> {
    loop {
        let mismatch = match source.fields() {
            Ok(mut fields) => match F::from_fields(&mut fields) {
                Ok(value) => return Ok(value),
                Err(mismatch) => mismatch,
            },
            Err(error) => return Err(error),
        };
        if let Some(error) = source.refused(mismatch) {
            return Err(error);
        }
    }
}

/// Arguments on their way into a struct: first read directly, and if that says nothing, over the tree.
pub(crate) struct Source<'a> {
    function: &'a str,
    stage: Stage<'a>,
}

enum Stage<'a> {
    /// They fit as they stand.
    Direct(Reading<'a>, Sent<'a>),
    /// They are to be read into a tree.
    Unread(Sent<'a>),
    /// They fit, and this is what is left to take apart of them.
    Tree(Canonical, Json),
}

/// What a call came with.
#[derive(Clone, Copy)]
struct Sent<'a> {
    view: &'a FunctionView,
    text: &'a str,
    allowed: Coercions,
}

impl<'a> Source<'a> {
    pub(crate) fn of(view: &'a FunctionView, text: &'a str, allowed: Coercions) -> Self {
        let call = Sent { view, text, allowed };
        let stage = match Reading::of(view, text) {
            Some(reading) => Stage::Direct(reading, call),
            None => Stage::Unread(call),
        };
        Self { function: &view.name, stage }
    }

    /// What was checked before.
    pub(super) fn of_tree(function: &'a str, tree: Json) -> Self {
        let canonical = Canonical { arguments: Json::Null, coercions: Vec::new() };
        Self { function, stage: Stage::Tree(canonical, tree) }
    }

    /// The fields to build a struct of, or why there are none.
    fn fields(&mut self) -> Result<Fields<'_>, DecodeError> {
        if let Stage::Unread(call) = self.stage {
            let canonical = canonical_with(call.view, call.text, call.allowed)?;
            let tree = canonical.arguments.clone();
            self.stage = Stage::Tree(canonical, tree);
        }
        let fields = match &mut self.stage {
            Stage::Direct(reading, _) => Fields::of(reading.root()),
            Stage::Tree(_, tree) => Fields::from_json(std::mem::take(tree)),
            Stage::Unread(_) => Fields::from_json(Json::Null),
        };
        fields.map_err(|mismatch| DecodeError::invalid(self.function, mismatch.into_problems()))
    }

    /// The struct's own types refused the fields: the error, unless there is another way to read them. What was read
    /// directly is read over the tree, which knows all that is wrong.
    fn refused(&mut self, mismatch: Mismatch) -> Option<DecodeError> {
        if let Stage::Direct(_, call) = self.stage {
            self.stage = Stage::Unread(call);
            return None;
        }
        Some(DecodeError::invalid(self.function, mismatch.into_problems()))
    }

    /// The arguments as they will be used.
    pub(crate) fn into_arguments(self) -> Arguments {
        match self.stage {
            Stage::Direct(_, call) | Stage::Unread(call) => Arguments::Text(call.text.into(), OnceLock::new()),
            Stage::Tree(canonical, _) => Arguments::Tree(canonical),
        }
    }
}

/// The arguments as they will be used. Many calls run without anybody looking at them, so what fitted as it stood becomes
/// a tree when somebody does.
pub(crate) enum Arguments {
    Text(Box<str>, OnceLock<Json>),
    Tree(Canonical),
}

impl Arguments {
    pub(crate) fn tree(&self, view: &FunctionView) -> &Json {
        match self {
            // The text fits, or there would be no value.
            Self::Text(text, tree) => tree.get_or_init(|| canonical(view, text).unwrap_or_default()),
            Self::Tree(canonical) => &canonical.arguments,
        }
    }

    pub(crate) fn coercions(&self) -> &[Coercion] {
        match self {
            Self::Text(..) => &[],
            Self::Tree(canonical) => &canonical.coercions,
        }
    }
}
