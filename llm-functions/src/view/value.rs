//! The view of one value, as if it were the arguments of a function.

use super::FunctionView;
use crate::parameter_type::ParameterType;
use crate::spec::{FunctionSpec, ParameterSpec, TypeKind, TypeSpec};

/// The object around a value that is none itself.
struct Around<T>(std::marker::PhantomData<T>);

const MEMBER: &str = "value";

impl<T: ParameterType> Around<T> {
    const PARAMETERS: &'static [ParameterSpec] = &[ParameterSpec::new(MEMBER, "", T::spec)];
}

impl FunctionView {
    /// The view of an answer that is one value of this type: what a platform holds a model to when it must answer with
    /// such a value, in the way in which it holds it to a function's parameters. Its name and description are the type's.
    ///
    /// Providers want an object at the top, so a type whose values are not objects with fields stands in the member
    /// `value` of one. [`decode_value`](crate::arguments::decode_value) reads the answer.
    ///
    /// ```
    /// use llm_functions::{ParameterType, json_schema, view::FunctionView};
    ///
    /// /// How somebody slept.
    /// #[derive(ParameterType)]
    /// struct Night {
    ///     /// Hours of sleep.
    ///     hours: u8,
    /// }
    ///
    /// let view = FunctionView::of_type::<Night>();
    /// assert_eq!((&*view.name, &*view.description), ("Night", "How somebody slept."));
    /// assert!(view.root().object.property("hours").is_some());
    /// assert!(FunctionView::of_type::<Vec<Night>>().root().object.property("value").is_some());
    /// ```
    pub fn of_type<T: ParameterType>() -> Self {
        let spec = T::spec();
        let parameters = match spec.kind {
            TypeKind::Object(fields) => fields,
            _ => Around::<T>::PARAMETERS,
        };
        Self::new(&FunctionSpec::new(name(spec), spec.description, parameters))
    }

    /// The member in which a value of this type stands; `None` when it is an object with fields itself.
    pub(crate) fn value_member<T: ParameterType>() -> Option<&'static str> {
        (!matches!(T::spec().kind, TypeKind::Object(_))).then_some(MEMBER)
    }
}

/// The type's name if every provider accepts it.
fn name(spec: &TypeSpec) -> &'static str {
    let accepted = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if (1..=64).contains(&spec.name.len()) && spec.name.bytes().all(accepted) { spec.name } else { "answer" }
}
