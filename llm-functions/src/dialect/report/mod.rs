//! [`Report`]: how well a dialect says what each function demands, parameter by parameter.

mod findings;
mod table;

pub(super) use findings::Findings;

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
