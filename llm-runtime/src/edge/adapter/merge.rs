//! A model with its adapters added to the weights for good, in eight bits.
//!
//! llama.cpp computes an adapter's thin products beside every matrix, which takes a fifth of the speed of writing; and by a
//! matrix in blocks with an offset (`Q4_1`) it multiplies one token after the other, however many there are. A copy in
//! blocks of eight bits has neither cost and loses next to nothing: the steps of eight bits are a sixteenth of those of four.

use std::fs::{File, FileTimes};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::file::{Adapter, Pair, is_embedding};
use super::kept::{Plan, Refusal, digest, put};
use super::stack;
use crate::edge::digest::digest_of_model;
use crate::edge::model::gguf::{Gguf, Tensor, TensorKind};
use crate::gguf::numbers;

/// Raised when the same files would make another one.
const VERSION: &str = "merged model 1";

/// How long a copy is kept that nobody uses.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The file of a model with these adapters, which is written if it is not there; nothing if `go_on`, which is told how much
/// is done, stopped it. Where nothing would be another, it is the model's own file.
pub(super) fn merge(
    directory: &Path,
    model: (&Path, &Gguf),
    adapters: &[Adapter],
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Result<Option<PathBuf>, Refusal> {
    let (path, base) = model;
    let unreadable = |error: std::io::Error| (path.to_owned(), format!("the file cannot be read: {error}"));
    let plan = plan(base, adapters).map_err(|reason| (path.to_owned(), reason))?;
    if adapters.is_empty() && plan.tensors.iter().zip(base.tensors()).all(|(new, old)| new.kind == old.kind) {
        return Ok(Some(path.to_owned()));
    }
    std::fs::create_dir_all(directory)
        .map_err(|error| (directory.to_owned(), format!("it cannot be made: {error}")))?;
    let of = format!("{VERSION} {}", digest_of_model(directory, path).map_err(unreadable)?);
    let to = directory.join(format!("{}.gguf", digest(&of, adapters)?));
    let mut source = File::open(path).map_err(unreadable)?;
    let made = plan.once(to, |out| {
        let all = plan.tensors.iter().map(Tensor::bytes).sum::<u64>().max(1);
        for (old, new) in base.tensors().iter().zip(&plan.tensors) {
            let bytes = read(&mut source, base.data, old).map_err(unreadable)?;
            put(out, &changed(bytes, old, new.kind, adapters)?)?;
            #[expect(clippy::cast_precision_loss, reason = "a share")]
            if !go_on((new.offset + new.bytes()) as f32 / all as f32) {
                return Ok(false);
            }
        }
        tidy(directory);
        Ok(true)
    })?;
    if let Some(path) = &made {
        used(path);
    }
    Ok(made)
}

fn plan(base: &Gguf, adapters: &[Adapter]) -> Result<Plan, String> {
    let mut place = 0;
    let mut tensors = Vec::new();
    for old in base.tensors() {
        let pairs = adapters.iter().any(|adapter| adapter.pairs.contains_key(&old.name));
        if pairs && !numbers::is_readable(old.kind) {
            return Err(format!(
                "`{}` is of type {}, to which nothing can be added here; leave the adapter beside the weights \
                 (EdgeModel::merged(false))",
                old.name,
                old.kind.name()
            ));
        }
        let tensor = Tensor { kind: target(old.kind, pairs), offset: place, ..old.clone() };
        place = (place + tensor.bytes()).next_multiple_of(32);
        tensors.push(tensor);
    }
    let values = base.values.iter().filter(|(key, _)| key != "general.alignment").cloned().collect();
    Ok(Plan { values, tensors })
}

/// The type in which a tensor is held.
fn target(kind: TensorKind, changed: bool) -> TensorKind {
    match kind {
        TensorKind::Q4_1 => TensorKind::Q8_0,
        TensorKind::Q4_0 if changed => TensorKind::Q8_0,
        TensorKind::BF16 if changed => TensorKind::F16,
        other => other,
    }
}

fn read(source: &mut File, data: u64, tensor: &Tensor) -> std::io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(data + tensor.offset))?;
    let mut bytes = vec![0; usize::try_from(tensor.bytes()).unwrap_or(usize::MAX)];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A tensor's bytes with the adapters in them.
fn changed(bytes: Vec<u8>, tensor: &Tensor, kind: TensorKind, adapters: &[Adapter]) -> Result<Vec<u8>, Refusal> {
    let pairs: Vec<_> =
        adapters.iter().filter_map(|adapter| Some((adapter, adapter.pairs.get(&tensor.name)?))).collect();
    if pairs.is_empty() && kind == tensor.kind {
        return Ok(bytes);
    }
    let mut weights = numbers::read(tensor.kind, &bytes);
    for (adapter, pair) in pairs {
        add(&mut weights, tensor, pair, [stack::load(adapter, &pair.a)?, stack::load(adapter, &pair.b)?]);
    }
    Ok(numbers::write(kind, &weights))
}

/// Adds a pair's product: to each row the rows of one half, each by a factor from the other.
fn add(weights: &mut [f32], tensor: &Tensor, pair: &Pair, [a, b]: [Vec<f32>; 2]) {
    let length = |dimension| usize::try_from(tensor.length(dimension)).unwrap_or(usize::MAX).max(1);
    let (row, rows, rank) = (length(0), length(1), usize::try_from(pair.rank).unwrap_or(1).max(1));
    let (factors, vectors) = if is_embedding(&tensor.name) { (a, transposed(&b, rank)) } else { (b, a) };
    let slices = weights.chunks_exact_mut(row * rows).zip(factors.chunks_exact(rank * rows));
    for ((weights, factors), vectors) in slices.zip(vectors.chunks_exact(rank * row)) {
        for (weights, factors) in weights.chunks_exact_mut(row).zip(factors.chunks_exact(rank)) {
            for (factor, vector) in factors.iter().zip(vectors.chunks_exact(row)) {
                let factor = factor * pair.scale;
                weights.iter_mut().zip(vector).for_each(|(weight, number)| *weight += factor * number);
            }
        }
    }
}

/// A matrix whose rows have this length, with rows for columns.
fn transposed(matrix: &[f32], row: usize) -> Vec<f32> {
    (0..row).flat_map(|column| matrix.iter().skip(column).step_by(row)).copied().collect()
}

/// Notes that it was used. Where that cannot be written, it is made again some day.
fn used(path: &Path) {
    let now = FileTimes::new().set_accessed(SystemTime::now());
    let _ = File::options().append(true).open(path).and_then(|file| file.set_times(now));
}

/// Removes copies that were not used for long. What cannot be removed stays.
fn tidy(directory: &Path) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let age = entry.metadata().ok().and_then(|facts| facts.accessed().ok()?.elapsed().ok());
        if age.is_some_and(|age| age > UNUSED) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
