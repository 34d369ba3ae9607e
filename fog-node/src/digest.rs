//! SHA-256, as 64 digits.

use std::fmt::Write;
use std::io::Read;
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256, digest};

/// Of bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Of a file, by which clients know that two nodes have the same model.
///
/// # Errors
/// When it cannot be read.
pub fn of_file(file: &Path) -> std::io::Result<String> {
    let mut context = Context::new(&SHA256);
    let (mut file, mut buffer) = (std::fs::File::open(file)?, vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(context.finish().as_ref())),
            read => context.update(&buffer[..read]),
        }
    }
}

/// Bytes as digits, two for each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_file_has_the_digest_of_its_bytes() {
        // The first test vector of FIPS 180.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("abc"), "abc").unwrap();
        assert_eq!((of_file(&folder.path().join("abc")).unwrap().as_str(), of_bytes(b"abc").as_str()), (known, known));
        assert!(of_file(&folder.path().join("none")).is_err());
    }
}
