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
        const FACTS: ::llm_functions::__private::Facts = ::llm_functions::__private::Facts::object(
            &["fullName", "latitude", "inside", "level"],
        );
        fn spec() -> &'static ::llm_functions::__private::TypeSpec {
            const {
                &::llm_functions::__private::TypeSpec::of::<
                    Self,
                >(
                        "Place",
                        ::llm_functions::__private::TypeKind::Object(const {
                            &[
                                ::llm_functions::__private::ParameterSpec::new(
                                    "fullName",
                                    "How it is called.",
                                    <String as ::llm_functions::__private::ParameterType>::spec,
                                ),
                                ::llm_functions::__private::ParameterSpec::new(
                                        "latitude",
                                        "",
                                        <Option<
                                            f64,
                                        > as ::llm_functions::__private::ParameterType>::spec,
                                    )
                                    .constraints(
                                        ::llm_functions::__private::Constraints::NONE
                                            .minimum(
                                                ::llm_functions::__private::Bound::Integer(-90i128),
                                            )
                                            .maximum(::llm_functions::__private::Bound::Number(90f64)),
                                    ),
                                ::llm_functions::__private::ParameterSpec::new(
                                    "inside",
                                    "",
                                    <Vec<
                                        Place,
                                    > as ::llm_functions::__private::ParameterType>::spec,
                                ),
                                ::llm_functions::__private::ParameterSpec::new(
                                        "level",
                                        "",
                                        <Level as ::llm_functions::__private::ParameterType>::spec,
                                    )
                                    .constraints(
                                        ::llm_functions::__private::Constraints::NONE
                                            .maximum(::llm_functions::__private::Bound::Integer(3i128)),
                                    ),
                            ]
                        }),
                    )
                    .description("A place.")
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
            let __fields = &mut ::llm_functions::__private::Fields::of(__argument)?;
            'value: {
                'refused: {
                    break 'value ::core::result::Result::Ok(Self {
                        full_name: match __fields
                            .read(
                                "fullName",
                                <String as ::llm_functions::__private::ParameterType>::from_argument,
                            )
                        {
                            ::core::option::Option::Some(__value) => __value,
                            ::core::option::Option::None => break 'refused,
                        },
                        latitude: match __fields
                            .read(
                                "latitude",
                                <Option<
                                    f64,
                                > as ::llm_functions::__private::ParameterType>::from_argument,
                            )
                        {
                            ::core::option::Option::Some(__value) => __value,
                            ::core::option::Option::None => break 'refused,
                        },
                        inside: match __fields
                            .read(
                                "inside",
                                <Vec<
                                    Place,
                                > as ::llm_functions::__private::ParameterType>::from_argument,
                            )
                        {
                            ::core::option::Option::Some(__value) => __value,
                            ::core::option::Option::None => break 'refused,
                        },
                        level: match __fields
                            .read(
                                "level",
                                <Level as ::llm_functions::__private::ParameterType>::from_argument,
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
                                ("fullName", ::llm_functions::__private::refusal::<String>),
                                (
                                    "latitude",
                                    ::llm_functions::__private::refusal::<Option<f64>>,
                                ),
                                (
                                    "inside",
                                    ::llm_functions::__private::refusal::<Vec<Place>>,
                                ),
                                ("level", ::llm_functions::__private::refusal::<Level>),
                            ],
                        ),
                )
            }
        }
        fn to_json(&self) -> ::llm_functions::__private::Json {
            ::llm_functions::__private::Json::object::<
                &::core::primitive::str,
            >([
                (
                    "fullName",
                    <String as ::llm_functions::__private::ParameterType>::to_json(
                        &self.full_name,
                    ),
                ),
                (
                    "latitude",
                    <Option<
                        f64,
                    > as ::llm_functions::__private::ParameterType>::to_json(
                        &self.latitude,
                    ),
                ),
                (
                    "inside",
                    <Vec<
                        Place,
                    > as ::llm_functions::__private::ParameterType>::to_json(
                        &self.inside,
                    ),
                ),
                (
                    "level",
                    <Level as ::llm_functions::__private::ParameterType>::to_json(
                        &self.level,
                    ),
                ),
            ])
        }
    }
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::is_of_kind(
            ::core::option::Option::Some(
                <Level as ::llm_functions::__private::ParameterType>::FACTS,
            ),
            &[
                ::llm_functions::__private::FactKind::Integer,
                ::llm_functions::__private::FactKind::Number,
            ],
        ),
        "`maximum` can only be used on a number, and `Level` is none",
    );
    const _: () = ::llm_functions::__private::assert(
        ::llm_functions::__private::can_hold(
            ::core::option::Option::Some(
                <Level as ::llm_functions::__private::ParameterType>::FACTS,
            ),
            ::llm_functions::__private::Bound::Integer(3i128),
        ),
        "`maximum` is 3, and `Level` cannot hold it",
    );
};
