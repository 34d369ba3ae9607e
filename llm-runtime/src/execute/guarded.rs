//! [`Guarded`]: code that is not ours, whose panics end nothing but itself.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use llm_functions::BoxFuture;

/// What it gives, or `None` if it panicked. The panic's own text stays out: it may hold what the record holds.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(value) => Some(value),
        Err(payload) => {
            // A payload is any value, and may panic once more when it is dropped; the payload of that is left alone.
            if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
                std::mem::forget(second);
            }
            None
        }
    }
}

type Start<'a, T> = Box<dyn FnOnce() -> BoxFuture<'a, T> + Send + 'a>;

/// A future that ends with `None` if it panics: when it is made, polled or dropped. It can be polled after its end.
pub(super) struct Guarded<'a, T> {
    start: Option<Start<'a, T>>,
    work: Option<BoxFuture<'a, T>>,
}

impl<'a, T> Guarded<'a, T> {
    pub(super) fn new(start: impl FnOnce() -> BoxFuture<'a, T> + Send + 'a) -> Self {
        Self { start: Some(Box::new(start)), work: None }
    }

    fn clear(&mut self) {
        quietly(|| self.start = None);
        quietly(|| self.work = None);
    }
}

impl<T> Future for Guarded<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        if let Some(start) = self.start.take() {
            self.work = quietly(start);
        }
        let Some(work) = &mut self.work else { return Poll::Ready(None) };
        match quietly(|| work.as_mut().poll(cx)) {
            Some(Poll::Pending) => Poll::Pending,
            Some(Poll::Ready(value)) => {
                self.clear();
                Poll::Ready(Some(value))
            }
            None => {
                self.clear();
                Poll::Ready(None)
            }
        }
    }
}

impl<T> Drop for Guarded<'_, T> {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]

    use std::future::Future;
    use std::panic::panic_any;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use super::Guarded;

    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("while it was dropped");
        }
    }

    struct DropsBadly;
    impl Future for DropsBadly {
        type Output = u8;
        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u8> {
            Poll::Ready(7)
        }
    }
    impl Drop for DropsBadly {
        fn drop(&mut self) {
            panic_any(Bomb);
        }
    }

    fn poll<T>(work: &mut Guarded<'_, T>) -> Poll<Option<T>> {
        pin!(work).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_panic_is_an_end_whenever_it_happens() {
        let mut at_start = Guarded::<u8>::new(|| panic!("at once"));
        assert_eq!(poll(&mut at_start), Poll::Ready(None));
        let mut with_payload = Guarded::<u8>::new(|| Box::pin(async { panic_any(Bomb) }));
        assert_eq!(poll(&mut with_payload), Poll::Ready(None));
        assert_eq!(poll(&mut with_payload), Poll::Ready(None), "after its end");
    }

    #[test]
    fn what_panics_when_it_is_dropped_takes_nothing_with_it() {
        let mut finished = Guarded::new(|| Box::pin(DropsBadly));
        assert_eq!(poll(&mut finished), Poll::Ready(Some(7)));
        assert_eq!(poll(&mut finished), Poll::Ready(None), "after its end");
        drop(Guarded::new(|| Box::pin(DropsBadly)));
        let bomb = Bomb;
        let mut waiting = Guarded::<u8>::new(move || {
            Box::pin(async move {
                let _bomb = bomb;
                std::future::pending().await
            })
        });
        assert_eq!(poll(&mut waiting), Poll::Pending);
        drop(waiting);
        let bomb = Bomb;
        drop(Guarded::<u8>::new(move || {
            let _bomb = bomb;
            Box::pin(std::future::pending())
        }));
    }
}
