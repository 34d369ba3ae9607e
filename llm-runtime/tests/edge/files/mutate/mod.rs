//! Damages models and adapters, knowing what stands where: a random byte mostly hits a weight, and nothing notices.

use llm_runtime::edge::gguf::{Draft, Gguf, Number, Texts, Value};

use super::tiny::Noise;
use values::{array, extreme, kind, number_like, put, shown, text, word};
use words::{KEYS, OTHERS, TENSORS};

mod values;
mod words;

/// A file taken apart, which can be put together in ways that no writer of files would.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) values: Vec<(Vec<u8>, Value)>,
    pub(crate) tensors: Vec<Part>,
}

/// A tensor of it.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    name: Vec<u8>,
    shape: Vec<u64>,
    kind: u32,
    /// Its bytes, or how many there would be.
    bytes: Vec<u8>,
    length: u64,
    offset: Option<u64>,
}

/// What was done to a file.
pub(crate) type Log = Vec<String>;

impl Parts {
    pub(crate) fn of(draft: &Draft) -> Self {
        let mut bytes = Vec::new();
        draft.write(&mut bytes).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let read = Gguf::read(file.path()).unwrap();
        let mut parts = Self::of_header(&read);
        let mut place = bytes.len() as u64;
        for (part, tensor) in parts.tensors.iter_mut().zip(read.tensors()).rev() {
            let end = place;
            place -= tensor.bytes().next_multiple_of(32);
            let start = usize::try_from(place).unwrap();
            part.bytes =
                bytes[start..usize::try_from(end).unwrap()][..usize::try_from(tensor.bytes()).unwrap()].to_vec();
        }
        parts
    }

    /// Without weights: the file is written with holes in their place.
    pub(crate) fn of_header(read: &Gguf) -> Self {
        let tensors = read.tensors().iter().map(|tensor| Part {
            name: tensor.name.as_bytes().to_vec(),
            shape: tensor.shape.clone(),
            kind: tensor.kind.number(),
            bytes: Vec::new(),
            length: tensor.bytes(),
            offset: None,
        });
        Self {
            values: read.values().map(|(key, value)| (key.as_bytes().to_vec(), value.clone())).collect(),
            tensors: tensors.collect(),
        }
    }

    /// The header, and the length of the whole file.
    pub(crate) fn header(&self) -> (Vec<u8>, u64) {
        let mut out = b"GGUF\x03\0\0\0".to_vec();
        out.extend((self.tensors.len() as u64).to_le_bytes());
        out.extend((self.values.len() as u64).to_le_bytes());
        for (key, value) in &self.values {
            text(&mut out, key);
            put(&mut out, value);
        }
        let mut place = 0;
        for part in &self.tensors {
            text(&mut out, &part.name);
            out.extend(u32::try_from(part.shape.len()).unwrap().to_le_bytes());
            part.shape.iter().for_each(|length| out.extend(length.to_le_bytes()));
            out.extend(part.kind.to_le_bytes());
            out.extend(part.offset.unwrap_or(place).to_le_bytes());
            place += part.length.next_multiple_of(32);
        }
        out.resize(out.len().next_multiple_of(32), 0);
        let whole = out.len() as u64 + place;
        (out, whole)
    }

