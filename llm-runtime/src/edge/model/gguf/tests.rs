#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test should say where")]

use super::*;

/// A file of one tensor of 32 numbers.
fn file() -> Vec<u8> {
    let mut draft = Draft::default();
    draft.set("general.architecture", Value::Text(b"llama".to_vec()));
    draft.set("scores", Value::Numbers(Scalar::F32, vec![0; 8]));
    draft.set("names", Value::Texts(["one", "two", ""].into_iter().collect()));
    draft.set("on", Value::Number(Number::bool(true)));
    draft.push("weight", TensorKind::F32, &[32], vec![7; 128]);
    draft.push("other", TensorKind::Q8_0, &[32, 1], vec![7; 34]);
    let mut bytes = Vec::new();
    draft.write(&mut bytes).unwrap();
    bytes
}

#[test]
fn what_is_written_is_read_again() {
    let file = parse(&file()).unwrap();
    assert_eq!(file.architecture(), "llama");
    assert_eq!(file.value("on"), Some(&Value::Number(Number::bool(true))));
    let Some(Value::Texts(names)) = file.value("names") else { panic!("no texts") };
    assert_eq!(names.iter().collect::<Vec<_>>(), [b"one".as_slice(), b"two", b""]);
    let shapes: Vec<_> =
        file.tensors().iter().map(|tensor| (tensor.shape.clone(), tensor.bytes(), tensor.offset)).collect();
    assert_eq!(shapes, [(vec![32], 128, 0), (vec![32, 1], 34, 128)]);
}

#[test]
fn a_whole_file_passes_and_no_shorter_one_does() {
    let file = file();
    // The padding after the last tensor may be missing.
    for length in 0..file.len() - 30 {
        assert!(parse(&file[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn what_is_not_a_model_is_named() {
    for (bytes, reason) in [
        (&b""[..], "empty"),
        (b"<!doctype html><html>", "web page"),
        (b"version https://git-lfs", "Git LFS"),
        (b"PK\x03\x04zip", "not a GGUF"),
        (b"GGUF\x01\0\0\0", "version 1"),
        (b"GGUF\x03\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "tensors"),
    ] {
        let error = parse(bytes).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn a_claim_reserves_nothing() {
    let mut bytes = b"GGUF\x03\0\0\0".to_vec();
    bytes.extend(1_u64.to_le_bytes());
    bytes.extend(1_u64.to_le_bytes());
    // A key as long as nothing that is there.
    bytes.extend(1_000_u64.to_le_bytes());
    assert!(parse(&bytes).unwrap_err().contains("cut off"));
}

proptest::proptest! {
    #[test]
    fn no_damage_makes_the_check_panic(at in 0_usize..1000, byte: u8, length in 0_usize..1000) {
        let mut file = file();
        let at = at % file.len();
        file[at] = byte;
        file.truncate(length);
        if let Ok(file) = parse(&file) {
            let _ = examine(&file);
        }
    }
}
