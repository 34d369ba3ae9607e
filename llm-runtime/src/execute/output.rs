//! Results of a bounded size.

/// The output, cut to so many bytes at a character, with a note of how much is missing. The note comes on top.
pub(super) fn cut(mut output: String, most: u32) -> String {
    let most = most as usize;
    if output.len() <= most {
        return output;
    }
    let whole = output.len();
    let end = (0..=most).rev().find(|end| output.is_char_boundary(*end)).unwrap_or(0);
    output.truncate(end);
    format!("{output} [cut off: {end} of {whole} bytes]")
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_result_is_cut_at_a_character_and_says_so() {
        assert_eq!(cut("Größe".to_owned(), 7), "Größe");
        assert_eq!(cut("Größe".to_owned(), 6), "Größ [cut off: 6 of 7 bytes]");
        assert_eq!(cut("Größe".to_owned(), 3), "Gr [cut off: 2 of 7 bytes]");
        assert_eq!(cut("Größe".to_owned(), 0), " [cut off: 0 of 7 bytes]");
    }
}
