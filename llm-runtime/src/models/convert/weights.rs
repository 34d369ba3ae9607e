//! The weights of an encoder, in the safetensors format.

use safetensors::{Dtype, SafeTensorError, SafeTensors};

use super::{Misfit, Part};
use crate::gguf::TensorKind;

/// Every tensor, where it lies in memory.
#[derive(Debug)]
pub(super) struct Weights<'b> {
    tensors: SafeTensors<'b>,
}

/// A tensor's numbers, still in the type in which they came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers<'b> {
    pub(super) kind: TensorKind,
    pub(super) bytes: &'b [u8],
}

impl<'b> Weights<'b> {
    pub(super) fn read(bytes: &'b [u8]) -> Result<Self, Misfit> {
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| Part::Weights.misfit(error.to_string()))?;
        Ok(Self { tensors })
    }

    /// The numbers of a tensor, which has to have that shape, the length of a row last.
    pub(super) fn tensor(&self, name: &str, shape: &[u64]) -> Result<Numbers<'b>, Misfit> {
        self.find(name, shape).map_err(|reason| Part::Weights.misfit(format!("tensor `{name}` {reason}")))
    }

    fn find(&self, name: &str, shape: &[u64]) -> Result<Numbers<'b>, String> {
        let tensor = self.tensors.tensor(name).map_err(|error| match error {
            SafeTensorError::TensorNotFound(_) => "is missing".to_owned(),
            error => format!("cannot be read: {error}"),
        })?;
        let kind = match tensor.dtype() {
            Dtype::F32 => TensorKind::F32,
            Dtype::F16 => TensorKind::F16,
            Dtype::BF16 => TensorKind::BF16,
            other => return Err(format!("is of type {other:?}; F32, F16 and BF16 can be converted")),
        };
        if !tensor.shape().iter().map(|length| *length as u64).eq(shape.iter().copied()) {
            return Err(format!("has the shape {:?} instead of {shape:?}", tensor.shape()));
        }
        Ok(Numbers { kind, bytes: tensor.data() })
    }
}
