//! Several adapters in one file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::file::{Adapter, Pair, is_embedding};
use super::numbers;
use crate::edge::model::gguf::{Gguf, Tensor, TensorKind, Value, header};
use crate::models::hexadecimal;

/// Raised when the same adapters would make another file.
const VERSION: &str = "stacked adapters 1";

type Refusal = (PathBuf, String);

/// The file of these adapters, which is written if it is not there.
pub(super) fn prepare(directory: &Path, base: &Gguf, adapters: &[Adapter]) -> Result<PathBuf, Refusal> {
    let path = directory.join(format!("{}.gguf", digest(adapters)?));
    let plan = Plan::of(base, adapters);
    let whole = |found: Gguf| found.tensors == plan.tensors && found.values == plan.values;
    if Gguf::read(&path).is_ok_and(whole) {
        return Ok(path);
    }
    let failed = |error: std::io::Error| (path.clone(), format!("it cannot be written: {error}"));
    std::fs::create_dir_all(directory).map_err(failed)?;
    let free = fs4::available_space(directory).map_err(failed)?;
    if plan.bytes() > free {
        return Err((path, format!("there is no room for it: {} bytes are needed and {free} are free", plan.bytes())));
    }
    // Written under another name first, so that nobody finds half a file.
    let unfinished = directory.join(format!(".{}.{}", std::process::id(), unique()));
    let written = plan.write(&unfinished, adapters);
    let done = written.and_then(|()| std::fs::rename(&unfinished, &path).map_err(failed));
    if done.is_err() {
        // What could not be finished is rubbish; that it cannot be removed changes nothing about the failure.
        let _ = std::fs::remove_file(&unfinished);
    }
    done.map(|()| path)
}

/// A number that no other thread of this process has.
fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Of everything that goes into the file: the adapters' bytes and their weights. The model decides only whether they fit.
fn digest(adapters: &[Adapter]) -> Result<String, Refusal> {
    let mut hash = Sha256::new();
    hash.update(VERSION);
    for adapter in adapters {
        let failed = |error| (adapter.path.clone(), format!("the file cannot be read: {error}"));
        let mut file = File::open(&adapter.path).map_err(failed)?;
        let mut of_file = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer).map_err(failed)? {
                0 => break,
                length => of_file.update(buffer.get(..length).unwrap_or_default()),
            }
        }
        hash.update(of_file.finalize());
        hash.update(adapter.weight.to_le_bytes());
    }
    Ok(hexadecimal(hash))
}

/// What the file will be.
struct Plan {
    values: Vec<(String, Value)>,
    tensors: Vec<Tensor>,
    names: BTreeSet<String>,
}

impl Plan {
    fn of(base: &Gguf, adapters: &[Adapter]) -> Self {
        let text = |text: &str| Value::Text(text.into());
        let names: BTreeSet<String> = adapters.iter().flat_map(|adapter| adapter.pairs.keys().cloned()).collect();
        let mut place = 0;
        let mut tensors = Vec::new();
        for name in &names {
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
        Self { values, tensors, names }
    }

    fn bytes(&self) -> u64 {
        self.tensors.iter().map(Tensor::bytes).sum::<u64>() + (1 << 20)
    }

    fn write(&self, path: &Path, adapters: &[Adapter]) -> Result<(), Refusal> {
        let failed = |error: std::io::Error| (path.to_owned(), format!("it cannot be written: {error}"));
        let mut out = BufWriter::new(File::create(path).map_err(failed)?);
        out.write_all(&header(&self.values, &self.tensors)).map_err(failed)?;
        for name in &self.names {
            for half in halves(adapters, name)? {
                let bytes: Vec<u8> = half.iter().flat_map(|number| number.to_le_bytes()).collect();
                let padding = bytes.len().next_multiple_of(32) - bytes.len();
                out.write_all(&bytes).and_then(|()| out.write_all(&[0; 32][..padding])).map_err(failed)?;
            }
        }
        out.flush().and_then(|()| out.get_ref().sync_all()).map_err(failed)
    }
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

fn load(adapter: &Adapter, tensor: &Tensor) -> Result<Vec<f32>, Refusal> {
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
