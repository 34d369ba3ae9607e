use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use llm_runtime::{ApprovalLedger, Schema};

use super::open;

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_used_once_whoever_uses_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let soon = SystemTime::now() + Duration::from_secs(60);
    let used = Arc::new(AtomicUsize::new(0));
    let stores = [open(&path).await.unwrap(), open(&path).await.unwrap(), open(&path).await.unwrap()];
    std::thread::scope(|scope| {
        for store in &stores {
            let used = Arc::clone(&used);
            scope.spawn(move || {
                for number in 0..20 {
                    let first = store.consume(&format!("approval {number}"), soon).unwrap();
                    used.fetch_add(usize::from(first), Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(used.load(Ordering::SeqCst), 20);
    drop(stores);
    let store = open(&path).await.unwrap();
    assert!(!store.consume("approval 7", soon).unwrap(), "it stays used when everybody has closed the store");
    assert!(store.consume("approval 70", soon).unwrap());
    assert!(Schema::builder("tiny").approval_ledger(store).build().is_ok());
}
