use llm_runtime::store::Store;

use super::{conversation, files, key, open, stands_in_a_file};

const SECRET: &str = "Ada weighs 71 kg";
/// The secret as the store writes an image of it, without the ends that depend on where it stands.
const ENCODED: &str = "QWRhIHdlaWdocyA3MSBr";

#[tokio::test]
async fn nothing_but_identities_can_be_read_in_the_files_of_an_encrypted_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let store = open(&path).await.unwrap();
    for number in 0..20 {
        store.save(&conversation(&format!("identity-{number}"), SECRET)).await.unwrap();
        store.save(&conversation(&format!("identity-{number}"), &SECRET.repeat(300))).await.unwrap();
    }
    assert!(files(&path).len() >= 2, "the log is a file too");
    let looked_for = [SECRET, ENCODED, "get_weight", "Be brief", "messages", "sensitivity"];
    for text in looked_for {
        assert!(!stands_in_a_file(&path, text), "{text}");
    }
    assert!(stands_in_a_file(&path, "identity-7"), "the search finds what is there");
    for number in 0..20 {
        store.delete(&format!("identity-{number}")).await.unwrap();
    }
    drop(store);
    assert!(!stands_in_a_file(&path, SECRET) && !stands_in_a_file(&path, "identity-7"));
}

#[tokio::test]
async fn what_is_deleted_is_gone_from_the_files_of_any_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let store = Store::at(&path).open().await.unwrap();
    store.save(&conversation("one", &SECRET.repeat(500))).await.unwrap();
    store.save(&conversation("two", SECRET)).await.unwrap();
    assert!(stands_in_a_file(&path, SECRET) && stands_in_a_file(&path, ENCODED));
    store.delete("one").await.unwrap();
    store.delete("two").await.unwrap();
    // While the store is open as well as afterwards.
    assert!(!stands_in_a_file(&path, SECRET) && !stands_in_a_file(&path, ENCODED));
    drop(store);
    assert!(!stands_in_a_file(&path, SECRET));
}

#[tokio::test]
async fn what_is_encrypted_later_is_gone_in_its_old_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let store = Store::at(&path).open().await.unwrap();
    store.save(&conversation("one", &SECRET.repeat(500))).await.unwrap();
    assert!(stands_in_a_file(&path, SECRET));
    store.rekey(Some(key(3))).await.unwrap();
    assert!(!stands_in_a_file(&path, SECRET) && !stands_in_a_file(&path, ENCODED));
    assert!(store.load("one").await.unwrap().is_some());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let store = open(&path).await.unwrap();
    store.save(&conversation("one", SECRET)).await.unwrap();
    for file in files(&path) {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.display());
    }
}

#[test]
fn a_key_is_not_shown() {
    let key = llm_runtime::store::StoreKey::random().unwrap();
    assert_eq!(format!("{key:?}"), "StoreKey([redacted])");
    assert_ne!(key, llm_runtime::store::StoreKey::random().unwrap());
    assert_eq!(
        format!("{:?}", Store::at("s.db").key(key)),
        r#"StoreBuilder { path: "s.db", key: Some(StoreKey([redacted])) }"#
    );
}
