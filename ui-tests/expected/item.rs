/// Fetch the weather.
#[allow(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::unused_async
)]
pub(crate) async fn get_weather(
    city: String,
    store: &WeatherStore,
    call: Call<'_, WeatherStore>,
) -> Result<Report, WeatherError> {
    store.fetch(city, call).await
}
/// Fetch the weather.
#[allow(
    missing_docs,
    missing_copy_implementations,
    missing_debug_implementations,
    unreachable_pub,
    clippy::exhaustive_structs,
    clippy::empty_structs_with_brackets
)]
pub(crate) struct GetWeather {
    city: String,
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
    impl ::llm_functions::LlmFunction for GetWeather {
        const SPEC: ::llm_functions::__private::FunctionSpec = ::llm_functions::__private::FunctionSpec::new(
                "weather",
                "Fetch the weather.",
                const {
                    &[
                        ::llm_functions::__private::ParameterSpec::new(
                                "city",
                                "The city.",
                                <String as ::llm_functions::__private::ParameterType>::spec,
                            )
                            .constraints(
                                ::llm_functions::__private::Constraints::NONE
                                    .max_length(80u32),
                            ),
                    ]
                },
            )
            .behavior(::llm_functions::__private::Behavior::UNKNOWN.read_only());
        fn from_fields(
            __fields: &mut ::llm_functions::__private::Fields<'_>,
        ) -> ::core::result::Result<Self, ::llm_functions::__private::Mismatch> {
            'value: {
                'refused: {
                    break 'value ::core::result::Result::Ok(Self {
                        city: match __fields
                            .read(
                                "city",
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
                        .rest(&[("city", ::llm_functions::__private::refusal::<String>)]),
                )
            }
        }
    }
};
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
    impl ::llm_functions::Execute for GetWeather {
        type Deps = WeatherStore;
        type Output = Report;
        type Error = WeatherError;
        async fn execute(
            self,
            __call: ::llm_functions::Call<'_, WeatherStore>,
        ) -> ::core::result::Result<Self::Output, Self::Error> {
            let Self { city: argument0 } = self;
            let __deps = ::llm_functions::Call::deps(&__call);
            get_weather(argument0, __deps, __call).await
        }
    }
};
