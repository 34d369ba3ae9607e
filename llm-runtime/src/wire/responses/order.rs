//! [`Order`]: events in the order of their numbers.
//!
//! The API numbers its events. A proxy that sends an event twice, or two in the wrong order, can be seen through by the
//! numbers; a server that numbers all alike, from one anew for each item, or not at all, is taken as it comes.

use std::collections::BTreeMap;

use llm_functions::json::Json;

use crate::wire::json::text;

/// How many events wait for one that is missing. Real mix-ups are between neighbours; what does not come soon does not
/// come.
const PATIENCE: usize = 16;

/// Events in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// The number that comes next, once one has come.
    next: Option<u64>,
    /// Whether numbers were seen to rise, so that an old one is an old event.
    rises: bool,
    /// Events that came too early.
    early: BTreeMap<u64, Json>,
    /// Numbers are missing for good, so that nothing waits any more.
    gaps: bool,
}

impl Order {
    /// Takes an event and gives those whose turn it is.
    pub(super) fn take(&mut self, event: Json) -> Vec<Json> {
        let Some(number) = number(&event) else { return vec![event] };
        let kind = text(&event, "type").unwrap_or_default();
        let next = self.next.unwrap_or(if kind == "response.created" { number } else { 0 });
        if number < next {
            let is_delta = kind.rsplit('.').next() == Some("delta");
            return if self.rises && is_delta { Vec::new() } else { vec![event] };
        }
        let ends = matches!(kind, "response.completed" | "response.incomplete" | "response.failed" | "error");
        if number > next && !self.gaps && !ends {
            self.early.entry(number).or_insert(event);
            if self.early.len() <= PATIENCE {
                return Vec::new();
            }
            self.gaps = true;
            return self.rest();
        }
        let mut events = if ends { self.rest() } else { Vec::new() };
        self.rises |= self.next == Some(number);
        self.next = Some(number.saturating_add(1));
        events.push(event);
        events.append(&mut self.follow());
        events
    }

    /// Everything that still waits.
    pub(super) fn rest(&mut self) -> Vec<Json> {
        let early = std::mem::take(&mut self.early);
        if let Some((last, _)) = early.last_key_value() {
            self.next = Some(last.saturating_add(1));
        }
        early.into_values().collect()
    }

    /// What waited for the event that has just come.
    fn follow(&mut self) -> Vec<Json> {
        let mut events = Vec::new();
        while let Some(event) = self.next.and_then(|next| self.early.remove(&next)) {
            events.push(event);
            self.next = self.next.map(|next| next.saturating_add(1));
        }
        events
    }
}

fn number(event: &Json) -> Option<u64> {
    match event.get("sequence_number") {
        Some(Json::Number(number)) => number.as_u64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, number: u64) -> Json {
        Json::object([("type", Json::from(kind)), ("sequence_number", number.into())])
    }

    /// The numbers of deltas, in the order in which they come out.
    fn ordered(numbers: &[u64]) -> Vec<u64> {
        let mut order = Order::default();
        let mut events = order.take(event("response.created", 0));
        for number in numbers {
            events.append(&mut order.take(event("response.output_text.delta", *number)));
        }
        events.append(&mut order.rest());
        events.iter().filter_map(number).skip(1).collect()
    }

    #[test]
    fn events_that_come_twice_or_too_early_are_put_right() {
        assert_eq!(ordered(&[1, 2, 3]), [1, 2, 3]);
        assert_eq!(ordered(&[1, 1, 2, 1, 3, 3]), [1, 2, 3]);
        assert_eq!(ordered(&[2, 1, 4, 3, 6, 5]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(ordered(&[1, 4, 4, 3, 2]), [1, 2, 3, 4]);
    }

    #[test]
    fn a_server_without_numbers_that_rise_is_taken_as_it_comes() {
        assert_eq!(ordered(&[0, 0, 0]), [0, 0, 0]);
        let mut order = Order::default();
        assert_eq!(order.take(Json::object([("type", "response.created".into())])).len(), 1);
    }

    #[test]
    fn what_is_missing_is_not_waited_for_for_ever() {
        let numbers: Vec<u64> = (2..40).collect();
        assert_eq!(ordered(&numbers), numbers);
        let mut order = Order::default();
        order.take(event("response.created", 0));
        assert!(order.take(event("response.output_text.delta", 5)).is_empty());
        assert_eq!(order.take(event("response.completed", 9)).len(), 2);
    }
}
