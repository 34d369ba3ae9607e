//! A report as a table.

use std::fmt;

use super::{Change, EnforcedBy, Fitness, FunctionReport, Report};

impl fmt::Display for EnforcedBy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Schema => "schema, which allows less",
            Self::Description => "description and check",
            Self::Check => "check",
        })
    }
}

impl FunctionReport {
    /// The rows of the table: function, place, fitness, what, enforced by.
    fn rows(&self) -> Vec<[String; 5]> {
        let row = |place: &str, fitness: &str, what: &str, by: &str| {
            [self.name.as_str(), if place.is_empty() { "(all)" } else { place }, fitness, what, by].map(str::to_owned)
        };
        let fallback = self.fallback.iter().map(|(place, reason)| row(place, "lenient", reason, "check"));
        let mut rows: Vec<[String; 5]> = fallback.collect();
        for place in &self.places {
            let pointer = &place.pointer;
            match &place.fitness {
                Fitness::Exact => rows.push(row(pointer, "exact", place.shape.unwrap_or_default(), "")),
                Fitness::Unsupported { reason } => rows.push(row(pointer, "unsupported", reason, "")),
                Fitness::Approximated(changes) => {
                    let by = |change: &Change| change.enforced_by.to_string();
                    rows.extend(place.shape.map(|shape| row(pointer, "reshaped", shape, "way back")));
                    rows.extend(changes.iter().map(|change| row(pointer, "approximated", &change.what, &by(change))));
                }
            }
        }
        if rows.is_empty() { vec![row("", "exact", "", "")] } else { rows }
    }
}

/// A table, one line for each finding.
impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["function", "parameter", "fitness", "what", "enforced by"].map(str::to_owned);
        let rows: Vec<[String; 5]> =
            std::iter::once(head).chain(self.functions.iter().flat_map(FunctionReport::rows)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..5).map(width).collect();
        for row in &rows {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}
