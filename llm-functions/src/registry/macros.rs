//! [`functions!`](crate::functions).

/// A [`Registry`](crate::Registry) of the named functions, each with what it needs behind a colon; a function whose
/// `Deps` are `()` stands alone. Two functions of one name fail to compile.
///
/// ```
/// use llm_functions::{functions, Call, Execute, LlmFunction};
///
/// /// Say what day it is.
/// #[derive(LlmFunction)]
/// struct Today {}
///
/// impl Execute for Today {
///     type Deps = ();
///     type Output = &'static str;
///     type Error = std::convert::Infallible;
///     async fn execute(self, _call: Call<'_, ()>) -> Result<&'static str, Self::Error> {
///         Ok("Monday")
///     }
/// }
///
/// let registry = functions![Today];
/// assert_eq!(registry.definitions()[0].name, "today");
/// ```
#[macro_export]
macro_rules! functions {
    ($($function:ty $(: $deps:expr)?),* $(,)?) => {{
        // An item, because `cargo check` evaluates items and no inline constants.
        const _: () = $crate::__private::assert_distinct(&[$(<$function as $crate::LlmFunction>::SPEC.name),*]);
        $crate::Registry::from_distinct(::std::vec![$($crate::__bind!($function $(: $deps)?)),*])
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __bind {
    ($function:ty) => {
        $crate::__private::bind::<$function>(())
    };
    ($function:ty : $deps:expr) => {
        $crate::__private::bind::<$function>($deps)
    };
}
