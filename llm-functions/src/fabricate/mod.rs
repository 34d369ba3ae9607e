//! Fabricated values: arguments that fit a function, and some that just do not.
//!
//! They are made from the view, so whatever a declaration says holds for them; each is checked before it is handed out.
//! Equal seeds give equal values, in every program and on every machine, as long as the declaration stays the same.
//!
//! ```
//! use llm_functions::{LlmFunction, fabricate, view::FunctionView};
//!
//! /// Log a measurement.
//! #[derive(LlmFunction)]
//! struct Log {
//!     /// Beats per minute.
//!     #[parameter(minimum = 20, maximum = 250)]
//!     pulse: u16,
//!     /// What the patient was doing.
//!     #[parameter(max_length = 40)]
//!     note: Option<String>,
//! }
//!
//! // A typed value for a test that needs some call, and the JSON that a model would have to send.
//! let log: Log = fabricate::value(7);
//! assert!((20..=250).contains(&log.pulse));
//!
//! let view = FunctionView::of::<Log>();
//! assert_eq!(fabricate::minimal(&view)?.to_string(), r#"{"pulse":20}"#);
//!
//! // And what a model must not send.
//! let wrong = fabricate::invalid(&view, 7).expect("not everything fits");
//! assert!(llm_functions::arguments::decode::<Log>(&wrong.value.to_string()).is_err());
//! # Ok::<(), fabricate::Unsatisfiable>(())
//! ```

mod array;
mod height;
mod invalid;
mod maker;
mod number;
mod object;
mod place;
mod source;
#[cfg(feature = "proptest")]
mod strategy;
mod text;
mod unsatisfiable;

pub use invalid::Invalid;
#[cfg(feature = "proptest")]
pub use strategy::{arguments_strategy, strategy};
pub use unsatisfiable::Unsatisfiable;

use crate::arguments;
use crate::function::LlmFunction;
use crate::json::Json;
use crate::view::{FunctionView, NodeId};

use maker::{Maker, Style};
use source::Source;

/// Makes values, one after the other.
///
/// ```
/// use llm_functions::{LlmFunction, fabricate::Fabricator, view::FunctionView};
///
/// /// Set an alarm.
/// #[derive(LlmFunction)]
/// struct SetAlarm {
///     /// Hour of the day.
///     #[parameter(maximum = 23)]
///     hour: u8,
/// }
///
/// let view = FunctionView::of::<SetAlarm>();
/// let mut edges = Fabricator::new(1).boundary();
/// let hour = edges.arguments(&view)?.to_string();
/// assert!([r#"{"hour":0}"#, r#"{"hour":23}"#].contains(&hour.as_str()));
/// # Ok::<(), llm_functions::fabricate::Unsatisfiable>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fabricator {
    source: Source,
    style: Style,
}

impl Fabricator {
    /// Ordinary values, which differ from one to the next.
    pub fn new(seed: u64) -> Self {
        Self { source: Source::seeded(seed), style: Style::Ordinary }
    }

    /// The plainest value there is, and always the same: nothing that can be left out, the shortest texts and lists.
    #[must_use]
    pub fn minimal(self) -> Self {
        Self { source: Source::plain(), style: Style::Minimal }
    }

    /// Values at the edges of what fits: the least and greatest numbers, the shortest and longest texts and lists,
    /// characters that are seldom seen.
    #[must_use]
    pub fn boundary(self) -> Self {
        Self { style: Style::Boundary, ..self }
    }

    /// Arguments of a function.
    ///
    /// # Errors
    /// [`Unsatisfiable`] when none were found: there are none, or the constraints leave so few that trying at random
    /// does not meet them.
    pub fn arguments(&mut self, view: &FunctionView) -> Result<Json, Unsatisfiable> {
        self.place(view, NodeId::ROOT)
    }

    /// A value for one place of a function.
    ///
    /// # Errors
    /// [`Unsatisfiable`], as for [`arguments`](Self::arguments).
    pub fn place(&mut self, view: &FunctionView, place: NodeId) -> Result<Json, Unsatisfiable> {
        Maker::new(view, &mut self.source, self.style).value(&[place])
    }
}

/// Ordinary arguments of a function.
///
/// # Errors
/// [`Unsatisfiable`], as for [`Fabricator::arguments`].
pub fn arguments(view: &FunctionView, seed: u64) -> Result<Json, Unsatisfiable> {
    Fabricator::new(seed).arguments(view)
}

/// The plainest arguments of a function.
///
/// # Errors
/// [`Unsatisfiable`], as for [`Fabricator::arguments`].
pub fn minimal(view: &FunctionView) -> Result<Json, Unsatisfiable> {
    Fabricator::new(0).minimal().arguments(view)
}

/// Arguments that do not fit, and by how little: a valid call with one thing changed. `None` when none were found, as
/// for a function without parameters that takes any member.
pub fn invalid(view: &FunctionView, seed: u64) -> Option<Invalid> {
    let valid = arguments(view, seed).ok()?;
    some_invalid(view, &valid, seed, 1).pop()
}

/// Up to so many ways to spoil these valid arguments by one change.
pub(crate) fn some_invalid(view: &FunctionView, valid: &Json, seed: u64, count: usize) -> Vec<Invalid> {
    invalid::some(view, valid, &mut Source::seeded(!seed), count)
}

/// Every way to spoil these valid arguments by one change that is known here.
pub fn near_misses(view: &FunctionView, valid: &Json) -> Vec<Invalid> {
    invalid::all(view, valid)
}

/// A value of the function's own struct, with arguments that fit.
///
/// # Panics
/// When there is none, which is told with the place and the reason; [`try_value`] returns that instead.
#[expect(clippy::panic, reason = "a helper for tests, where a failure is a panic")]
#[track_caller]
pub fn value<F: LlmFunction>(seed: u64) -> F {
    match try_value(seed) {
        Ok(value) => value,
        Err(error) => panic!("no value of `{}` was fabricated from seed {seed}: {error}", F::SPEC.name),
    }
}

/// A value of the function's own struct, with arguments that fit.
///
/// # Errors
/// [`Unsatisfiable`] when no arguments were found, or when the struct refused all that were, as a `validate` of its own
/// may do.
pub fn try_value<F: LlmFunction>(seed: u64) -> Result<F, Unsatisfiable> {
    /// How many arguments a function's own validation may refuse.
    const TRIES: usize = 100;
    let view = FunctionView::of::<F>();
    let mut fabricator = Fabricator::new(seed);
    let mut refused = Unsatisfiable::new("", "there are no arguments");
    for _ in 0..TRIES {
        let text = fabricator.arguments(&view)?.to_string();
        match arguments::canonical(&view, &text).and_then(arguments::from_canonical) {
            Ok(value) => return Ok(value),
            Err(error) => refused = Unsatisfiable::new("", error.for_model()),
        }
    }
    Err(refused)
}
