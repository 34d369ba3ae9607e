//! Text in pieces that llama.cpp can cut into words.
//!
//! It does so with the regular expressions of the C++ library, which call themselves once for each letter of a word: on the
//! stack of a common thread, some eight thousand letters, digits or spaces in a row end the process. So a longer row is cut
//! before llama.cpp sees it. What a person writes has no such rows; an encoded picture or a genome has, and gets a token
//! boundary where it was cut.

/// The longest row, in bytes. An eighth of what the stack of a thread of Rust's, two megabytes, was measured to bear.
const LONGEST: usize = 1024;

/// The text in pieces, in none of which white space, or anything else, goes on for longer than the longest row.
pub(crate) fn pieces(text: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let (mut start, mut row, mut spaces) = (0, 0, false);
    for (place, byte) in text.iter().enumerate() {
        // Never within a character of UTF-8.
        let begins = byte & 0xC0 != 0x80;
        if begins && row >= LONGEST {
            pieces.push(text.get(start..place).unwrap_or_default());
            (start, row) = (place, 0);
        }
        let space = byte.is_ascii_whitespace();
        row = if space == spaces { row + 1 } else { 1 };
        spaces = space;
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should say where")]

    use super::*;

    #[test]
    fn what_people_write_stays_whole() {
        for text in ["", "a", "What is sleep?\n\nIt is rest.", &"word ".repeat(100_000)] {
            assert_eq!(pieces(text.as_bytes()), [text.as_bytes()]);
        }
    }

    #[test]
    fn long_rows_are_cut_between_characters_and_nothing_is_lost() {
        for unit in ["a", "7", " ", "\n", "\u{e4}", "\u{6f22}", "\u{1F9EC}", "a\u{301}"] {
            let text = format!("so {} then", unit.repeat(50_000));
            let pieces = pieces(text.as_bytes());
            assert!(pieces.len() > 20);
            assert!(pieces.iter().all(|piece| piece.len() <= LONGEST + 16 && std::str::from_utf8(piece).is_ok()));
            assert_eq!(pieces.concat(), text.as_bytes());
        }
        // Bytes that are no text are cut too, if not as soon.
        assert_eq!(pieces(&[0x80; 5000]).concat(), [0x80; 5000]);
    }
}
