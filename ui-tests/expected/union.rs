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
    impl ::llm_functions::ParameterType for Place {
        const FACTS: ::llm_functions::__private::Facts = ::llm_functions::__private::Facts::new(
            ::llm_functions::__private::FactKind::Union,
        );
        fn spec() -> &'static ::llm_functions::__private::TypeSpec {
            const {
                &::llm_functions::__private::TypeSpec::of::<
                    Self,
                >(
                        "Place",
                        ::llm_functions::__private::TypeKind::Union(
                            ::llm_functions::__private::UnionSpec::new(
                                ::llm_functions::__private::Tagging::Adjacent {
                                    tag: "kind",
                                    content: "of",
                                },
                                const {
                                    &[
                                        ::llm_functions::__private::UnionVariant::new(
                                            "here",
                                            "",
                                            ::llm_functions::__private::VariantContent::Unit,
                                        ),
                                        ::llm_functions::__private::UnionVariant::new(
                                            "named",
                                            "Known by a name.",
                                            ::llm_functions::__private::VariantContent::Value(
                                                <String as ::llm_functions::__private::ParameterType>::spec,
                                            ),
                                        ),
                                        ::llm_functions::__private::UnionVariant::new(
                                            "at",
                                            "",
                                            ::llm_functions::__private::VariantContent::Fields(const {
                                                &[
                                                    ::llm_functions::__private::ParameterSpec::new(
                                                            "northSouth",
                                                            "",
                                                            <f64 as ::llm_functions::__private::ParameterType>::spec,
                                                        )
                                                        .constraints(
                                                            ::llm_functions::__private::Constraints::NONE
                                                                .minimum(
                                                                    ::llm_functions::__private::Bound::Integer(-90i128),
                                                                )
                                                                .maximum(::llm_functions::__private::Bound::Integer(90i128)),
                                                        ),
                                                    ::llm_functions::__private::ParameterSpec::new(
                                                        "level",
                                                        "",
                                                        <Option<
                                                            Level,
                                                        > as ::llm_functions::__private::ParameterType>::spec,
                                                    ),
                                                ]
                                            }),
                                        ),
                                    ]
                                },
                            ),
                        ),
                    )
                    .description("Where.")
            }
        }
        fn from_json(
            __value: ::llm_functions::__private::Json,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            let ::llm_functions::__private::Variant {
                index: __index,
                content: __content,
                place: __place,
            } = ::llm_functions::__private::Variant::from_json(
                <Self as ::llm_functions::ParameterType>::spec(),
                __value,
            )?;
            ::core::result::Result::map_err(
                match __index {
                    0usize => ::core::result::Result::Ok(Self::Here),
                    1usize => {
                        ::core::result::Result::map(
                            <String as ::llm_functions::__private::ParameterType>::from_json(
                                __content,
                            ),
                            Self::Named,
                        )
                    }
                    2usize => {
                        match ::llm_functions::__private::Fields::from_json(__content) {
                            ::core::result::Result::Ok(mut __fields) => 'value: {
                                'refused: {
                                    break 'value ::core::result::Result::Ok(Self::At {
                                        north_south: match __fields
                                            .read(
                                                "northSouth",
                                                <f64 as ::llm_functions::__private::ParameterType>::from_argument,
                                            )
                                        {
                                            ::core::option::Option::Some(__value) => __value,
                                            ::core::option::Option::None => break 'refused,
                                        },
                                        level: match __fields
                                            .read(
                                                "level",
                                                <Option<
                                                    Level,
                                                > as ::llm_functions::__private::ParameterType>::from_argument,
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
                                                ("northSouth", ::llm_functions::__private::refusal::<f64>),
                                                (
                                                    "level",
                                                    ::llm_functions::__private::refusal::<Option<Level>>,
                                                ),
                                            ],
                                        ),
                                )
                            }
                            ::core::result::Result::Err(__mismatch) => {
                                ::core::result::Result::Err(__mismatch)
                            }
                        }
                    }
                    _ => {
                        ::core::result::Result::Err(
                            ::llm_functions::__private::Mismatch::expected(
                                "a variant",
                                &__content,
                            ),
                        )
                    }
                },
                |__mismatch| __place.of(__mismatch),
            )
        }
        fn to_json(&self) -> ::llm_functions::__private::Json {
            let (__index, __content) = match self {
                Self::Here => (0usize, ::llm_functions::__private::Json::Null),
                Self::Named(__value) => {
                    (
                        1usize,
                        <String as ::llm_functions::__private::ParameterType>::to_json(
                            __value,
                        ),
                    )
                }
                Self::At { north_south: __field0, level: __field1 } => {
                    (
                        2usize,
                        ::llm_functions::__private::Json::object::<
                            &::core::primitive::str,
                        >([
                            (
                                "northSouth",
                                <f64 as ::llm_functions::__private::ParameterType>::to_json(
                                    __field0,
                                ),
                            ),
                            (
                                "level",
                                <Option<
                                    Level,
                                > as ::llm_functions::__private::ParameterType>::to_json(
                                    __field1,
                                ),
                            ),
                        ]),
                    )
                }
            };
            ::llm_functions::__private::Variant::to_json(
                <Self as ::llm_functions::ParameterType>::spec(),
                __index,
                __content,
            )
        }
    }
};
