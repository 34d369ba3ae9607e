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
            ::llm_functions::__private::FactKind::Object,
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
            value: ::llm_functions::__private::Json,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            Self::from_argument(::core::convert::Into::into(value))
        }
        fn from_argument(
            argument: ::llm_functions::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            let fields = &mut ::llm_functions::__private::Fields::of(argument)?;
            let field0 = fields
                .read(
                    "fullName",
                    <String as ::llm_functions::__private::ParameterType>::from_argument,
                );
            let field1 = fields
                .read(
                    "latitude",
                    <Option<
                        f64,
                    > as ::llm_functions::__private::ParameterType>::from_argument,
                );
            let field2 = fields
                .read(
                    "inside",
                    <Vec<
                        Place,
                    > as ::llm_functions::__private::ParameterType>::from_argument,
                );
            let field3 = fields
                .read(
                    "level",
                    <Level as ::llm_functions::__private::ParameterType>::from_argument,
                );
            if let (
                ::core::option::Option::Some(field0),
                ::core::option::Option::Some(field1),
                ::core::option::Option::Some(field2),
                ::core::option::Option::Some(field3),
            ) = (field0, field1, field2, field3) {
                ::core::result::Result::Ok(Self {
                    full_name: field0,
                    latitude: field1,
                    inside: field2,
                    level: field3,
                })
            } else {
                ::core::result::Result::Err(fields.mismatch())
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
