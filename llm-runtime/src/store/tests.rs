//! What a store makes of a file that somebody or something has been at: every byte of it, and every length of its log.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use tempfile::TempDir;

use super::database::Database;
use super::rows::{Row, context};
use super::{Listed, StoreKey};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};

const KEY: StoreKey = StoreKey::new([7; 32]);

/// A folder in memory where there is one: these tests open files by the ten thousand.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn conversation(id: &str, text: &str) -> Context {
    Context::builder().id(id).title(format!("title {text}")).metadata("note", text).message(text).build().unwrap()
}

fn open(path: &Path) -> Result<Database> {
    Database::open(path.to_owned(), Some(&KEY))
}

fn save(database: &mut Database, context: &Context) {
    database.save(&Row::of(context).unwrap()).unwrap();
}

fn load(database: &mut Database, id: &str) -> Result<Option<Context>> {
    database.load(id)?.map(|text| context(&text)).transpose()
}

/// Everything that can be read, through every way of reading.
fn everything(path: &Path, ids: &[&str]) -> Result<(Vec<Context>, Vec<Listed>)> {
    let mut database = open(path)?;
    let listed = database.list()?;
    let contexts = ids.iter().filter_map(|id| load(&mut database, id).transpose()).collect::<Result<_>>()?;
    Ok((contexts, listed))
}

fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Store(_)) && !format!("{error} {error:?}").contains("secret")
}

fn log_of(path: &Path) -> PathBuf {
    path.with_extension("db-wal")
}

#[test]
fn a_file_altered_at_any_byte_is_refused_or_read_as_it_was() {
    let folder = folder();
    let path = folder.path().join("s.db");
    let mut database = open(&path).unwrap();
    save(&mut database, &conversation("one", "secret one"));
    save(&mut database, &conversation("two", &"secret two ".repeat(20)));
    drop(database);
    let ids = ["one", "two", "three"];
    let original = everything(&path, &ids).unwrap();
    let bytes = fs::read(&path).unwrap();
    let threads: usize = 4;
    let read = std::thread::scope(|scope| {
        let altered = |thread: usize| {
            let path = folder.path().join(format!("{thread}.db"));
            let mut read = 0;
            for place in (thread..bytes.len()).step_by(threads) {
                let mut altered = bytes.clone();
                altered[place] ^= 1 << (place % 8);
                fs::write(&path, altered).unwrap();
                let _ = fs::remove_file(log_of(&path));
                match everything(&path, &ids) {
                    Ok(found) => {
                        assert!(found == original, "byte {place} was altered and something else read");
                        read += 1;
                    }
                    Err(error) => assert!(is_refusal(&error), "byte {place}: {error}"),
                }
            }
            read
        };
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || altered(thread))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
    });
    // Unused room in pages may be altered; what is used may not.
    assert!(read > 0 && read < bytes.len(), "{read} of {}", bytes.len());
}

#[test]
fn a_log_cut_at_any_byte_leaves_the_state_before_or_the_newest() {
    let folder = folder();
    let path = folder.path().join("s.db");
    let mut database = open(&path).unwrap();
    let (before, after) = (conversation("one", "secret before"), conversation("one", &"secret after ".repeat(300)));
    save(&mut database, &before);
    let begins = fs::read(log_of(&path)).unwrap().len();
    save(&mut database, &after);
    let (file, log) = (fs::read(&path).unwrap(), fs::read(log_of(&path)).unwrap());
    assert!(log.len() > begins + 4096, "the last change is in the log");
    let state = |length: usize, rest: &[u8]| {
        let cut = folder.path().join("cut.db");
        fs::write(&cut, &file).unwrap();
        let left = [&log[..length], rest].concat();
        fs::write(log_of(&cut), &left).unwrap();
        // What is cut off may have been zeros.
        let expected = if left.starts_with(&log) { &after } else { &before };
        let mut database = open(&cut).unwrap();
        let found = load(&mut database, "one").unwrap().unwrap();
        assert!(found == *expected, "cut at {length} and followed by {} bytes", rest.len());
        assert_eq!(database.list().unwrap().len(), 1);
    };
    for length in begins..log.len() {
        state(length, &[]);
        if length % 97 == 0 {
            state(length, &vec![0; log.len() - length]);
            state(length, &vec![0xA5; log.len() - length]);
        }
    }
    state(log.len(), &[]);
    state(log.len(), b"rubbish");
}

