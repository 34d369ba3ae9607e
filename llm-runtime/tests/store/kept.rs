use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use llm_runtime::mock::MockPlatform;
use llm_runtime::store::Store;
use llm_runtime::{Context, ErrorKind, Image, Message, Runner, Schema, Sensitivity};

use super::{conversation, key, open};

#[tokio::test]
async fn what_was_saved_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let context = conversation("one", "text");
    for encrypted in [false, true] {
        let builder = || if encrypted { Store::at(&path).key(key(1)) } else { Store::at(&path) };
        let store = builder().open().await.unwrap();
        assert_eq!(store.load("one").await.unwrap(), None);
        store.save(&context).await.unwrap();
        drop(store);
        let store = builder().open().await.unwrap();
        assert_eq!(store.load("one").await.unwrap().as_ref(), Some(&context));
        assert_eq!(store.load("two").await.unwrap(), None);
        assert!(store.delete("one").await.unwrap());
        assert!(!store.delete("one").await.unwrap());
        assert_eq!(store.load("one").await.unwrap(), None);
        assert!(store.list().await.unwrap().is_empty());
        drop(store);
        std::fs::remove_file(&path).unwrap();
    }
}

#[tokio::test]
async fn the_list_says_what_there_is_without_the_messages() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s.db")).await.unwrap();
    let before = SystemTime::now() - Duration::from_millis(1);
    for (id, text) in [("a", "first"), ("b", "second"), ("a", "third")] {
        store.save(&conversation(id, text)).await.unwrap();
        // The list goes by the clock, and so has to wait for it.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    store.save(&Context::builder().id("empty").build().unwrap()).await.unwrap();
    let list = store.list().await.unwrap();
    let shown: Vec<_> = list.iter().map(|listed| (listed.id(), listed.title(), listed.messages())).collect();
    let expected = [("empty", None, 0), ("a", Some("title third"), 5), ("b", Some("title second"), 5)];
    assert_eq!(shown, expected);
    let labels: Vec<Sensitivity> = list.iter().map(llm_runtime::store::Listed::sensitivity).collect();
    assert_eq!(labels, [Sensitivity::Public, Sensitivity::Sensitive, Sensitivity::Sensitive]);
    assert_eq!(list[1].metadata(), &BTreeMap::from([("name third".to_owned(), "value third".to_owned())]));
    assert!(list.iter().all(|listed| listed.saved_at() >= before && listed.saved_at() <= SystemTime::now()));
    assert!(!list[1].is_suspended() && !format!("{list:?} {store:?}").contains("third"));
}

#[tokio::test]
async fn a_session_goes_on_from_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s.db")).await.unwrap();
    let platform = MockPlatform::new("tiny").says("Seven hours.").says("Well.");
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    let schema = Schema::builder("tiny").instructions("Be brief.").build().unwrap();
    let mut session = runner.session(schema.clone()).await.unwrap();
    session.generate_text("How long did I sleep?").await.unwrap();
    store.save(&session.context().await).await.unwrap();
    let id = session.context().await.id().to_owned();
    drop(session);

    let context = store.load(&id).await.unwrap().unwrap();
    let mut session = runner.resume(schema, context).await.unwrap();
    session.generate_text("And how?").await.unwrap();
    store.save(&session.context().await).await.unwrap();
    assert_eq!(platform.requests()[1].messages.len(), 4);
    assert_eq!(store.load(&id).await.unwrap().unwrap().messages().len(), 5);
    assert_eq!(store.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_is_needed_fits_and_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let store = open(&path).await.unwrap();
    let contexts = [conversation("one", "text"), conversation("two", "other text")];
    for context in &contexts {
        store.save(context).await.unwrap();
    }
    let refused = async |number: Option<u8>, expected: &str| {
        let builder = Store::at(&path);
        let builder = match number {
            Some(number) => builder.key(key(number)),
            None => builder,
        };
        let error = builder.open().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Store(_)));
        assert!(error.to_string().contains(expected) && error.to_string().contains("s.db"), "{error}");
    };
    refused(None, "is encrypted").await;
    refused(Some(2), "the key does not fit").await;

    store.rekey(Some(key(2))).await.unwrap();
    assert_eq!(store.load("one").await.unwrap().as_ref(), Some(&contexts[0]));
    refused(Some(1), "the key does not fit").await;
    let again = Store::at(&path).key(key(2)).open().await.unwrap();
    assert_eq!(again.list().await.unwrap().len(), 2);

    again.rekey(None).await.unwrap();
    refused(Some(2), "is not encrypted").await;
    // The other connection still has the key that is not the store's any more.
    assert!(store.load("one").await.is_err() && store.save(&contexts[0]).await.is_err());
    let plain = Store::at(&path).open().await.unwrap();
    assert_eq!(plain.load("two").await.unwrap().as_ref(), Some(&contexts[1]));
}

#[tokio::test]
async fn a_place_where_no_file_can_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Store::at(folder.path().join("no/such/folder/s.db")).open().await.unwrap_err();
    assert!(error.to_string().contains("no/such/folder"), "{error}");
    assert!(Store::at(folder.path()).open().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_of_one_file_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    // All of them make the file, at once.
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let path = path.clone();
            tokio::spawn(async move {
                let store = open(&path).await.unwrap();
                for number in 0..10 {
                    store.save(&conversation(&format!("{writer}-{number}"), "own")).await.unwrap();
                    store.save(&conversation("shared", &format!("by {writer}"))).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let store = open(&path).await.unwrap();
    assert_eq!(store.list().await.unwrap().len(), 81);
    assert!(store.load("shared").await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn any_identity_is_kept_apart_from_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let long = "long".repeat(100_000);
    let odd = [
        " ",
        "a",
        "A",
        "a ",
        "a\0",
        "a\0b",
        "\0",
        "'; DROP TABLE conversations; --",
        "%",
        "_",
        "\u{202e}abc",
        "é",
        "e\u{301}",
        "🦀",
        "/etc/passwd",
        "1",
        "1.0",
        "NULL",
        "\n",
        &long,
    ];
    let store = open(&path).await.unwrap();
    for (number, id) in odd.iter().enumerate() {
        store.save(&conversation(id, &format!("text {number}"))).await.unwrap();
    }
    store.rekey(Some(key(2))).await.unwrap();
    drop(store);
    let store = Store::at(&path).key(key(2)).open().await.unwrap();
    for (number, id) in odd.iter().enumerate() {
        assert_eq!(store.load(id).await.unwrap(), Some(conversation(id, &format!("text {number}"))), "{number}");
    }
    assert_eq!(store.list().await.unwrap().len(), odd.len());
    for (number, id) in odd.iter().enumerate() {
        assert!(store.delete(id).await.unwrap() && !store.delete(id).await.unwrap(), "{number}");
    }
    assert_eq!(store.load("").await.unwrap(), None);
    assert!(store.list().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_may_be_huge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let image = Image::new("image/png", (0..24 << 20).map(|byte: u32| byte.to_le_bytes()[0]).collect::<Vec<_>>());
    let huge = Context::builder().id("huge").message(Message::user("x".repeat(8 << 20)).image(image)).build().unwrap();
    open(&path).await.unwrap().save(&huge).await.unwrap();
    // Not compared with `assert_eq`, which would print it.
    assert!(open(&path).await.unwrap().load("huge").await.unwrap() == Some(huge));
}