    /// The whole file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let (mut out, _) = self.header();
        for part in &self.tensors {
            let start = out.len();
            out.extend(&part.bytes);
            out.resize(start + usize::try_from(part.length.next_multiple_of(32)).unwrap(), 0x3D);
        }
        out
    }

    /// Gives every so-manieth weight this value.
    pub(crate) fn set_weights(&mut self, value: f32, share: usize) {
        for part in &mut self.tensors {
            for number in part.bytes.chunks_exact_mut(4).step_by(share) {
                number.copy_from_slice(&value.to_le_bytes());
            }
        }
    }

    /// Does one thing to it.
    pub(crate) fn damage(&mut self, noise: &mut Noise, log: &mut Log) {
        match noise.below(12) {
            0..=3 => self.change_value(noise, log),
            4 => self.add_key(noise, log),
            5 => self.drop_or_double(noise, log),
            6 => self.rename(noise, log),
            7 => self.change_texts(noise, log),
            8 | 9 => self.change_tensor(noise, log),
            10 => self.add_tensor(noise, log),
            _ => self.change_weights(noise, log),
        }
    }

    fn change_value(&mut self, noise: &mut Noise, log: &mut Log) {
        let index = noise.below(self.values.len());
        let others = self.values.clone();
        let (key, value) = &mut self.values[index];
        *value = match (noise.below(6), &*value) {
            (0, _) => others[noise.below(others.len())].1.clone(),
            (1, Value::Number(_)) => array(noise, 2),
            (_, Value::Number(number)) => Value::Number(number_like(*number, noise)),
            (_, Value::Text(_)) => Value::Text(word(noise)),
            (_, Value::Numbers(scalar, bytes)) => {
                let mut bytes = bytes.clone();
                match noise.below(4) {
                    0 => bytes.truncate(bytes.len() / 8 * 4),
                    1 => bytes.extend([0; 16]),
                    _ if bytes.is_empty() => {}
                    _ => (0..8).for_each(|_| {
                        let at = noise.below(bytes.len());
                        bytes[at] = noise.next().to_le_bytes()[0];
                    }),
                }
                Value::Numbers(if noise.below(4) == 0 { kind(noise) } else { *scalar }, bytes)
            }
            _ => array(noise, 3),
        };
        if let Value::Numbers(scalar, bytes) = value {
            let whole = bytes.len() - bytes.len() % usize::try_from(scalar.bytes()).unwrap();
            bytes.truncate(whole);
        }
        log.push(format!("{} = {}", String::from_utf8_lossy(key), shown(value)));
    }

    fn add_key(&mut self, noise: &mut Noise, log: &mut Log) {
        let architecture = self.architecture();
        let key = KEYS[noise.below(KEYS.len())].replace('@', &architecture);
        let value = match noise.below(8) {
            0 => Value::Text(word(noise)),
            1 => Value::Number(Number::f32(f32::from_bits(noise.next() as u32))),
            2 => Value::Number(Number::bool(noise.below(2) == 0)),
            3 => array(noise, 2),
            _ => Value::Number(number_like(Number::u32(noise.below(64) as u32), noise)),
        };
        log.push(format!("{key} := {}", shown(&value)));
        self.values.retain(|(found, _)| found != key.as_bytes());
        self.values.push((key.into_bytes(), value));
    }

    fn drop_or_double(&mut self, noise: &mut Noise, log: &mut Log) {
        let value = noise.below(self.values.len());
        let tensor = noise.below(self.tensors.len());
        match noise.below(5) {
            0..=1 => log.push(format!("without {}", String::from_utf8_lossy(&self.values.remove(value).0))),
            2 => self.values.push(self.values[value].clone()),
            3 if self.tensors.len() > 1 => {
                log.push(format!("without {}", String::from_utf8_lossy(&self.tensors.remove(tensor).name)));
            }
            _ => self.tensors.push(self.tensors[tensor].clone()),
        }
    }

    fn rename(&mut self, noise: &mut Noise, log: &mut Log) {
        if noise.below(2) == 0 {
            let (old, new) = (self.architecture(), OTHERS[noise.below(OTHERS.len())]);
            let prefix = format!("{old}.");
            for (key, value) in &mut self.values {
                if key == b"general.architecture" {
                    *value = Value::Text(new.into());
                } else if key.starts_with(prefix.as_bytes()) {
                    *key = [new.as_bytes(), b".", &key[prefix.len()..]].concat();
                }
            }
            log.push(format!("{old} -> {new}"));
        } else {
            let names: Vec<_> = self.tensors.iter().map(|part| part.name.clone()).collect();
            let index = noise.below(names.len());
            let name = match noise.below(3) {
                0 => Vec::new(),
                1 => vec![b'x'; noise.below(100)],
                _ => names[noise.below(names.len())].clone(),
            };
            let shown = String::from_utf8_lossy(&names[index]).into_owned();
            log.push(format!("{shown} -> {}", String::from_utf8_lossy(&name)));
            self.tensors[index].name = name;
        }
    }

    fn change_texts(&mut self, noise: &mut Noise, log: &mut Log) {
        let Some((key, Value::Texts(texts))) =
            self.values.iter_mut().find(|(_, value)| matches!(value, Value::Texts(_)))
        else {
            return;
        };
        let mut all: Vec<Vec<u8>> = texts.iter().map(<[u8]>::to_vec).collect();
        for _ in 0..=noise.below(3) {
            if all.is_empty() {
                break;
            }
            let index = noise.below(all.len());
            match noise.below(6) {
                0 => all.truncate(index),
                1 => {
                    let other = all[noise.below(all.len())].clone();
                    all[index] = other;
                }
                2 => all[index] = vec![noise.next().to_le_bytes()[0]; noise.below(5)],
                3 => all[index] = vec![b'a'; 1 << noise.below(16)],
                4 => all.push(noise.next().to_le_bytes().to_vec()),
                _ => all[index] = word(noise),
            }
        }
        log.push(format!("texts of {}: {}", String::from_utf8_lossy(key), all.len()));
        *texts = all.iter().collect::<Texts>();
    }

    fn change_tensor(&mut self, noise: &mut Noise, log: &mut Log) {
        let index = noise.below(self.tensors.len());
        let part = &mut self.tensors[index];
        match noise.below(7) {
            0 => part.shape.reverse(),
            1 => part.shape.push(1 + noise.below(3) as u64),
            2 => drop(part.shape.pop()),
            3 => part.offset = Some(noise.below(1 << 16) as u64 * if noise.below(2) == 0 { 32 } else { 1 }),
            4 => {
                let dimension = noise.below(part.shape.len());
                if let Some(length) = part.shape.get_mut(dimension) {
                    *length = extreme(noise, *length);
                }
            }
            _ => part.kind = noise.below(45) as u32,
        }
        log.push(format!("{}: {:?} of {}", String::from_utf8_lossy(&part.name), part.shape, part.kind));
        part.fit(noise);
    }

    fn add_tensor(&mut self, noise: &mut Noise, log: &mut Log) {
        let name = TENSORS[noise.below(TENSORS.len())];
        let likeness = self.tensors[noise.below(self.tensors.len())].clone();
        let mut part = Part { name: name.into(), bytes: Vec::new(), offset: None, ..likeness };
        if noise.below(2) == 0 {
            part.shape = vec![[1, 2, 4, 8, 16, 32, 64, 96][noise.below(8)]];
        }
        if noise.below(2) == 0 {
            part.kind = noise.below(45) as u32;
        }
        part.fit(noise);
        log.push(format!("+ {name}: {:?} of {}", part.shape, part.kind));
        self.tensors.retain(|other| other.name != part.name);
        self.tensors.push(part);
    }

    fn change_weights(&mut self, noise: &mut Noise, log: &mut Log) {
        let index = noise.below(self.tensors.len());
        let part = &mut self.tensors[index];
        let value = [f32::NAN, f32::INFINITY, f32::MAX, -0.0, 1e-40][noise.below(5)].to_le_bytes();
        let all = noise.below(2) == 0;
        for chunk in part.bytes.chunks_exact_mut(4) {
            if all || noise.below(16) == 0 {
                chunk.copy_from_slice(&value);
            }
        }
        log.push(format!("{}: weights {value:?}", String::from_utf8_lossy(&part.name)));
    }

    fn architecture(&self) -> String {
        let found = self.values.iter().find(|(key, _)| key == b"general.architecture");
        found.and_then(|(_, value)| value.as_text()).unwrap_or("llama").to_owned()
    }
}

impl Part {
    /// Mostly gives it the bytes that its shape asks for, or only its own mistake would ever be found.
    fn fit(&mut self, noise: &mut Noise) {
        if noise.below(8) == 0 {
            return;
        }
        let elements = self.shape.iter().try_fold(1_u64, |product, length| product.checked_mul(*length));
        let kind = llm_runtime::edge::gguf::TensorKind::of(self.kind);
        if let (Some(elements), Some(kind)) = (elements, kind)
            && kind.bytes(elements) < 1 << 22
        {
            self.length = kind.bytes(elements);
            self.bytes.truncate(usize::try_from(self.length).unwrap());
        }
    }
}
