//! [`Place`]: where in a JSON text the end of what was written is.

/// Digits after the point, beyond which a model only repeats itself.
const MAX_FRACTION: u32 = 6;

/// Where in a JSON text the end of what was read is.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) in_string: bool,
    escaped: bool,
    /// Digits since the point of a number.
    fraction: Option<u32>,
}

impl Place {
    pub(super) fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.fraction = match (byte, self.fraction) {
                (b'.', _) => Some(0),
                (b'0'..=b'9', Some(count)) => Some(count + 1),
                _ => None,
            };
            if self.in_string {
                let ends = *byte == b'"' && !self.escaped;
                self.escaped = *byte == b'\\' && !self.escaped;
                self.in_string = !ends;
                continue;
            }
            self.in_string = *byte == b'"';
        }
    }

    /// Whether so many digits follow a point that more would say nothing, if it is one of a number.
    pub(super) fn is_long_fraction(&self) -> bool {
        self.fraction.is_some_and(|count| count >= MAX_FRACTION)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    fn long(text: &str) -> bool {
        let mut place = Place::default();
        place.read(text.as_bytes());
        !place.in_string && place.is_long_fraction()
    }

    #[test]
    fn only_a_number_outside_of_strings_has_a_long_fraction() {
        assert!(long("{\"a\": 1.123456"));
        assert!(!long("{\"a\": 1.12345"));
        assert!(!long("{\"a\": 1.123456, "));
        assert!(!long("{\"a\": \"1.123456"));
        assert!(long("{\"a\\\"\": 0.1234567"));
    }
}
