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
    impl renamed::ParameterType for Unit {
        const FACTS: renamed::__private::Facts = renamed::__private::Facts::new(
            renamed::__private::FactKind::Enum,
        );
        fn spec() -> &'static renamed::__private::TypeSpec {
            const {
                &renamed::__private::TypeSpec::of::<
                    Self,
                >(
                        "Unit",
                        renamed::__private::TypeKind::Enum(const {
                            &[
                                renamed::__private::VariantSpec::new("celsius", "Degrees."),
                                renamed::__private::VariantSpec::new("K", ""),
                            ]
                        }),
                    )
                    .description("A unit.")
            }
        }
        fn from_json(
            __value: renamed::__private::Json,
        ) -> ::core::result::Result<Self, renamed::__private::Mismatch> {
            <Self as renamed::ParameterType>::from_argument(
                ::core::convert::Into::into(__value),
            )
        }
        fn from_argument(
            __argument: renamed::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, renamed::__private::Mismatch> {
            match ::core::option::Option::as_deref(&__argument.as_str()) {
                ::core::option::Option::Some("celsius") => {
                    ::core::result::Result::Ok(Self::Celsius)
                }
                ::core::option::Option::Some("K") => {
                    ::core::result::Result::Ok(Self::Kelvin)
                }
                _ => {
                    ::core::result::Result::Err(
                        renamed::__private::Mismatch::expected(
                            "one of `celsius`, `K`",
                            &__argument.into_json(),
                        ),
                    )
                }
            }
        }
        fn to_json(&self) -> renamed::__private::Json {
            ::core::convert::Into::<
                renamed::__private::Json,
            >::into(
                match self {
                    Self::Celsius => "celsius",
                    Self::Kelvin => "K",
                },
            )
        }
    }
};
