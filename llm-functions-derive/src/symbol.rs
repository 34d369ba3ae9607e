//! Every key of every attribute, once: the readers, the suggestions and the tests all use these.

pub(crate) const LLM_FUNCTION: &str = "llm_function";
pub(crate) const PARAMETER: &str = "parameter";
pub(crate) const SERDE: &str = "serde";

pub(crate) const CONTENT: &str = "content";
pub(crate) const CRATE: &str = "crate";
pub(crate) const DEFAULT: &str = "default";
pub(crate) const DESCRIPTION: &str = "description";
pub(crate) const EXCLUSIVE: &str = "exclusive";
pub(crate) const MAXIMUM: &str = "maximum";
pub(crate) const MAX_ITEMS: &str = "max_items";
pub(crate) const MAX_LENGTH: &str = "max_length";
pub(crate) const MINIMUM: &str = "minimum";
pub(crate) const MIN_ITEMS: &str = "min_items";
pub(crate) const MIN_LENGTH: &str = "min_length";
pub(crate) const NAME: &str = "name";
pub(crate) const READ_ONLY: &str = "read_only";
pub(crate) const RENAME_ALL: &str = "rename_all";
pub(crate) const RENAME_ALL_FIELDS: &str = "rename_all_fields";
pub(crate) const SENSITIVITY: &str = "sensitivity";
pub(crate) const TAG: &str = "tag";

/// What an attribute of ours can hold at one kind of place.
pub(crate) struct Keys {
    /// The attribute.
    pub(crate) owner: &'static str,
    /// The keys that are read.
    pub(crate) known: &'static [&'static str],
    /// Keys that will come; until then they are refused by name.
    pub(crate) later: &'static [&'static str],
    /// Keys that have their place in another attribute, and where that stands.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
    /// Keys that there will never be, and why.
    pub(crate) refused: &'static [(&'static str, &'static str)],
}

const ON_FUNCTION: &str = "#[llm_function(...)] on the struct";
const ON_FIELD: &str = "#[parameter(...)] on a field";
const ON_TYPE: &str = "#[parameter(...)] on the struct or enum";
const ON_ENUM: &str = "#[parameter(...)] on the enum";

pub(crate) const UNTAGGED: &str = "untagged enums are not supported; a value must say which variant it is, so leave it \
                                   out, or set `tag = \"...\"`";

/// `#[llm_function(...)]` on the struct.
pub(crate) const FUNCTION: Keys = Keys {
    owner: LLM_FUNCTION,
    known: &[NAME, DESCRIPTION, READ_ONLY, EXCLUSIVE, SENSITIVITY, CRATE],
    later: &[
        "idempotent",
        "destructive",
        "timeout",
        "requires_approval",
        "blocking",
        "egress",
        "max_output",
        RENAME_ALL,
    ],
    elsewhere: &[(DEFAULT, ON_FIELD), (MINIMUM, ON_FIELD), (MAXIMUM, ON_FIELD)],
    refused: &[],
};

/// `#[parameter(...)]` on a field.
pub(crate) const FIELD: Keys = Keys {
    owner: PARAMETER,
    known: &[NAME, DESCRIPTION, DEFAULT, MINIMUM, MAXIMUM, MIN_LENGTH, MAX_LENGTH, MIN_ITEMS, MAX_ITEMS],
    later: &[
        "exclusive_minimum",
        "exclusive_maximum",
        "multiple_of",
        "pattern",
        "format",
        "unique_items",
        "items",
        "one_of",
        "constant",
        "example",
        "sensitive",
        "validate",
        "skip",
    ],
    elsewhere: &[(READ_ONLY, ON_FUNCTION), (SENSITIVITY, ON_FUNCTION), (RENAME_ALL, ON_TYPE), (CRATE, ON_TYPE)],
    refused: &[],
};

/// `#[parameter(...)]` on a struct or enum.
pub(crate) const TYPE: Keys = Keys {
    owner: PARAMETER,
    known: &[DESCRIPTION, RENAME_ALL, RENAME_ALL_FIELDS, TAG, CONTENT, CRATE],
    later: &["validate", "example"],
    elsewhere: &[(DEFAULT, ON_FIELD), (MINIMUM, ON_FIELD), (MAXIMUM, ON_FIELD)],
    refused: &[("untagged", UNTAGGED)],
};

/// `#[parameter(...)]` on a variant.
pub(crate) const VARIANT: Keys = Keys {
    owner: PARAMETER,
    known: &[NAME, DESCRIPTION, RENAME_ALL],
    later: &["skip"],
    elsewhere: &[(DEFAULT, ON_FIELD), (TAG, ON_ENUM), (CONTENT, ON_ENUM), (RENAME_ALL_FIELDS, ON_ENUM)],
    refused: &[("untagged", UNTAGGED)],
};
