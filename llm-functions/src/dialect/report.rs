//! [`Report`]: how well a dialect says what each function demands, parameter by parameter.

use std::fmt;

/// How well a dialect says what each function demands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// In the order in which the functions were given.
    pub functions: Vec<FunctionReport>,
}

/// How well a dialect says what one function demands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionReport {
    /// The function's own name.
    pub name: String,
    /// Whether the provider says that it holds a model to the schema; elsewhere a schema is advice.
    pub enforced: bool,
    /// Why the function is not in the dialect that was asked for, but in its lenient form; empty when it is.
    pub fallback: Vec<(String, String)>,
    /// Whether there is a tool for it. Without one, every reason is among the places.
    pub available: bool,
    /// The parameters, and the places inside them where something had to change.
    pub places: Vec<PlaceReport>,
}

/// How well a dialect says what one place demands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlaceReport {
    /// A JSON pointer into the arguments; `*` stands for every item of a list and every value of a map.
    pub pointer: String,
    /// How well it is said.
    pub fitness: Fitness,
    /// What shape the value has instead of its own; it is changed back when a call comes in.
    pub shape: Option<&'static str>,
}

/// How well a place is said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "it is said, said less well, or not at all")]
pub enum Fitness {
    /// What fits the schema fits the function.
    Exact,
    /// The schema says something else than the function; never empty.
    Approximated(Vec<Change>),
    /// It cannot be said.
    Unsupported {
        /// Why.
        reason: String,
    },
}

/// Something that the schema does not say as the function does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What is left out or changed.
    pub what: String,
    /// What holds a model to it instead.
    pub enforced_by: EnforcedBy,
}

/// What holds a model to something that the schema does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums, reason = "words, our check, or a schema that is narrower")]
pub enum EnforcedBy {
    /// Nothing that fits the schema breaks it: the schema allows less than the function.
    Schema,
    /// The description says it, and arguments are checked for it when a call comes in.
    Description,
    /// Arguments are checked for it when a call comes in.
    Check,
}

impl Report {
    /// The report of the function of this name.
    pub fn function(&self, name: &str) -> Option<&FunctionReport> {
        self.functions.iter().find(|function| function.name == name)
    }
}

impl FunctionReport {
    /// What fits the schema fits the function, and the other way round.
    pub fn is_exact(&self) -> bool {
        self.available && self.places.iter().all(|place| place.fitness == Fitness::Exact)
    }

    /// What fits the schema fits the function; the schema may allow less.
    pub fn is_sound(&self) -> bool {
        self.available && self.places.iter().all(|place| place.fitness.is_sound())
    }

    /// The report of a place.
    pub fn place(&self, pointer: &str) -> Option<&PlaceReport> {
        self.places.iter().find(|place| place.pointer == pointer)
    }
}

impl Fitness {
    /// What fits the schema fits the function.
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Exact => true,
            Self::Approximated(changes) => changes.iter().all(|change| change.enforced_by == EnforcedBy::Schema),
            Self::Unsupported { .. } => false,
        }
    }
}

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

/// Collects findings while a function is brought into a dialect.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    places: Vec<PlaceReport>,
}

impl Findings {
    /// A place that was looked at.
    pub(super) fn visit(&mut self, pointer: &str) -> &mut PlaceReport {
        let index = self.places.iter().position(|place| place.pointer == pointer).unwrap_or_else(|| {
            self.places.push(PlaceReport { pointer: pointer.to_owned(), fitness: Fitness::Exact, shape: None });
            self.places.len() - 1
        });
        &mut self.places[index]
    }

    pub(super) fn change(&mut self, pointer: &str, what: impl Into<String>, enforced_by: EnforcedBy) {
        let change = Change { what: what.into(), enforced_by };
        let place = self.visit(pointer);
        match &mut place.fitness {
            Fitness::Exact => place.fitness = Fitness::Approximated(vec![change]),
            Fitness::Approximated(changes) if !changes.contains(&change) => changes.push(change),
            Fitness::Approximated(_) | Fitness::Unsupported { .. } => {}
        }
    }

    pub(super) fn shape(&mut self, pointer: &str, shape: &'static str) {
        self.visit(pointer).shape = Some(shape);
    }

    pub(super) fn unsupported(&mut self, pointer: &str, reason: impl Into<String>) {
        self.visit(pointer).fitness = Fitness::Unsupported { reason: reason.into() };
    }

    /// Where and why something cannot be said.
    pub(super) fn reasons(&self) -> Vec<(String, String)> {
        let reason = |place: &PlaceReport| match &place.fitness {
            Fitness::Unsupported { reason } => Some((place.pointer.clone(), reason.clone())),
            _ => None,
        };
        self.places.iter().filter_map(reason).collect()
    }

    pub(super) fn into_places(self) -> Vec<PlaceReport> {
        self.places
    }
}
