//! What the derives' expansions name. Not for anybody else: it changes without notice.

pub use crate::arguments::{Argument, Fields, Mismatch};
pub use crate::assertions::{
    assert, assert_distinct, can_be, can_hold, has_no_field, is_above, is_listed, is_multiple, is_of_kind, leaves_room,
    length, of_items,
};
pub use crate::format::Format;
pub use crate::json::Json;
pub use crate::parameter_type::variant::Variant;
pub use crate::parameter_type::{FactKind, Facts, ParameterType};
pub use crate::registry::bind;
pub use crate::returned::{IsNoResult, Probe, Returned};
pub use crate::sensitivity::Sensitivity;
pub use crate::spec::{
    Behavior, Bound, Constraints, FunctionSpec, ParameterSpec, Scalar, Tagging, TypeKind, TypeRef, TypeSpec, UnionSpec,
    UnionVariant, VariantContent, VariantSpec,
};
pub use crate::validation::{Verdict, refusal, refusal_of, validated};
