//! What becomes of each key of serde at each place.

use crate::symbol;

/// What a `#[serde(...)]` stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// The arguments of a function.
    Function,
    /// A struct with named fields.
    Struct,
    /// A tuple struct of one field.
    Newtype,
    Enum,
    Variant,
    /// A named field.
    Field,
    /// The field of a newtype, or of a variant like one.
    Unnamed,
}

/// What becomes of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It means what our key of the same meaning does.
    Honoured,
    /// It changes nothing that the model sees or sends.
    Accepted,
    /// It would change the JSON in a way that the model is not told about; why, and what to do.
    Refused(&'static str),
    /// Serde has no such key at this place, and says so itself.
    Unknown,
}

use Place::{Enum, Field, Function, Newtype, Struct, Unnamed, Variant};
use Verdict::{Accepted, Honoured, Refused, Unknown};

const NO_NAME: &str = "has no effect on a field without a name; remove it";
const ONE_NAME: &str = "has no effect here; the model is told one name, and other names are refused, so remove it";
const ANOTHER_TYPE: &str =
    "takes the JSON of another type; take that type as the parameter, and convert it in `execute`";
const ANOTHER_READER: &str = "reads or writes JSON that the model is not told about; use a type of your own that implements \
                              `ParameterType` by hand";
const EVERY_VARIANT: &str = "hides a variant that the model can choose; remove the variant, or this";
const NAMES_ONLY: &str = "makes a type for names; a parameter type is for values, so remove it";

/// What becomes of `key` at `place`.
pub(super) fn of(key: &str, place: Place) -> Verdict {
    match place {
        Unnamed => of_unnamed(key),
        Field => of_field(key),
        Variant => of_variant(key),
        Function | Struct | Newtype | Enum => of_container(key, place),
    }
}

fn of_container(key: &str, place: Place) -> Verdict {
    match (key, place) {
        ("rename", Function) => Refused("does not name the function; use #[llm_function(name = \"...\")]"),
        // A type's own name is not in the JSON.
        ("rename" | "deny_unknown_fields" | "crate" | "bound" | "expecting", _) | ("transparent", Newtype) => Accepted,
        ("rename_all", Function | Struct | Enum)
        | ("default", Function | Struct)
        | ("rename_all_fields" | "tag" | "content", Enum) => Honoured,
        ("rename_all", Newtype) => Refused("has no effect on a newtype, which has no named fields; remove it"),
        ("default", Newtype) => Refused("has no effect on a newtype; put the default on the fields of this type"),
        ("tag", _) => {
            Refused("adds a member that says what the struct is called; the model need not be told, so remove it")
        }
        ("transparent", _) => {
            Refused("makes the JSON that of the field; for that write a tuple struct: `struct Name(Type);`")
        }
        ("untagged", Enum) => Refused(symbol::UNTAGGED),
        ("from" | "try_from" | "into", _) => Refused(ANOTHER_TYPE),
        ("remote", _) => Refused("is about a type of another crate; derive on a type of your own"),
        ("variant_identifier" | "field_identifier", _) => Refused(NAMES_ONLY),
        _ => Unknown,
    }
}

fn of_variant(key: &str) -> Verdict {
    match key {
        "rename" | "rename_all" => Honoured,
        "bound" | "skip_serializing" => Accepted,
        "alias" => Refused(ONE_NAME),
        "skip" | "skip_deserializing" => Refused(EVERY_VARIANT),
        "untagged" => Refused(symbol::UNTAGGED),
        "other" => Refused("takes every name, and the model chooses among those that it is told; remove it"),
        "with" | "deserialize_with" | "serialize_with" => Refused(ANOTHER_READER),
        "borrow" => Refused("has no effect here; a parameter owns what the model sends, so remove it"),
        _ => Unknown,
    }
}

fn of_field(key: &str) -> Verdict {
    match key {
        "rename" | "default" | "skip" | "skip_deserializing" => Honoured,
        // What is left out when serde writes is still the model's to send, and is shown to it where a value is.
        "bound" | "skip_serializing" | "skip_serializing_if" => Accepted,
        "alias" => Refused(ONE_NAME),
        "flatten" => Refused("hides the names that the model must send; write those fields here, or remove it"),
        "with" | "deserialize_with" | "serialize_with" => Refused(ANOTHER_READER),
        "borrow" => Refused("has no effect here; a parameter owns what the model sends, so remove it"),
        "getter" => Refused("is about a type of another crate; derive on a type of your own"),
        _ => Unknown,
    }
}

fn of_unnamed(key: &str) -> Verdict {
    match key {
        "rename" | "default" | "alias" | "flatten" | "skip" | "skip_deserializing" => Refused(NO_NAME),
        other => of_field(other),
    }
}
