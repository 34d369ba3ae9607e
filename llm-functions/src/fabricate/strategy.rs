//! Strategies for `proptest`, from the same view.
//!
//! A value is made from a tape of decisions; proptest shortens the tape and lowers its numbers, which leads to plainer
//! values that still fit. No filter is needed for that, and no value is tried that does not fit.

use std::fmt::Debug;
use std::sync::Arc;

use proptest::prelude::{Strategy, any, prop};

use super::{Fabricator, Source, Style};
use crate::arguments;
use crate::function::LlmFunction;
use crate::json::Json;
use crate::view::FunctionView;

/// How many decisions are recorded; those after them are the plainest ones.
const DECISIONS: usize = 200;

/// Values of a function's own struct.
///
/// ```
/// use llm_functions::{LlmFunction, fabricate};
/// use proptest::prelude::*;
///
/// /// Set an alarm.
/// #[derive(LlmFunction, Debug)]
/// struct SetAlarm {
///     /// Hour of the day.
///     #[parameter(maximum = 23)]
///     hour: u8,
/// }
///
/// proptest! {
///     // In a test module: #[test]
///     fn every_alarm_is_on_a_day(alarm in fabricate::strategy::<SetAlarm>()) {
///         prop_assert!(alarm.hour < 24);
///     }
/// }
/// # every_alarm_is_on_a_day();
/// ```
///
/// A function for which nothing fits makes proptest give up with the reason.
pub fn strategy<F: LlmFunction + Debug>() -> impl Strategy<Value = F> {
    let view = FunctionView::of::<F>();
    arguments_strategy(Arc::clone(&view)).prop_filter_map("its own validation refuses the values", move |tree| {
        arguments::canonical(&view, &tree.to_string()).and_then(arguments::from_canonical).ok()
    })
}

/// Arguments of a function as JSON.
pub fn arguments_strategy(view: Arc<FunctionView>) -> impl Strategy<Value = Json> {
    let styles = prop::sample::select(vec![Style::Ordinary, Style::Boundary]);
    let decisions = prop::collection::vec(any::<u32>(), 0..DECISIONS);
    (styles, decisions).prop_filter_map("no arguments fit the function", move |(style, decisions)| {
        Fabricator { source: Source::tape(decisions), style }.arguments(&view).ok()
    })
}
