//! Looking at the cache and changing it: list, verify, remove, add.

use std::fs;

use super::bench::{Bench, NAME, model, sha256};
use crate::models::{Bytes, Catalogue, Companion, ModelError, Source, State};

#[test]
fn removing_a_model_removes_all_of_it_and_only_it() {
    let bench = Bench::new();
    let path = bench.ensure().unwrap();
    let other = bench.path("other.gguf");
    fs::write(&other, "GGUF and more").unwrap();
    bench.manager().add_file(&other, &mut |_| ()).unwrap();
    assert_eq!(bench.manager().remove(NAME).unwrap().name, NAME);
    assert!(!path.exists());
    let [left] = bench.manager().list().unwrap().try_into().unwrap();
    assert_eq!(left.name, "other");
    assert!(matches!(bench.manager().remove(NAME), Err(ModelError::NotInstalled { .. })));
}

#[test]
fn an_unknown_name_is_answered_with_the_close_one() {
    let bench = Bench::new();
    for error in [
        bench.manager().remove("smolm2-135m").unwrap_err(),
        bench.manager().verify("smolm2-135m", &mut |_| ()).unwrap_err(),
        bench.manager().ensure_named("smolm2-135m", &mut |_| ()).unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(text.contains("did you mean `smollm2-135m-instruct`?") && text.contains("gemma3-270m"), "{text}");
    }
    let text = bench.manager().remove("whisper").unwrap_err().to_string();
    assert!(!text.contains("did you mean"), "nothing is close to this: {text}");
}

#[test]
fn verify_notices_a_change_that_keeps_size_and_time() {
    let bench = Bench::new();
    let path = bench.ensure().unwrap();
    bench.manager().verify(NAME, &mut |_| ()).unwrap();
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let mut changed = model();
    changed[10] ^= 1;
    fs::write(&path, &changed).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(bench.manager().list().unwrap()[0].state, State::Verified, "the stamp cannot know");
    let text = bench.manager().verify(NAME, &mut |_| ()).unwrap_err().to_string();
    assert!(text.contains(&sha256(&model())) && text.contains(&sha256(&changed)), "{text}");
    assert_eq!(bench.manager().list().unwrap()[0].state, State::Unverified);
    bench.ensure().unwrap();
    assert_eq!(fs::read(path).unwrap(), model(), "the next use fetched it anew");
}

#[test]
fn a_file_with_a_known_digest_becomes_the_known_model() {
    let bench = Bench::new();
    let file = bench.path("downloaded (1).bin.gguf");
    fs::write(&file, model()).unwrap();
    assert!(matches!(bench.manager().add_file(&file, &mut |_| ()), Err(ModelError::InvalidName { .. })));
    let file = bench.path("downloaded.gguf");
    fs::write(&file, model()).unwrap();
    let added = bench.manager().add_file(&file, &mut |_| ()).unwrap();
    assert_eq!((added.name.as_str(), added.state), (NAME, State::Verified));
    assert_eq!(bench.ensure().unwrap(), added.path);
    assert!(bench.asked().is_empty() && file.exists());
}

#[test]
fn a_file_of_ones_own_is_named_after_itself() {
    let bench = Bench::new();
    let file = bench.path("Our-Model.Q4_0.gguf");
    fs::write(&file, "GGUF of ours").unwrap();
    let added = bench.manager().add_file(&file, &mut |_| ()).unwrap();
    assert_eq!((added.name.as_str(), added.state), ("our-model.q4_0", State::Verified));
    assert_eq!(bench.manager().ensure_named("our-model.q4_0", &mut |_| ()).unwrap(), added.path);
    bench.manager().verify("our-model.q4_0", &mut |_| ()).unwrap();
    fs::write(&added.path, "GGUF of others").unwrap();
    let error = bench.manager().ensure_named("our-model.q4_0", &mut |_| ()).unwrap_err();
    assert!(error.is_digest_mismatch() && added.path.exists(), "{error}");
    bench.manager().remove("our-model.q4_0").unwrap();
}

#[test]
fn a_file_that_is_no_model_or_claims_a_known_name_is_refused() {
    let bench = Bench::new();
    let file = bench.path("page.gguf");
    fs::write(&file, "<html>").unwrap();
    assert!(matches!(bench.manager().add_file(&file, &mut |_| ()), Err(ModelError::NotAModel { .. })));
    let file = bench.path("tiny.gguf");
    fs::write(&file, "GGUF, but another").unwrap();
    let error = bench.manager().add_file(&file, &mut |_| ()).unwrap_err();
    assert!(error.is_digest_mismatch() && file.exists(), "{error}");
}

#[test]
fn what_comes_with_a_model_is_kept_beside_it_and_checked_as_it_is() {
    const ADAPTER: &[u8] = b"GGUF, and the adapter of the model";
    let bench = Bench::new();
    let source = Source::Bytes(Bytes(ADAPTER));
    let companion = Companion::new("tiny-functions", "tiny-functions.gguf", 34, sha256(ADAPTER), source);
    let entry = bench.entry.clone().with_companion(companion);
    let manager = bench.manager().with_catalogue(Catalogue::built_in().with(entry));
    let files = manager.files(NAME, &mut |_| ()).unwrap();
    let (adapter, scale) = files.companion.unwrap();
    assert_eq!((fs::read(&adapter).unwrap(), scale.to_bits()), (ADAPTER.to_vec(), 1.0_f32.to_bits()));
    assert_eq!(adapter.parent(), files.model.parent());
    fs::write(&adapter, b"GGUF, and something of somebody else").unwrap();
    let again = manager.files(NAME, &mut |_| ()).unwrap();
    assert_eq!(fs::read(again.companion.unwrap().0).unwrap(), ADAPTER);
    let names: Vec<String> = manager.list().unwrap().into_iter().map(|model| model.name).collect();
    assert_eq!(names, [NAME, "tiny-functions"]);
    assert_eq!(bench.manager().files(NAME, &mut |_| ()).unwrap().companion, None);
}

#[test]
fn an_adapter_that_is_not_the_promised_one_is_no_companion() {
    let bench = Bench::new();
    let source = Source::Bytes(Bytes(b"GGUF of somebody else"));
    let companion = Companion::new("tiny-functions", "tiny-functions.gguf", 21, sha256(b"GGUF"), source);
    let entry = bench.entry.clone().with_companion(companion);
    let manager = bench.manager().with_catalogue(Catalogue::built_in().with(entry));
    assert!(manager.files(NAME, &mut |_| ()).unwrap_err().is_digest_mismatch());
}

#[test]
fn the_digests_of_what_is_compiled_in_are_its_own() {
    let catalogue = Catalogue::built_in();
    let mut count = 0;
    let encoders = catalogue.iter().filter_map(|entry| entry.encoder.as_ref()?.companion.as_ref());
    for companion in catalogue.iter().filter_map(|entry| entry.companion.as_ref()).chain(encoders) {
        let Source::Bytes(bytes) = &companion.source else { continue };
        assert_eq!(sha256(bytes.0), *companion.sha256, "{}: write its digest down again", companion.file_name);
        assert_eq!(bytes.0.len() as u64, companion.size);
        assert!(companion.size < 16 << 20, "{}", companion.name);
        count += 1;
    }
    assert_eq!(count, 2);
}
