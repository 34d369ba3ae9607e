//! [`CoercionKind`], [`Coercions`] and [`Coercion`]: what may be done to arguments, and what was done.

use std::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $words:literal,)*) => {
        /// A way in which arguments can be off without leaving a doubt about what was meant.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum CoercionKind {
            $($(#[$doc])* $name,)*
        }

        impl CoercionKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }
        }
    };
}
kinds! {
    /// `"5"` or `" 7 "` where a number is asked. Only what JSON calls a number: `"5 mg"` and `"0x1f"` are none.
    NumberInString = "a number in a string was read as the number",
    /// `"true"` or `"False"` where a boolean is asked.
    BooleanInString = "a boolean in a string was read as the boolean",
    /// `12` or `true` where only a string fits: `"12"`, with the digits as they were written.
    ScalarAsString = "a number or a boolean was read as a string",
    /// `20.0` or `2e1` where an integer is asked, if that is a whole number in every digit that was written.
    WholeNumber = "a number without a fraction was read as an integer",
    /// `"sleep"` where a list is asked: a list of that one item.
    OneItemList = "a single value was read as a list of one item",
    /// `[{"hour": 7}]` where an object is asked: the list's only item.
    ObjectInList = "the only item of a list was read in its place",
    /// `"[1, 2]"` where a list is asked, `"{...}"` where an object is, or all arguments as one string.
    JsonInString = "JSON in a string was read as the value",
    /// `Heart Rate`, `HEART_RATE` or `heart-rate` where `heart_rate` is a choice and no other is spelled like that.
    Spelling = "a choice was read in another spelling",
    /// `{'a': True, 'b': None}`: what Python prints for a dictionary.
    PythonLiteral = "a Python literal was read as JSON",
    /// `[1, 2,]`: a comma before the bracket that closes.
    TrailingComma = "a comma before a closing bracket was left out",
    /// A line break or a tab inside a string that JSON wants escaped.
    ControlCharacter = "a control character in a string was read as if it were escaped",
    /// A fenced block of Markdown around the arguments.
    CodeFence = "a code fence was taken off",
}

/// Says what was done, without the value.
impl fmt::Display for CoercionKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.words())
    }
}

/// Which coercions may be made.
///
/// ```
/// use llm_functions::arguments::{CoercionKind, Coercions};
///
/// let careful = Coercions::ALL.without(CoercionKind::PythonLiteral).without(CoercionKind::OneItemList);
/// assert!(careful.allows(CoercionKind::NumberInString) && !careful.allows(CoercionKind::OneItemList));
/// assert_eq!(Coercions::NONE.with(CoercionKind::WholeNumber).to_string(), "WholeNumber");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coercions(u32);

impl Coercions {
    /// Every kind; what a registry starts with.
    pub const ALL: Self = Self((1 << CoercionKind::ALL.len()) - 1);
    /// None: arguments are taken as they stand or refused.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, kind: CoercionKind) -> Self {
        Self(self.0 | 1 << kind as u32)
    }

    /// These without one.
    #[must_use]
    pub const fn without(self, kind: CoercionKind) -> Self {
        Self(self.0 & !(1 << kind as u32))
    }

    /// Whether this kind may be made.
    pub const fn allows(self, kind: CoercionKind) -> bool {
        self.0 & 1 << kind as u32 != 0
    }
}

/// Every kind.
impl Default for Coercions {
    fn default() -> Self {
        Self::ALL
    }
}

/// The kinds by name, separated by commas.
impl fmt::Display for Coercions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = CoercionKind::ALL.iter().filter(|kind| self.allows(**kind)).map(|kind| format!("{kind:?}"));
        out.write_str(&names.collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Debug for Coercions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Coercions({self})")
    }
}

/// One thing that was done to a call's arguments so that they fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coercion {
    /// The JSON pointer (RFC 6901) to the value as it is used; empty for the arguments as a whole.
    pub pointer: String,
    /// What was done.
    pub kind: CoercionKind,
}

/// The place and what was done there, but no value.
impl fmt::Display for Coercion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => write!(out, "the arguments: {}", self.kind),
            pointer => write!(out, "argument `{pointer}`: {}", self.kind),
        }
    }
}
