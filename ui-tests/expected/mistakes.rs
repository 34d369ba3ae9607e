::core::compile_error! {
    "unknown #[parameter] attribute `minimun`; did you mean `minimum`?"
}
::core::compile_error! {
    "missing description for function `get_time`; add a doc comment, or #[llm_function(description = \"...\")]"
}
#[doc(hidden)]
#[allow(
    deprecated,
    unused_qualifications,
    unused_mut,
    unused_variables,
    trivial_casts,
    trivial_numeric_casts,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::llm_functions::LlmFunction for GetTime {
        const SPEC: ::llm_functions::__private::FunctionSpec = ::llm_functions::__private::FunctionSpec::new(
            "get_time",
            "",
            &[],
        );
        fn from_fields(
            _: &mut ::llm_functions::__private::Fields<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            ::core::unreachable!()
        }
    }
    const _: ::llm_functions::__private::TypeRef = <Zone as ::llm_functions::__private::ParameterType>::spec;
};
