//! Which arguments a function is exercised with.

use llm_functions::fabricate::{self, Fabricator, Unsatisfiable};
use llm_functions::view::FunctionView;
use llm_functions::{Registry, ToolCall};

use crate::mock::random::Random;

/// How many arguments a function's own validation may refuse before it is called with some that it refuses.
const TRIES: usize = 100;

/// The arguments of the call of this number; `None` where there are none, because everything fits.
pub(super) fn fabricate(
    functions: &Registry,
    view: &FunctionView,
    seed: u64,
    number: usize,
    invalid: bool,
) -> Result<Option<String>, Unsatisfiable> {
    let mut arguments = None;
    for attempt in 0..TRIES {
        let seed = Random::of(seed, &[number, attempt]).next();
        if invalid {
            return Ok(fabricate::invalid(view, seed).map(|invalid| invalid.value.to_string()));
        }
        let text = fabricator(seed, number, attempt).arguments(view)?.to_string();
        let fits = functions.prepare(&ToolCall::new("exercise", &*view.name, &text)).is_ok();
        arguments = Some(text);
        if fits {
            break;
        }
    }
    Ok(arguments)
}

fn fabricator(seed: u64, number: usize, attempt: usize) -> Fabricator {
    match (number, attempt) {
        (0, 0) => Fabricator::new(seed).minimal(),
        (number, 0) if number % 2 == 1 => Fabricator::new(seed).boundary(),
        // What was refused at an edge may be refused at all of them.
        _ => Fabricator::new(seed),
    }
}
