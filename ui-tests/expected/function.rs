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
    impl ::llm_functions::LlmFunction for GetHealthData {
        const SPEC: ::llm_functions::__private::FunctionSpec = ::llm_functions::__private::FunctionSpec::new(
                "get_health_data",
                "Fetch the patient's health data for the given categories.",
                const {
                    &[
                        ::llm_functions::__private::ParameterSpec::new(
                                "categories",
                                "Which categories to fetch.",
                                <Vec<
                                    Category,
                                > as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .min_items(1u32),
                            ),
                        ::llm_functions::__private::ParameterSpec::new(
                                "days",
                                "How many days back from today.",
                                <u8 as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .minimum(::llm_functions::__private::Bound::Integer(1i128))
                                    .maximum(
                                        ::llm_functions::__private::Bound::Integer({
                                            let value: u8 = MOST_DAYS;
                                            value as ::core::primitive::i128
                                        }),
                                    ),
                            )
                            .default(|| {
                                let value: u8 = 14;
                                <u8 as ::llm_functions::__private::ParameterType>::to_json(
                                    &value,
                                )
                            }),
                        ::llm_functions::__private::ParameterSpec::new(
                                "for",
                                "For whom.",
                                <String as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .max_length(40u32),
                            )
                            .default(|| {
                                let value: String = ::core::convert::Into::<
                                    String,
                                >::into("me");
                                <String as ::llm_functions::__private::ParameterType>::to_json(
                                    &value,
                                )
                            }),
                    ]
                },
            )
            .behavior(
                ::llm_functions::__private::Behavior::UNKNOWN
                    .read_only()
                    .sensitivity(::llm_functions::__private::Sensitivity::Personal),
            );
        fn from_fields(
            fields: &mut ::llm_functions::__private::Fields<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            let field0 = fields
                .read(
                    "categories",
                    <Vec<
                        Category,
                    > as ::llm_functions::__private::ParameterType>::from_argument,
                );
            let field1 = fields
                .read(
                    "days",
                    <u8 as ::llm_functions::__private::ParameterType>::from_argument,
                );
            let field2 = fields
                .read(
                    "for",
                    <String as ::llm_functions::__private::ParameterType>::from_argument,
                );
            if let (
                ::core::option::Option::Some(field0),
                ::core::option::Option::Some(field1),
                ::core::option::Option::Some(field2),
            ) = (field0, field1, field2) {
                ::core::result::Result::Ok(Self {
                    categories: field0,
                    days: field1,
                    whom: field2,
                })
            } else {
                ::core::result::Result::Err(fields.mismatch())
            }
        }
    }
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::leaves_room(
            ::llm_functions::__private::Bound::Integer(1i128),
            false,
            ::llm_functions::__private::Bound::Integer({
                let value: u8 = MOST_DAYS;
                value as ::core::primitive::i128
            }),
            false,
        ),
        "no value satisfies both `minimum` and `maximum`",
    );
    const _: () = ::llm_functions::__private::assert(
        !::llm_functions::__private::is_above(
            ::llm_functions::__private::Bound::Integer(14i128),
            ::llm_functions::__private::Bound::Integer({
                let value: u8 = MOST_DAYS;
                value as ::core::primitive::i128
            }),
        ),
        "the default is above the `maximum`",
    );
};
