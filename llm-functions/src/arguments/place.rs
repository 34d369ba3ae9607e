//! [`Place`]: where in the arguments something is wrong.

/// A place for the model, by JSON pointer, and for a log, which sees no name that the model chose: the names in a map, and
/// those of parameters that there are not, may be health data.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Place {
    pointer: String,
    /// The pointer with `*` for such names, where there are any.
    shown: Option<String>,
}

/// Who chose a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// The function's author; or it is an index.
    Declared,
    /// The model.
    Chosen,
}

impl Place {
    /// The JSON pointer (RFC 6901), empty for the whole object.
    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The same for a log.
    pub(super) fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.pointer)
    }

    /// The place `step` within this one.
    pub(super) fn then(mut self, step: &str, named: Named) -> Self {
        if named == Named::Chosen && self.shown.is_none() {
            self.shown = Some(self.pointer.clone());
        }
        let step = escape(step);
        self.pointer = format!("{}/{step}", self.pointer);
        self.shown = self.shown.map(|shown| match named {
            Named::Declared => format!("{shown}/{step}"),
            Named::Chosen => format!("{shown}/*"),
        });
        self
    }

    /// This place seen from the array or object that holds it under `step`.
    pub(super) fn inside(self, step: &str, named: Named) -> Self {
        let outer = Self::default().then(step, named);
        let shown =
            (outer.shown.is_some() || self.shown.is_some()).then(|| format!("{}{}", outer.shown(), self.shown()));
        Self { pointer: format!("{}{}", outer.pointer, self.pointer), shown }
    }
}

/// A step of a JSON pointer (RFC 6901).
fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
