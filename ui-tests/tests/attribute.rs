//! `#[llm_function]` is the derive's attribute on a struct and a macro on an `async fn`, wherever it is imported from and
//! however it is written.
#![allow(dead_code, reason = "the items are there to be described")]

/// Everything is imported at once.
mod from_everywhere {
    use llm_functions::*;

    /// One.
    #[derive(LlmFunction)]
    #[llm_function(read_only)]
    pub(crate) struct AsStruct {
        /// A field.
        #[parameter(maximum = 3)]
        pub(crate) level: u8,
    }

    /// Two.
    #[llm_function(read_only)]
    pub(crate) async fn as_fn(
        /// An argument.
        #[parameter(maximum = 3)]
        level: u8,
    ) -> u8 {
        level
    }
}

/// The derive and the macro are imported by name.
mod by_name {
    use llm_functions::{LlmFunction, llm_function};

    /// One.
    #[derive(LlmFunction)]
    #[llm_function(read_only)]
    pub(crate) struct AsStruct {
        /// A field.
        #[parameter(maximum = 3)]
        pub(crate) level: u8,
    }

    /// Two.
    #[llm_function(read_only)]
    pub(crate) async fn as_fn(#[parameter(description = "An argument.", maximum = 3)] level: u8) -> u8 {
        level
    }
}

/// Nothing is imported.
mod by_path {
    /// One.
    #[derive(llm_functions::LlmFunction)]
    #[llm_functions::llm_function(read_only)]
    pub(crate) struct Behind {
        /// A field.
        #[parameter(maximum = 3)]
        pub(crate) level: u8,
    }

    /// Two.
    #[llm_functions::llm_function(read_only)]
    #[derive(Debug, llm_functions::LlmFunction)]
    pub(crate) struct Before {
        /// A field.
        #[parameter(maximum = 3)]
        pub(crate) level: u8,
    }

    /// Three.
    #[derive(Debug)]
    #[llm_functions::llm_function(read_only)]
    #[derive(llm_functions::LlmFunction)]
    #[llm_function(name = "in_the_middle")]
    pub(crate) struct Between {
        /// A field.
        #[parameter(maximum = 3)]
        pub(crate) level: u8,
    }

    /// Four.
    #[llm_functions::llm_function]
    #[llm_functions::llm_function(read_only)]
    pub(crate) async fn as_fn(
        /// An argument.
        #[parameter(maximum = 3)]
        level: u8,
    ) -> u8 {
        level
    }
}

/// Another crate's module passes them on.
mod passed_on {
    mod prelude {
        pub(super) use llm_functions::{LlmFunction as Function, llm_function as function};
    }
    use prelude::{Function, function};

    /// One.
    #[derive(Function)]
    #[llm_function(read_only)]
    pub(crate) struct AsStruct {
        /// A field.
        #[parameter(maximum = 3)]
        pub(crate) level: u8,
    }

    /// Two.
    #[function(read_only)]
    pub(crate) async fn as_fn(
        /// An argument.
        #[parameter(maximum = 3)]
        level: u8,
    ) -> u8 {
        level
    }
}

#[test]
fn the_attribute_is_read_wherever_it_stands() {
    use llm_functions::{LlmFunction, spec::FunctionSpec};
    let all: [(&str, FunctionSpec); 9] = [
        ("as_struct", from_everywhere::AsStruct::SPEC),
        ("as_fn", from_everywhere::AsFn::SPEC),
        ("as_struct", by_name::AsStruct::SPEC),
        ("as_fn", by_name::AsFn::SPEC),
        ("behind", by_path::Behind::SPEC),
        ("before", by_path::Before::SPEC),
        ("in_the_middle", by_path::Between::SPEC),
        ("as_fn", by_path::AsFn::SPEC),
        ("as_fn", passed_on::AsFn::SPEC),
    ];
    for (name, spec) in all {
        assert_eq!(spec.name, name);
        assert!(spec.behavior.read_only, "{name}");
        assert!(spec.parameters[0].constraints.maximum.is_some(), "{name}");
    }
    let behavior = passed_on::AsStruct::SPEC.behavior;
    assert!(behavior.read_only);
}
