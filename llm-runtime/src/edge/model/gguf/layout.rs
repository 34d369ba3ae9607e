//! Tensors and where they lie: whole, one after another, as llama.cpp demands.

use super::Gguf;
use super::kind::{Scalar, TensorKind};
use super::value::Value;
use super::{ALIGNMENT, Tensor};

/// A model in memory begins where ggml's processor code may read it. llama.cpp maps the file and aborts otherwise.
const IN_MEMORY: u64 = 32;

pub(super) fn alignment(values: &[(String, Value)]) -> Result<u64, String> {
    let value = values.iter().find(|(key, _)| key == "general.alignment").map(|(_, value)| value);
    match value {
        None => Ok(ALIGNMENT),
        Some(Value::Number(number)) if number.scalar == Scalar::U32 && number.bits.is_power_of_two() => Ok(number.bits),
        Some(_) => Err("`general.alignment` is not a power of two in 32 bits".to_owned()),
    }
}

/// Checks that the tensors fill the file without gaps or overlaps, and says where the weights begin.
pub(super) fn check(tensors: &[Tensor], header: u64, alignment: u64, length: u64) -> Result<u64, String> {
    if tensors.is_empty() {
        return Err("it has no tensors".to_owned());
    }
    let data = header.checked_next_multiple_of(alignment).ok_or("its alignment is beyond any file")?;
    let mut place = 0_u64;
    for tensor in tensors {
        let name = &tensor.name;
        if tensor.offset != place {
            return Err(format!(
                "tensor `{name}` begins at {} and not where the one before it ends, {place}",
                tensor.offset
            ));
        }
        if data.saturating_add(place) % IN_MEMORY != 0 {
            return Err(format!("tensor `{name}` does not begin at a multiple of {IN_MEMORY} bytes"));
        }
        let end = place.checked_add(tensor.bytes());
        let needed =
            end.and_then(|end| end.checked_add(data)).ok_or_else(|| format!("tensor `{name}` ends beyond any file"))?;
        if needed > length {
            return Err(format!("the file is cut off: it has {length} bytes, and tensor `{name}` ends at {needed}"));
        }
        place = end.and_then(|end| end.checked_next_multiple_of(alignment)).unwrap_or(u64::MAX);
    }
    Ok(data)
}

/// Checks that no tensor is of a type that no model keeps: doubles, small and large integers, and what llama.cpp only
/// computes with in between. It would call a function that is not there.
pub(super) fn check_kinds(file: &Gguf) -> Result<(), String> {
    // Some architectures keep tables of indices.
    let wrong = |tensor: &&Tensor| !tensor.kind.is_weight() && tensor.kind != TensorKind::I32;
    match file.tensors.iter().find(wrong) {
        Some(tensor) => Err(computes_with(tensor)),
        None => Ok(()),
    }
}

/// The reason against a tensor of a type that cannot be multiplied.
pub(super) fn computes_with(tensor: &Tensor) -> String {
    format!("tensor `{}` is of type {}, which this model cannot compute with", tensor.name, tensor.kind.name())
}
