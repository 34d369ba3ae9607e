//! GGUF, the format of llama.cpp's model files, as far as writing it goes: keys, tensors and their numbers.
//!
//! It needs no llama.cpp. The model manager converts weights with it, the edge makes adapters and merged models of it. How
//! files are read and checked stands with the edge, which is all that loads them.

#![cfg_attr(
    not(feature = "edge"),
    allow(dead_code, unused_imports, unreachable_pub, reason = "the edge uses the rest, and shows it to users")
)]

pub(crate) mod draft;
pub(crate) mod kind;
pub(crate) mod numbers;
mod tensor;
pub(crate) mod value;

pub use draft::Draft;
pub(crate) use draft::{ALIGNMENT, header};
pub use kind::{Scalar, TensorKind};
#[cfg(feature = "edge")]
pub use tensor::Tensor;
pub use value::{Number, Texts, Value};
