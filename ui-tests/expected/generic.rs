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
    impl<T: Clone, const N: usize> ::llm_functions::ParameterType for Page<T, N>
    where
        T: ::llm_functions::ParameterType,
        T: Send,
    {
        const FACTS: ::llm_functions::__private::Facts = ::llm_functions::__private::Facts::object(
            &["items"],
        );
        fn spec() -> &'static ::llm_functions::__private::TypeSpec {
            const {
                ::llm_functions::__private::assert(
                    ::llm_functions::__private::is_of_kind(
                        ::core::option::Option::Some(
                            <List<T> as ::llm_functions::__private::ParameterType>::FACTS,
                        ),
                        &[
                            ::llm_functions::__private::FactKind::Array,
                            ::llm_functions::__private::FactKind::Map,
                        ],
                    ),
                    "`max_items` can only be used on a list, a set or a map, and `List` is none",
                );
                &::llm_functions::__private::TypeSpec::of::<
                    Self,
                >(
                    "Page",
                    ::llm_functions::__private::TypeKind::Object(const {
                        &[
                            ::llm_functions::__private::ParameterSpec::new(
                                    "items",
                                    "",
                                    <List<T> as ::llm_functions::__private::ParameterType>::spec,
                                )
                                .constraints(
                                    ::llm_functions::__private::Constraints::NONE
                                        .max_items(9u32),
                                ),
                        ]
                    }),
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
            let __fields = &mut ::llm_functions::__private::Fields::of(__argument)?;
            'value: {
                'refused: {
                    break 'value ::core::result::Result::Ok(Self {
                        items: match __fields
                            .read(
                                "items",
                                <List<
                                    T,
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
                            &[("items", ::llm_functions::__private::refusal::<List<T>>)],
                        ),
                )
            }
        }
        fn to_json(&self) -> ::llm_functions::__private::Json {
            ::llm_functions::__private::Json::object::<
                &::core::primitive::str,
            >([
                (
                    "items",
                    <List<
                        T,
                    > as ::llm_functions::__private::ParameterType>::to_json(&self.items),
                ),
            ])
        }
    }
};
