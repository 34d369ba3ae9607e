//! Every key of every attribute, once: the readers, the suggestions and the tests all use these.

pub(crate) const LLM_FUNCTION: &str = "llm_function";
pub(crate) const PARAMETER: &str = "parameter";
pub(crate) const SERDE: &str = "serde";

pub(crate) const BLOCKING: &str = "blocking";
pub(crate) const CONSTANT: &str = "constant";
pub(crate) const CONTENT: &str = "content";
pub(crate) const CRATE: &str = "crate";
pub(crate) const DEFAULT: &str = "default";
pub(crate) const DESCRIPTION: &str = "description";
pub(crate) const DESTRUCTIVE: &str = "destructive";
pub(crate) const EGRESS: &str = "egress";
pub(crate) const EXAMPLE: &str = "example";
pub(crate) const EXCLUSIVE: &str = "exclusive";
pub(crate) const EXCLUSIVE_MAXIMUM: &str = "exclusive_maximum";
pub(crate) const EXCLUSIVE_MINIMUM: &str = "exclusive_minimum";
pub(crate) const FORMAT: &str = "format";
pub(crate) const IDEMPOTENT: &str = "idempotent";
pub(crate) const ITEMS: &str = "items";
pub(crate) const MAXIMUM: &str = "maximum";
pub(crate) const MAX_ITEMS: &str = "max_items";
pub(crate) const MAX_LENGTH: &str = "max_length";
pub(crate) const MAX_OUTPUT: &str = "max_output";
pub(crate) const MINIMUM: &str = "minimum";
pub(crate) const MIN_ITEMS: &str = "min_items";
pub(crate) const MIN_LENGTH: &str = "min_length";
pub(crate) const MULTIPLE_OF: &str = "multiple_of";
pub(crate) const NAME: &str = "name";
pub(crate) const ONE_OF: &str = "one_of";
pub(crate) const PATTERN: &str = "pattern";
pub(crate) const READ_ONLY: &str = "read_only";
pub(crate) const RENAME_ALL: &str = "rename_all";
pub(crate) const RENAME_ALL_FIELDS: &str = "rename_all_fields";
pub(crate) const REQUIRES_APPROVAL: &str = "requires_approval";
pub(crate) const RETRIES: &str = "retries";
pub(crate) const SENSITIVE: &str = "sensitive";
pub(crate) const SENSITIVITY: &str = "sensitivity";
pub(crate) const SKIP: &str = "skip";
pub(crate) const TAG: &str = "tag";
pub(crate) const TIMEOUT: &str = "timeout";
pub(crate) const UNIQUE_ITEMS: &str = "unique_items";
pub(crate) const VALIDATE: &str = "validate";

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

impl Keys {
    /// The place as it is written.
    pub(crate) fn spelled(&self) -> String {
        if self.owner == ITEMS { "`items(...)`".to_owned() } else { format!("#[{}(...)]", self.owner) }
    }

    /// What one of its keys is called.
    pub(crate) fn called(&self) -> String {
        if self.owner == ITEMS { "`items` constraint".to_owned() } else { format!("#[{}] attribute", self.owner) }
    }
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
    known: &[
        NAME,
        DESCRIPTION,
        READ_ONLY,
        IDEMPOTENT,
        DESTRUCTIVE,
        EXCLUSIVE,
        BLOCKING,
        REQUIRES_APPROVAL,
        TIMEOUT,
        MAX_OUTPUT,
        RETRIES,
        EGRESS,
        SENSITIVITY,
        RENAME_ALL,
        VALIDATE,
        CRATE,
    ],
    later: &[],
    elsewhere: &[
        (DEFAULT, ON_FIELD),
        (EXAMPLE, ON_FIELD),
        (SENSITIVE, ON_FIELD),
        (SKIP, ON_FIELD),
        (MINIMUM, ON_FIELD),
        (MAXIMUM, ON_FIELD),
    ],
    refused: &[],
};

/// `#[parameter(...)]` on a field.
pub(crate) const FIELD: Keys = Keys {
    owner: PARAMETER,
    known: &[
        NAME,
        DESCRIPTION,
        DEFAULT,
        EXAMPLE,
        MINIMUM,
        MAXIMUM,
        EXCLUSIVE_MINIMUM,
        EXCLUSIVE_MAXIMUM,
        MULTIPLE_OF,
        MIN_LENGTH,
        MAX_LENGTH,
        PATTERN,
        FORMAT,
        MIN_ITEMS,
        MAX_ITEMS,
        UNIQUE_ITEMS,
        ITEMS,
        ONE_OF,
        CONSTANT,
        SENSITIVE,
        VALIDATE,
        SKIP,
    ],
    later: &[],
    elsewhere: &[
        (READ_ONLY, ON_FUNCTION),
        (IDEMPOTENT, ON_FUNCTION),
        (DESTRUCTIVE, ON_FUNCTION),
        (EXCLUSIVE, ON_FUNCTION),
        (BLOCKING, ON_FUNCTION),
        (REQUIRES_APPROVAL, ON_FUNCTION),
        (TIMEOUT, ON_FUNCTION),
        (MAX_OUTPUT, ON_FUNCTION),
        (RETRIES, ON_FUNCTION),
        (EGRESS, ON_FUNCTION),
        (SENSITIVITY, ON_FUNCTION),
        (RENAME_ALL, ON_TYPE),
        (CRATE, ON_TYPE),
    ],
    refused: &[],
};

