//! "Did you mean": which known word somebody probably meant.

/// The word nearest to `typed`, if it is within one edit per three letters.
pub(crate) fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    let allowed = typed.chars().count().div_ceil(3);
    known
        .iter()
        .map(|word| (distance(typed, word), *word))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, word)| word)
}

/// The longest list that somebody reads in a message, of keys that also stand in the documentation.
const MOST: usize = 10;

/// "did you mean `x`?", else the keys there are.
pub(crate) fn hint(typed: &str, known: &[&str]) -> String {
    if known.len() <= MOST || nearest(typed, known).is_some() {
        return choice(typed, known);
    }
    "the documentation of `llm_functions_derive` lists what there is".to_owned()
}

/// "did you mean `x`?", else the words there are.
pub(crate) fn choice(typed: &str, known: &[&str]) -> String {
    nearest(typed, known).map_or_else(|| listed(known), |word| format!("did you mean `{word}`?"))
}

/// The words there are.
pub(crate) fn listed(known: &[&str]) -> String {
    format!("expected one of `{}`", known.join("`, `"))
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            table[row][column] = cell(&table, &one, &other, row, column);
        }
    }
    table[one.len()][other.len()]
}

fn cell(table: &[Vec<usize>], one: &[char], other: &[char], row: usize, column: usize) -> usize {
    if row == 0 || column == 0 {
        return row + column;
    }
    let replaced = table[row - 1][column - 1] + usize::from(one[row - 1] != other[column - 1]);
    let edited = replaced.min(table[row - 1][column] + 1).min(table[row][column - 1] + 1);
    let swapped = row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1];
    if swapped { edited.min(table[row - 2][column - 2] + 1) } else { edited }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(distance("nmae", "name"), 1);
        assert_eq!(distance("minimun", "minimum"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn what_is_too_far_is_not_suggested() {
        assert_eq!(nearest("step", &["name", "default"]), None);
        assert_eq!(nearest("descripton", &["name", "description"]), Some("description"));
    }
}
