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
                                            let __value: u8 = MOST_DAYS;
                                            __value as ::core::primitive::i128
                                        }),
                                    ),
                            )
                            .default(|| {
                                let __value: u8 = 14;
                                <u8 as ::llm_functions::__private::ParameterType>::to_json(
                                    &__value,
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
                                let __value: String = ::core::convert::Into::<
                                    String,
                                >::into("me");
                                <String as ::llm_functions::__private::ParameterType>::to_json(
                                    &__value,
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
            __fields: &mut ::llm_functions::__private::Fields<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            'value: {
                'refused: {
                    break 'value ::core::result::Result::Ok(Self {
                        categories: match __fields
                            .read(
                                "categories",
                                <Vec<
                                    Category,
                                > as ::llm_functions::__private::ParameterType>::from_argument,
                            )
                        {
                            ::core::option::Option::Some(__value) => __value,
                            ::core::option::Option::None => break 'refused,
                        },
                        days: match __fields
                            .read(
                                "days",
                                <u8 as ::llm_functions::__private::ParameterType>::from_argument,
                            )
                        {
                            ::core::option::Option::Some(__value) => __value,
                            ::core::option::Option::None => break 'refused,
                        },
                        whom: match __fields
                            .read(
                                "for",
                                <String as ::llm_functions::__private::ParameterType>::from_argument,
                            )
                        {
                            ::core::option::Option::Some(__value) => __value,
                            ::core::option::Option::None => break 'refused,
                        },
                    });
                }
                ::core::result::Result::Err(
                    __fields
                        .rest(
                            &[
                                (
                                    "categories",
                                    ::llm_functions::__private::refusal::<Vec<Category>>,
                                ),
                                ("days", ::llm_functions::__private::refusal::<u8>),
                                ("for", ::llm_functions::__private::refusal::<String>),
                            ],
                        ),
                )
            }
        }
    }
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::leaves_room(
            ::llm_functions::__private::Bound::Integer(1i128),
            false,
            ::llm_functions::__private::Bound::Integer({
                let __value: u8 = MOST_DAYS;
                __value as ::core::primitive::i128
            }),
            false,
        ),
        "no value satisfies both `minimum` and `maximum`",
    );
    const _: () = ::llm_functions::__private::assert(
        !::llm_functions::__private::is_above(
            ::llm_functions::__private::Bound::Integer(14i128),
            ::llm_functions::__private::Bound::Integer({
                let __value: u8 = MOST_DAYS;
                __value as ::core::primitive::i128
            }),
        ),
        "the default is above the `maximum`",
    );
};
