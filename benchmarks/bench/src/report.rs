//! `docs/benchmarks.md`: prose by hand, and between two marks for each benchmark what the last run measured.

use std::fs;

use anyhow::{Context, Result};

use crate::{machine, process};

/// Puts `figures` between the marks of `name`, with where and when they were measured.
pub(crate) fn write(name: &str, figures: &str) -> Result<()> {
    // First of all to whoever waits, whatever becomes of the file.
    eprintln!("\n{}\n", figures.trim_end());
    let path = process::project().join("docs/benchmarks.md");
    let document = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    let figures = format!("{}\n\n{}", machine::words(name)?, figures.trim_end());
    let document =
        replace(&document, name, &figures).with_context(|| format!("{} has no marks for `{name}`", path.display()))?;
    fs::write(&path, document).with_context(|| format!("could not write {}", path.display()))?;
    eprintln!("written to {}", path.display());
    Ok(())
}

fn replace(document: &str, name: &str, figures: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name}: begin -->"), format!("<!-- {name}: end -->"));
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n\n{figures}\n\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let document = "# Words\n<!-- a: begin -->old<!-- a: end -->\nmore <!-- b: begin --><!-- b: end -->";
        let new = replace(document, "a", "new");
        assert_eq!(
            new.as_deref(),
            Some("# Words\n<!-- a: begin -->\n\nnew\n\n<!-- a: end -->\nmore <!-- b: begin --><!-- b: end -->")
        );
        assert_eq!(replace(document, "c", "new"), None);
    }
}
