//! Bytes of tokens → text: no character is cut, and a stop text may span tokens.

/// What became of the bytes of one token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text that is certain; may be empty.
    Text(String),
    /// The last text; a stop text follows, which is not part of the answer.
    Stopped(String),
}

/// Assembles text, holding back what may still turn out to be half a character or the beginning of a stop text.
#[derive(Debug)]
pub(crate) struct TextAssembler {
    pending: Vec<u8>,
    stop: Vec<String>,
}

impl TextAssembler {
    pub(crate) fn new(stop: Vec<String>) -> Self {
        Self { pending: Vec::new(), stop: stop.into_iter().filter(|text| !text.is_empty()).collect() }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) -> Piece {
        self.pending.extend_from_slice(bytes);
        if let Some(at) = self.stop.iter().filter_map(|stop| find(&self.pending, stop.as_bytes())).min() {
            self.pending.truncate(at);
            return Piece::Stopped(self.finish());
        }
        let certain = self.pending.len().min(self.before_stop());
        let end = complete(&self.pending[..certain]);
        let text = self.pending.drain(..end).collect::<Vec<u8>>();
        Piece::Text(String::from_utf8_lossy(&text).into_owned())
    }

    /// What is left when no more tokens come; half a character is dropped.
    pub(crate) fn finish(&mut self) -> String {
        let end = complete(&self.pending);
        let text = String::from_utf8_lossy(&self.pending[..end]).into_owned();
        self.pending.clear();
        text
    }

    /// Where the longest end of the pending bytes that begins a stop text starts.
    fn before_stop(&self) -> usize {
        let held = |stop: &String| {
            let longest = (stop.len() - 1).min(self.pending.len());
            (1..=longest).rev().find(|length| self.pending.ends_with(&stop.as_bytes()[..*length])).unwrap_or(0)
        };
        self.pending.len() - self.stop.iter().map(held).max().unwrap_or(0)
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// The length without a character at the end whose bytes have not all come yet. Bytes that can never become a
/// character count as complete; they are shown as U+FFFD.
fn complete(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    for start in (tail..bytes.len()).rev() {
        let needed = match bytes[start] {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            0x80..=0xBF => continue,
            _ => return bytes.len(),
        };
        return if bytes.len() - start < needed { start } else { bytes.len() };
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(stop: &[&str], pieces: &[&[u8]]) -> (String, bool) {
        let mut assembler = TextAssembler::new(stop.iter().map(ToString::to_string).collect());
        let mut text = String::new();
        for piece in pieces {
            match assembler.push(piece) {
                Piece::Text(more) => text.push_str(&more),
                Piece::Stopped(last) => return (text + &last, true),
            }
        }
        (text + &assembler.finish(), false)
    }

    #[test]
    fn no_character_is_cut_wherever_its_bytes_are_split() {
        let whole = "aé€😀z";
        for cut in 0..=whole.len() {
            let (one, two) = whole.as_bytes().split_at(cut);
            let mut assembler = TextAssembler::new(Vec::new());
            let Piece::Text(first) = assembler.push(one) else { unreachable!("there is no stop text") };
            assert!(whole.starts_with(&first));
            let Piece::Text(second) = assembler.push(two) else { unreachable!("there is no stop text") };
            assert_eq!(first + &second, whole);
        }
    }

    #[test]
    fn half_a_character_at_the_end_is_dropped_and_wrong_bytes_are_replaced() {
        assert_eq!(run(&[], &[b"a\xE2\x82"]).0, "a");
        assert_eq!(run(&[], &[b"a\xFFb"]).0, "a\u{FFFD}b");
    }

    #[test]
    fn a_stop_text_is_found_across_tokens_and_is_not_shown() {
        assert_eq!(run(&["\nUser:"], &[b"Hello\n", b"Us", b"er: what"]), ("Hello".into(), true));
        assert_eq!(run(&["\nUser:"], &[b"Hello\n", b"Us", b"ually"]), ("Hello\nUsually".into(), false));
        assert_eq!(run(&["aab"], &[b"a", b"a", b"a", b"b"]), ("a".into(), true));
        assert_eq!(run(&["END", "ND"], &[b"xE", b"N", b"D"]), ("x".into(), true));
    }
}
