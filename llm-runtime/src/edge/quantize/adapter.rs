//! An adapter in other types. llama.cpp's routine refuses adapters, so theirs are written here.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::Path;

use super::Mixture;
use crate::edge::model::gguf::{Gguf, Tensor, TensorKind, header};
use crate::gguf::numbers;

/// The types that there are for adapters.
fn kind(mixture: Mixture) -> Option<TensorKind> {
    match mixture {
        Mixture::F32 => Some(TensorKind::F32),
        Mixture::F16 => Some(TensorKind::F16),
        Mixture::Q8_0 => Some(TensorKind::Q8_0),
        _ => None,
    }
}

pub(super) fn check(input: &Gguf, mixture: Mixture) -> Result<(), String> {
    if kind(mixture).is_none() {
        return Err(format!("it is an adapter, which can be of f32, f16 and q8_0 and not of {mixture}"));
    }
    match input.tensors().iter().find(|tensor| !numbers::is_readable(tensor.kind)) {
        Some(tensor) => {
            Err(format!("tensor `{}` is of type {}, which cannot be read here", tensor.name, tensor.kind.name()))
        }
        None => Ok(()),
    }
}

/// The type that a tensor gets: of rows that are not whole blocks 16 bits, of norms those that they have.
fn target(tensor: &Tensor, mixture: Mixture) -> TensorKind {
    let wanted = kind(mixture).unwrap_or(tensor.kind);
    let pair = tensor.name.ends_with(".lora_a") || tensor.name.ends_with(".lora_b");
    match tensor.shape.first() {
        _ if !pair => tensor.kind,
        Some(row) if row % wanted.block() == 0 => wanted,
        _ => TensorKind::F16,
    }
}

fn plan(input: &Gguf, mixture: Mixture) -> Vec<Tensor> {
    let mut place = 0;
    let mut planned = Vec::new();
    for tensor in input.tensors() {
        let tensor = Tensor { kind: target(tensor, mixture), offset: place, ..tensor.clone() };
        place = (place + tensor.bytes()).next_multiple_of(32);
        planned.push(tensor);
    }
    planned
}

pub(super) fn bytes(input: &Gguf, mixture: Mixture) -> u64 {
    plan(input, mixture).iter().map(|tensor| tensor.bytes().next_multiple_of(32)).sum::<u64>() + input.data
}

/// What stands in another type than was asked for; nothing if it was stopped.
pub(super) fn convert(
    path: &Path,
    input: &Gguf,
    to: &Path,
    mixture: Mixture,
    go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Option<Vec<String>>, String> {
    let written = |error: std::io::Error| format!("{} cannot be written: {error}", to.display());
    let plan = plan(input, mixture);
    let values: Vec<_> = input.values.iter().filter(|(key, _)| key != "general.alignment").cloned().collect();
    let mut source = File::open(path).map_err(|error| format!("it cannot be read: {error}"))?;
    let mut out = BufWriter::new(File::create(to).map_err(written)?);
    out.write_all(&header(&values, &plan)).map_err(written)?;
    let mut notes = Vec::new();
    for (old, new) in input.tensors().iter().zip(&plan) {
        let bytes = read(&mut source, input.data, old)?;
        let bytes =
            if new.kind == old.kind { bytes } else { numbers::write(new.kind, &numbers::read(old.kind, &bytes)) };
        let padding = bytes.len().next_multiple_of(32) - bytes.len();
        out.write_all(&bytes).and_then(|()| out.write_all(&[0; 32][..padding])).map_err(written)?;
        if kind(mixture).is_some_and(|wanted| wanted != new.kind) {
            let row = new.shape.first().copied().unwrap_or(0);
            notes.push(format!("`{}` is of type {}: its rows have {row} elements", new.name, new.kind.name()));
        }
        if go_on().is_break() {
            return Ok(None);
        }
    }
    out.flush().and_then(|()| out.get_ref().sync_all()).map_err(written)?;
    Ok(Some(notes))
}

fn read(source: &mut File, data: u64, tensor: &Tensor) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("it cannot be read: {error}");
    source.seek(SeekFrom::Start(data + tensor.offset)).map_err(failed)?;
    let mut bytes = Vec::new();
    source.take(tensor.bytes()).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
