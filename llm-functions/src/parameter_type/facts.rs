//! [`Facts`]: what constant assertions ask of a type.

/// What the compiler knows of a type when it checks the constraints of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Facts {
    /// The kind of its values.
    pub kind: FactKind,
    /// The least and greatest value of an integer.
    pub integer_range: Option<(i128, i128)>,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// What is known of a list's items or a map's values.
    pub item: Option<&'static Facts>,
    /// The names of a struct's fields.
    pub fields: &'static [&'static str],
}

/// The kinds that a constraint can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactKind {
    /// `bool`.
    Boolean,
    /// A whole number.
    Integer,
    /// A float.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// A map with strings as keys.
    Map,
    /// A struct.
    Object,
    /// An enum without data.
    Enum,
    /// An enum with data.
    Union,
    /// Anything else: any JSON value, or what a JSON Schema from elsewhere says.
    Any,
}

impl Facts {
    /// A type of this kind that is not an `Option`.
    pub const fn new(kind: FactKind) -> Self {
        Self { kind, integer_range: None, optional: false, item: None, fields: &[] }
    }

    /// A struct with these fields.
    pub const fn object(fields: &'static [&'static str]) -> Self {
        Self { fields, ..Self::new(FactKind::Object) }
    }

    /// A whole number of this range.
    pub const fn integer(minimum: i128, maximum: i128) -> Self {
        Self { integer_range: Some((minimum, maximum)), ..Self::new(FactKind::Integer) }
    }

    /// A list of items, or a map of values, of which this is known.
    pub const fn of(kind: FactKind, item: &'static Self) -> Self {
        Self { item: Some(item), ..Self::new(kind) }
    }
}
