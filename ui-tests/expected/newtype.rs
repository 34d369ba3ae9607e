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
    impl ::llm_functions::ParameterType for Mrn {
        const FACTS: ::llm_functions::__private::Facts = <String as ::llm_functions::__private::ParameterType>::FACTS;
        fn spec() -> &'static ::llm_functions::__private::TypeSpec {
            const {
                &::llm_functions::__private::TypeSpec::of::<
                    Self,
                >(
                        "Mrn",
                        ::llm_functions::__private::TypeKind::Newtype(
                            <String as ::llm_functions::__private::ParameterType>::spec,
                        ),
                    )
                    .description("A medical record number.")
                    .constraints(
                        ::llm_functions::__private::Constraints::NONE
                            .min_length(8u32)
                            .max_length(MOST),
                    )
            }
        }
        fn from_json(
            __value: ::llm_functions::__private::Json,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            <Self as ::llm_functions::ParameterType>::from_argument(
                ::core::convert::Into::into(__value),
            )
        }
        fn from_argument(
            __argument: ::llm_functions::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            ::core::result::Result::map(
                <String as ::llm_functions::__private::ParameterType>::from_argument(
                    __argument,
                ),
                Self,
            )
        }
        fn to_json(&self) -> ::llm_functions::__private::Json {
            <String as ::llm_functions::__private::ParameterType>::to_json(&self.0)
        }
    }
    const _: () = ::llm_functions::__private::assert(
        8u32 <= MOST,
        "no value satisfies both `min_length` and `max_length`",
    );
};
