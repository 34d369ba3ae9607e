//! Several adapters in one file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::file::{Adapter, Pair, is_embedding};
use super::kept::{Plan, Refusal, digest, put};
use crate::edge::model::gguf::{Gguf, Tensor, TensorKind, Value};
use crate::gguf::numbers;

/// Raised when the same adapters would make another file.
const VERSION: &str = "stacked adapters 1";

/// The file of these adapters, which is written if it is not there. The model decides only whether they fit.
pub(super) fn prepare(directory: &Path, base: &Gguf, adapters: &[Adapter]) -> Result<PathBuf, Refusal> {
    let path = directory.join(format!("{}.gguf", digest(VERSION, adapters)?));
    let names: BTreeSet<String> = adapters.iter().flat_map(|adapter| adapter.pairs.keys().cloned()).collect();
    let made = plan(base, adapters, &names).once(path.clone(), |out| {
        for name in &names {
            for half in halves(adapters, name)? {
                put(out, &numbers::write(TensorKind::F32, &half))?;
            }
        }
        Ok(true)
    });
    made.map(|made| made.unwrap_or(path))
}

fn plan(base: &Gguf, adapters: &[Adapter], names: &BTreeSet<String>) -> Plan {
    let text = |text: &str| Value::Text(text.into());
    let mut place = 0;
    let mut tensors = Vec::new();
    for name in names {
        let (first, rank) = joined(adapters, name);
        for (half, tensor) in [("lora_a", &first.a), ("lora_b", &first.b)] {
            let mut shape = [0, 1, 2, 3].map(|dimension| tensor.length(dimension));
            // Of the half that is applied first, ranks are rows.
            shape[usize::from(half == "lora_a" && !is_embedding(name))] = rank;
            let slices = if shape[2] * shape[3] == 1 { 2 } else { 4 };
            let shape = shape[..slices].to_vec();
            let tensor = Tensor { name: format!("{name}.{half}"), kind: TensorKind::F32, shape, offset: place };
            place = (place + tensor.bytes()).next_multiple_of(32);
            tensors.push(tensor);
        }
    }
    let values = vec![
        ("general.architecture".to_owned(), text(base.architecture())),
        ("general.type".to_owned(), text("adapter")),
        ("adapter.type".to_owned(), text("lora")),
    ];
    Plan { values, tensors }
}

/// A pair that shows the shape, and the ranks of all together.
fn joined<'a>(adapters: &'a [Adapter], name: &str) -> (&'a Pair, u64) {
    let pairs = || adapters.iter().filter_map(|adapter| adapter.pairs.get(name));
    #[expect(clippy::expect_used, reason = "every name comes from one of the adapters")]
    let first = pairs().next().expect("a name comes from an adapter");
    (first, pairs().map(|pair| pair.rank).sum())
}

/// Both halves of a tensor's pair, all adapters together.
fn halves(adapters: &[Adapter], name: &str) -> Result<[Vec<f32>; 2], Refusal> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let mut slices = 1;
    for adapter in adapters {
        let Some(pair) = adapter.pairs.get(name) else { continue };
        let rank = usize::try_from(pair.rank).unwrap_or(0);
        slices = usize::try_from(pair.a.length(2) * pair.a.length(3)).unwrap_or(1);
        let row_of_a = if is_embedding(name) { rank } else { 0 };
        a.push((load(adapter, &pair.a)?, row_of_a));
        let scaled = load(adapter, &pair.b)?.iter().map(|number| number * pair.scale).collect();
        b.push((scaled, rank));
    }
    let a = if is_embedding(name) { beside(&a) } else { below(&a, slices) };
    Ok([a, beside(&b)])
}

/// Matrices of equally many rows side by side, each with the length of its rows.
fn beside(parts: &[(Vec<f32>, usize)]) -> Vec<f32> {
    let mut sources: Vec<_> = parts.iter().map(|(part, row)| part.chunks_exact((*row).max(1))).collect();
    let mut out = Vec::with_capacity(parts.iter().map(|(part, _)| part.len()).sum());
    loop {
        for source in &mut sources {
            match source.next() {
                Some(row) => out.extend_from_slice(row),
                None => return out,
            }
        }
    }
}

/// Matrices of equally long rows below each other, within each of so many slices.
fn below(parts: &[(Vec<f32>, usize)], slices: usize) -> Vec<f32> {
    let whole: Vec<_> = parts.iter().map(|(part, _)| (part.clone(), part.len() / slices.max(1))).collect();
    beside(&whole)
}

/// The numbers of one of an adapter's tensors.
pub(super) fn load(adapter: &Adapter, tensor: &Tensor) -> Result<Vec<f32>, Refusal> {
    let refused = |reason: String| (adapter.path.clone(), reason);
    let failed = |error: std::io::Error| refused(format!("the file cannot be read: {error}"));
    let mut file = File::open(&adapter.path).map_err(failed)?;
    file.seek(SeekFrom::Start(adapter.data + tensor.offset)).map_err(failed)?;
    let mut bytes = Vec::new();
    let read = file.take(tensor.bytes()).read_to_end(&mut bytes).map_err(failed)?;
    let numbers = numbers::read(tensor.kind, &bytes);
    if read as u64 != tensor.bytes() {
        return Err(refused("the file was changed while it was read".to_owned()));
    }
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(refused(format!("tensor `{}` holds what is no number", tensor.name)));
    }
    Ok(numbers)
}
