//! Tensors, as a file lists them.

use super::kind::TensorKind;

/// A tensor of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// Its name, unique in the file.
    pub name: String,
    /// The type of its elements.
    pub kind: TensorKind,
    /// Its one to four lengths, the length of a row first.
    pub shape: Vec<u64>,
    /// Where it begins, in bytes from the beginning of the weights.
    pub offset: u64,
}

impl Tensor {
    pub(crate) fn new(name: String, kind: TensorKind, shape: Vec<u64>, offset: u64) -> Result<Self, String> {
        let elements = shape.iter().try_fold(1_u64, |product, length| product.checked_mul(*length));
        if elements.is_none_or(|count| count == 0 || count >= 1 << 48) {
            return Err(format!("tensor `{name}` has the impossible shape {shape:?}"));
        }
        if shape.first().is_none_or(|row| row % kind.block() != 0) {
            return Err(format!(
                "tensor `{name}`: a row of {:?} is not a whole number of {} blocks",
                shape.first(),
                kind.name()
            ));
        }
        Ok(Self { name, kind, shape, offset })
    }

    /// How many elements it has.
    pub fn elements(&self) -> u64 {
        self.shape.iter().product()
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> u64 {
        self.kind.bytes(self.elements())
    }

    /// Its length in a dimension; 1 where it has none.
    pub(crate) fn length(&self, dimension: usize) -> u64 {
        self.shape.get(dimension).copied().unwrap_or(1)
    }
}