/// `items(...)` in `#[parameter(...)]` on a field.
pub(crate) const ON_ITEMS: Keys = Keys {
    owner: ITEMS,
    known: &[
        MINIMUM,
        MAXIMUM,
        EXCLUSIVE_MINIMUM,
        EXCLUSIVE_MAXIMUM,
        MULTIPLE_OF,
        MIN_LENGTH,
        MAX_LENGTH,
        PATTERN,
        FORMAT,
        MIN_ITEMS,
        MAX_ITEMS,
        UNIQUE_ITEMS,
        ITEMS,
        ONE_OF,
        CONSTANT,
    ],
    later: &[],
    elsewhere: &[
        (NAME, ON_FIELD),
        (DESCRIPTION, ON_FIELD),
        (DEFAULT, ON_FIELD),
        (EXAMPLE, ON_FIELD),
        (SENSITIVE, ON_FIELD),
        (VALIDATE, ON_FIELD),
        (SKIP, ON_FIELD),
    ],
    refused: &[],
};

/// `#[parameter(...)]` on a struct or enum.
pub(crate) const TYPE: Keys = Keys {
    owner: PARAMETER,
    known: &[DESCRIPTION, RENAME_ALL, RENAME_ALL_FIELDS, TAG, CONTENT, VALIDATE, CRATE],
    later: &[],
    elsewhere: &[
        (NAME, ON_FIELD),
        (DEFAULT, ON_FIELD),
        (EXAMPLE, ON_FIELD),
        (SENSITIVE, ON_FIELD),
        (SKIP, ON_FIELD),
        (MINIMUM, ON_FIELD),
        (MAXIMUM, ON_FIELD),
    ],
    refused: &[("untagged", UNTAGGED)],
};

/// `#[parameter(...)]` on a variant.
pub(crate) const VARIANT: Keys = Keys {
    owner: PARAMETER,
    known: &[NAME, DESCRIPTION, RENAME_ALL],
    later: &[],
    elsewhere: &[
        (DEFAULT, ON_FIELD),
        (EXAMPLE, ON_FIELD),
        (SKIP, ON_FIELD),
        (TAG, ON_ENUM),
        (CONTENT, ON_ENUM),
        (RENAME_ALL_FIELDS, ON_ENUM),
        (VALIDATE, ON_TYPE),
    ],
    refused: &[("untagged", UNTAGGED)],
};

/// What other languages and crates call a key of ours.
pub(crate) const ALSO_CALLED: &[(&str, &str)] = &[
    ("doc", DESCRIPTION),
    ("desc", DESCRIPTION),
    ("help", DESCRIPTION),
    ("rename", NAME),
    ("alias", NAME),
    ("title", NAME),
    ("case", RENAME_ALL),
    ("examples", EXAMPLE),
    ("min", MINIMUM),
    ("ge", MINIMUM),
    ("range", MINIMUM),
    ("max", MAXIMUM),
    ("le", MAXIMUM),
    ("gt", EXCLUSIVE_MINIMUM),
    ("lt", EXCLUSIVE_MAXIMUM),
    ("step", MULTIPLE_OF),
    ("length", MAX_LENGTH),
    ("len", MAX_LENGTH),
    ("regex", PATTERN),
    ("unique", UNIQUE_ITEMS),
    ("inner", ITEMS),
    ("each", ITEMS),
    ("values", ONE_OF),
    ("choices", ONE_OF),
    ("literal", CONSTANT),
    ("secret", SENSITIVE),
    ("custom", VALIDATE),
    ("ignore", SKIP),
    ("retry", RETRIES),
    ("readonly", READ_ONLY),
    ("pure", READ_ONLY),
    ("sequential", EXCLUSIVE),
    ("approval", REQUIRES_APPROVAL),
    ("destination", EGRESS),
    ("const", CONSTANT),
    ("enum", ONE_OF),
    ("match", PATTERN),
];

/// What is said without a key, and how.
pub(crate) const SAID_OTHERWISE: &[(&str, &str)] = &[
    ("required", "a parameter is required unless it is an `Option` or has a `default`"),
    ("optional", "an optional parameter is an `Option`, or has a `default`"),
    ("nullable", "an optional parameter is an `Option`, or has a `default`"),
    ("type", "the type is the field's own"),
];
