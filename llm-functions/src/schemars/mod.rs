//! The bridge to [`schemars`], both ways.
//!
//! [`Foreign<T>`] makes a parameter of any type that has `schemars::JsonSchema` and `serde::Deserialize`; [`Native<T>`]
//! describes one of our types to `schemars`, and [`of_function`] a whole function. Prefer `#[derive(ParameterType)]`
//! for types of your own: it compiles faster, keeps the order in which members were declared (`schemars` sorts them by
//! name unless its feature `preserve_order` is on), and refuses at compile time what no model can be told.
//!
//! `schemars` 1.x is meant; its older versions have other traits.

mod foreign;
mod native;

pub use foreign::Foreign;
pub use native::{Native, of_function, of_tool};
