//! Every mistake of the catalogue, and what the compiler prints for it.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests --test ui` writes the messages anew; read the difference before committing.
#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test stops at what it did not expect")]

use std::process::Command;

/// The compiler whose words the `.stderr` files hold.
const PINNED: &str = "rustc 1.95.";

#[test]
fn every_mistake_is_named_where_it_is_made() {
    let version = rustc_version();
    if !version.starts_with(PINNED) {
        assert!(std::env::var_os("CI").is_none(), "the messages are those of {PINNED}x, and this is {version}");
        eprintln!("skipped: the messages are those of {PINNED}x, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

fn rustc_version() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
