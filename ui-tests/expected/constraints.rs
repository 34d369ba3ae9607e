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
    impl ::llm_functions::LlmFunction for LogDose {
        const SPEC: ::llm_functions::__private::FunctionSpec = ::llm_functions::__private::FunctionSpec::new(
                "log_dose",
                "Write down a dose.",
                const {
                    &[
                        ::llm_functions::__private::ParameterSpec::new(
                                "code",
                                "The medication's code.",
                                <String as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .pattern("^[A-Z][0-9]+$")
                                    .format(::llm_functions::__private::Format::Hostname),
                            )
                            .examples(const {
                                &[
                                    || {
                                        let __value: String = ::core::convert::Into::<
                                            String,
                                        >::into("N02");
                                        <String as ::llm_functions::__private::ParameterType>::to_json(
                                            &__value,
                                        )
                                    },
                                    || {
                                        let __value: String = ::core::convert::Into::<
                                            String,
                                        >::into(CODE);
                                        <String as ::llm_functions::__private::ParameterType>::to_json(
                                            &__value,
                                        )
                                    },
                                ]
                            }),
                        ::llm_functions::__private::ParameterSpec::new(
                                "milliGrams",
                                "How many milligrams.",
                                <Option<
                                    u32,
                                > as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .exclusive_minimum(
                                        ::llm_functions::__private::Bound::Integer(0i128),
                                    )
                                    .multiple_of(
                                        ::llm_functions::__private::Bound::Integer({
                                            let __value: u32 = STEP;
                                            __value as ::core::primitive::i128
                                        }),
                                    ),
                            ),
                        ::llm_functions::__private::ParameterSpec::new(
                                "route",
                                "How it was taken.",
                                <String as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .one_of(const {
                                        &[
                                            ::llm_functions::__private::Scalar::String("oral"),
                                            ::llm_functions::__private::Scalar::String("nasal"),
                                        ]
                                    }),
                            )
                            .default(|| {
                                let __value: String = ::core::convert::Into::<
                                    String,
                                >::into(ROUTE);
                                <String as ::llm_functions::__private::ParameterType>::to_json(
                                    &__value,
                                )
                            })
                            .sensitive(),
                        ::llm_functions::__private::ParameterSpec::new(
                                "version",
                                "The version.",
                                <u8 as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .one_of(const {
                                        &[
                                            ::llm_functions::__private::Scalar::Number(
                                                ::llm_functions::__private::Bound::Integer(2i128),
                                            ),
                                        ]
                                    }),
                            ),
                        ::llm_functions::__private::ParameterSpec::new(
                                "pressure",
                                "Several days.",
                                <Vec<
                                    Levels,
                                > as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .unique_items()
                                    .items(const {
                                        &::llm_functions::__private::Constraints::NONE
                                            .max_items(2u32)
                                            .items(const {
                                                &::llm_functions::__private::Constraints::NONE
                                                    .minimum(::llm_functions::__private::Bound::Integer(40i128))
                                            })
                                    }),
                            ),
                    ]
                },
            )
            .behavior(
                ::llm_functions::__private::Behavior::UNKNOWN
                    .idempotent()
                    .requires_approval()
                    .timeout(::core::time::Duration::new(90u64, 0u32))
                    .max_output(4096u32)
                    .retries(2u32),
            )
            .egress("pharmacy");
        fn from_fields(
            __fields: &mut ::llm_functions::__private::Fields<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            ::llm_functions::__private::validated(
                {
                    'value: {
                        'refused: {
                            break 'value ::core::result::Result::Ok(Self {
                                code: match __fields
                                    .read(
                                        "code",
                                        <String as ::llm_functions::__private::ParameterType>::from_argument,
                                    )
                                {
                                    ::core::option::Option::Some(__value) => __value,
                                    ::core::option::Option::None => break 'refused,
                                },
                                milli_grams: match __fields
                                    .read_valid(
                                        "milliGrams",
                                        <Option<
                                            u32,
                                        > as ::llm_functions::__private::ParameterType>::from_argument,
                                        |__value: &Option<u32>| match __value {
                                            ::core::option::Option::Some(__value) => {
                                                ::llm_functions::__private::Verdict::verdict(
                                                    is_even(__value),
                                                )
                                            }
                                            ::core::option::Option::None => {
                                                ::core::result::Result::Ok(())
                                            }
                                        },
                                    )
                                {
                                    ::core::option::Option::Some(__value) => __value,
                                    ::core::option::Option::None => break 'refused,
                                },
                                route: match __fields
                                    .read(
                                        "route",
                                        <String as ::llm_functions::__private::ParameterType>::from_argument,
                                    )
                                {
                                    ::core::option::Option::Some(__value) => __value,
                                    ::core::option::Option::None => break 'refused,
                                },
                                version: match __fields
                                    .read(
                                        "version",
                                        <u8 as ::llm_functions::__private::ParameterType>::from_argument,
                                    )
                                {
                                    ::core::option::Option::Some(__value) => __value,
                                    ::core::option::Option::None => break 'refused,
                                },
                                pressure: match __fields
                                    .read(
                                        "pressure",
                                        <Vec<
                                            Levels,
                                        > as ::llm_functions::__private::ParameterType>::from_argument,
                                    )
                                {
                                    ::core::option::Option::Some(__value) => __value,
                                    ::core::option::Option::None => break 'refused,
                                },
                                received: <Cache as ::core::default::Default>::default(),
                            });
                        }
                        ::core::result::Result::Err(
                            __fields
                                .rest(
                                    &[
                                        ("code", ::llm_functions::__private::refusal::<String>),
                                        (
                                            "milliGrams",
                                            |__argument: ::llm_functions::__private::Argument<'_>| ::llm_functions::__private::refusal_of::<
                                                Option<u32>,
                                            >(
                                                __argument,
                                                |__value: &Option<u32>| match __value {
                                                    ::core::option::Option::Some(__value) => {
                                                        ::llm_functions::__private::Verdict::verdict(
                                                            is_even(__value),
                                                        )
                                                    }
                                                    ::core::option::Option::None => {
                                                        ::core::result::Result::Ok(())
                                                    }
                                                },
                                            ),
                                        ),
                                        ("route", ::llm_functions::__private::refusal::<String>),
                                        ("version", ::llm_functions::__private::refusal::<u8>),
                                        (
                                            "pressure",
                                            ::llm_functions::__private::refusal::<Vec<Levels>>,
                                        ),
                                    ],
                                ),
                        )
                    }
                },
                |__value: &Self| ::llm_functions::__private::Verdict::verdict(
                    plausible(__value),
                ),
            )
        }
    }
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::is_above(
            ::llm_functions::__private::Bound::Integer({
                let __value: u32 = STEP;
                __value as ::core::primitive::i128
            }),
            ::llm_functions::__private::Bound::Integer(0),
        ),
        "`multiple_of` must be greater than 0",
    );
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::is_listed(
            ::llm_functions::__private::Scalar::String(ROUTE),
            const {
                &[
                    ::llm_functions::__private::Scalar::String("oral"),
                    ::llm_functions::__private::Scalar::String("nasal"),
                ]
            },
        ),
        "the default is none of the values there are",
    );
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::is_of_kind(
            ::llm_functions::__private::of_items(
                ::core::option::Option::Some(
                    <Vec<Levels> as ::llm_functions::__private::ParameterType>::FACTS,
                ),
            ),
            &[
                ::llm_functions::__private::FactKind::Array,
                ::llm_functions::__private::FactKind::Map,
            ],
        ),
        "`max_items` can only be used on a list, a set or a map, and `Levels` is none",
    );
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::is_of_kind(
            ::llm_functions::__private::of_items(
                ::core::option::Option::Some(
                    <Vec<Levels> as ::llm_functions::__private::ParameterType>::FACTS,
                ),
            ),
            &[
                ::llm_functions::__private::FactKind::Array,
                ::llm_functions::__private::FactKind::Map,
            ],
        ),
        "`items` can only be used on a list, a set or a map, and `Levels` is none",
    );
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::is_of_kind(
            ::llm_functions::__private::of_items(
                ::llm_functions::__private::of_items(
                    ::core::option::Option::Some(
                        <Vec<Levels> as ::llm_functions::__private::ParameterType>::FACTS,
                    ),
                ),
            ),
            &[
                ::llm_functions::__private::FactKind::Integer,
                ::llm_functions::__private::FactKind::Number,
            ],
        ),
        "`minimum` can only be used on a number, and an item of an item of `pressure` is none",
    );
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::can_hold(
            ::llm_functions::__private::of_items(
                ::llm_functions::__private::of_items(
                    ::core::option::Option::Some(
                        <Vec<Levels> as ::llm_functions::__private::ParameterType>::FACTS,
                    ),
                ),
            ),
            ::llm_functions::__private::Bound::Integer(40i128),
        ),
        "`minimum` is 40, and an item of an item of `pressure` cannot hold it",
    );
};
