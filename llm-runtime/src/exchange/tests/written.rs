//! [`Written`]: a call as the engine wrote it, read by another reader than the exchange's.

use crate::execute::Executed;

/// A call as the engine wrote it.
#[derive(Default, Debug)]
pub(super) struct Written {
    pub(super) index: usize,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) ended: bool,
    /// What became of it, as we said.
    pub(super) given: Option<Executed>,
    /// Whether it is known that it did not fit.
    pub(super) counted: bool,
}

impl Written {
    pub(super) fn is_whole(&self) -> bool {
        is_whole(&self.text)
    }

    /// Whether something follows what was whole.
    pub(super) fn went_on(&self) -> bool {
        let cuts = (0..self.text.len()).filter(|cut| self.text.is_char_boundary(*cut));
        cuts.map(|cut| self.text.split_at(cut)).any(|(before, after)| {
            // A number may go on in digits.
            let ended = is_whole(before) || (is_json(before) && !after.starts_with(|next: char| next.is_ascii_digit()));
            ended && !after.trim().is_empty()
        })
    }

    /// Whether it cannot become JSON any more.
    pub(super) fn is_broken(&self) -> bool {
        serde_json::from_str::<serde_json::Value>(&self.text).is_err_and(|error| !error.is_eof())
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// A number is whole when something else follows.
fn is_whole(text: &str) -> bool {
    let ends = |value: &serde_json::Value| !value.is_number() || text.ends_with(char::is_whitespace);
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| ends(&value))
}
