#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::atomic::{AtomicBool, AtomicU32};

use tokio::sync::Semaphore;

use super::*;

/// Loads when it is let, as often as it is asked.
struct Script {
    begun: AtomicU32,
    let_through: Semaphore,
    loaded: AtomicBool,
    error: Mutex<Option<ErrorKind>>,
}

impl Script {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            begun: AtomicU32::new(0),
            let_through: Semaphore::new(0),
            loaded: AtomicBool::new(false),
            error: Mutex::default(),
        })
    }
}

impl Loader for Script {
    fn is_loaded(&self, _: &str) -> bool {
        self.loaded.load(Ordering::SeqCst)
    }

    fn load<'a>(&'a self, _: &'a str, mut progress: Progress) -> BoxFuture<'a, llm_runtime::Result<()>> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            progress(0.5);
            self.let_through.acquire().await.unwrap().forget();
            if let Some(error) = self.error.lock().unwrap().clone() {
                return Err(error.into());
            }
            self.loaded.store(true, Ordering::SeqCst);
            Ok(())
        })
    }
}

#[tokio::test]
async fn all_who_wait_for_a_model_wait_for_one_loading_which_outlives_them() {
    let script = Script::new();
    let loading = Loading::new(script.clone());
    assert_eq!(loading.state("m"), (ModelState::Unloaded, None));
    let waiting: Vec<_> = (0..9)
        .map(|_| {
            let loading = loading.clone();
            tokio::spawn(async move { loading.ensure("m").await })
        })
        .collect();
    while loading.state("m") != (ModelState::Loading, Some(50)) {
        tokio::task::yield_now().await;
    }
    for gone in &waiting[..8] {
        gone.abort();
    }
    script.let_through.add_permits(1);
    for (place, waiting) in waiting.into_iter().enumerate() {
        assert!(place < 8 || waiting.await.unwrap().is_ok());
    }
    assert_eq!((loading.state("m").0, script.begun.load(Ordering::SeqCst)), (ModelState::Loaded, 1));
}

#[tokio::test]
async fn one_that_cannot_be_loaded_is_left_alone_for_longer_each_time() {
    let script = Script::new();
    *script.error.lock().unwrap() = Some(ErrorKind::Model { model: "m".into(), reason: "damaged".into() });
    script.let_through.add_permits(99);
    let loading = Loading::new(script.clone());
    let refused = |failure: Result<(), Failure>| match failure {
        Err(Failure::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    };
    let first = refused(loading.ensure("m").await);
    assert_eq!((first.status.as_u16(), first.retry_after), (503, Some(FIRST_PAUSE)));
    assert_eq!(loading.state("m").0, ModelState::Failed);
    for _ in 0..99 {
        assert!(refused(loading.ensure("m").await).retry_after.unwrap() <= FIRST_PAUSE);
    }
    assert_eq!(script.begun.load(Ordering::SeqCst), 1, "it is not tried again and again");
    let later = Instant::now() + FIRST_PAUSE;
    let mut end = loading.begun("m", later).unwrap().unwrap();
    let again = end.wait_for(Option::is_some).await.unwrap().clone().unwrap();
    assert_eq!(refused(again).retry_after, Some(FIRST_PAUSE * 2));
}

#[tokio::test]
async fn having_no_room_is_no_failure() {
    let script = Script::new();
    let (needed, left, budget, others) = (9, 1, 8, 1);
    *script.error.lock().unwrap() = Some(ErrorKind::NoRoom { model: "m".into(), needed, left, budget, others });
    script.let_through.add_permits(99);
    let loading = Loading::new(script.clone());
    assert!(matches!(loading.ensure("m").await, Err(Failure::NoRoom)));
    *script.error.lock().unwrap() = None;
    loading.ensure("m").await.unwrap();
}