/// What somebody can do with the file who does not have the key.
fn tampered(make: impl Fn(&Connection)) -> Result<(Vec<Context>, Vec<Listed>)> {
    let folder = folder();
    let path = folder.path().join("s.db");
    let mut database = open(&path).unwrap();
    save(&mut database, &conversation("one", "secret one"));
    let connection = Connection::open(&path).unwrap();
    connection.execute("CREATE TABLE kept AS SELECT * FROM conversations", []).unwrap();
    save(&mut database, &conversation("one", "secret newer"));
    save(&mut database, &conversation("two", "secret two"));
    drop(database);
    make(&connection);
    connection.execute("DROP TABLE kept", []).unwrap();
    drop(connection);
    everything(&path, &["one", "two"])
}

#[test]
fn nothing_can_be_moved_renamed_mixed_or_taken_away() {
    let untouched = tampered(|_| ()).unwrap();
    assert_eq!((untouched.0.len(), untouched.1.len()), (2, 2));
    let columns = "noted title metadata content revision";
    let mut attacks: Vec<String> = [
        // Two rows change places.
        "UPDATE conversations SET id = CASE id WHEN 'one' THEN 'x' ELSE 'one' END;
         UPDATE conversations SET id = 'two' WHERE id = 'x'",
        "UPDATE conversations SET id = 'three' WHERE id = 'two'",
        "DELETE FROM conversations WHERE id = 'two'",
        "UPDATE conversations SET version = 0",
        "UPDATE conversations SET version = 2",
        "UPDATE conversations SET content = title",
        "UPDATE conversations SET content = x''",
        "UPDATE once SET value = x'' WHERE name = 'conversations'",
        "UPDATE once SET value = x'00' WHERE name = 'encrypted'",
        "UPDATE once SET value = zeroblob(16) WHERE name = 'store'",
        "DELETE FROM once",
        "DROP TABLE conversations",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 2",
        "PRAGMA application_id = 0",
    ]
    .map(str::to_owned)
    .into();
    for column in columns.split(' ') {
        // A part of an earlier state, and a part of another row.
        attacks.push(format!("UPDATE conversations SET {column} = (SELECT {column} FROM kept) WHERE id = 'one'"));
        attacks.push(format!(
            "UPDATE conversations SET {column} = (SELECT {column} FROM conversations WHERE id = 'one') WHERE id = 'two'"
        ));
    }
    for attack in attacks {
        let error = tampered(|connection| connection.execute_batch(&attack).unwrap()).expect_err(&attack);
        assert!(is_refusal(&error), "{attack}: {error}");
    }
}

#[test]
fn another_version_is_named() {
    let folder = folder();
    let path = folder.path().join("s.db");
    drop(open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 12).unwrap();
    assert!(open(&path).err().unwrap().to_string().contains("version 12"));
    let other = folder.path().join("other.db");
    Connection::open(&other).unwrap().execute("CREATE TABLE theirs (a)", []).unwrap();
    let before = fs::read(&other).unwrap();
    assert!(open(&other).err().unwrap().to_string().contains("no store of conversations"));
    assert_eq!(fs::read(&other).unwrap(), before, "a database of somebody else is left as it is");
    fs::write(&other, "a text that is long enough to be taken for the header of a database, which it is not".repeat(9))
        .unwrap();
    assert!(open(&other).err().unwrap().to_string().contains("no store"));
}

#[test]
fn a_change_with_an_old_key_is_not_made() {
    let folder = folder();
    let path = folder.path().join("s.db");
    let mut one = open(&path).unwrap();
    let mut other = open(&path).unwrap();
    save(&mut one, &conversation("one", "secret"));
    one.rekey(Some(&StoreKey::new([8; 32]))).unwrap();
    let row = Row::of(&conversation("two", "secret")).unwrap();
    assert!(is_refusal(&other.save(&row).unwrap_err()));
    assert!(is_refusal(&other.load("one").unwrap_err()));
    assert!(is_refusal(&other.load("absent").unwrap_err()));
    assert!(is_refusal(&other.consume("a", SystemTime::now(), SystemTime::now()).unwrap_err()));
    one.save(&row).unwrap();
    assert_eq!(one.list().unwrap().len(), 2);
}

#[test]
fn approvals_are_forgotten_when_they_have_expired_for_a_day() {
    let folder = folder();
    let mut database = open(&folder.path().join("s.db")).unwrap();
    let start = SystemTime::now();
    let minute = Duration::from_secs(60);
    assert!(database.consume("a", start + minute, start).unwrap());
    assert!(!database.consume("a", start + minute, start + minute * 60).unwrap());
    assert!(database.consume("b", start + minute * 60 * 60, start + minute * 60 * 30).unwrap());
    let left: Vec<String> = {
        let mut query = database.connection.prepare("SELECT request FROM approvals").unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(rusqlite::Result::unwrap).collect()
    };
    assert_eq!(left, ["b"]);
}
