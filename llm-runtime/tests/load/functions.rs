//! Functions of every kind, a tenth of whose calls goes wrong in some way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, Registry, functions};

/// How long things take.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    pub(crate) unit: Duration,
    pub(crate) call_timeout: Duration,
}

/// What the functions of one session share.
#[derive(Debug)]
pub(crate) struct Deps {
    pace: Pace,
    /// How often a function was entered.
    pub(crate) entered: AtomicUsize,
}

impl Deps {
    pub(crate) fn new(pace: Pace) -> Arc<Self> {
        Arc::new(Self { pace, entered: AtomicUsize::new(0) })
    }
}

const PLANNED: &str = "a planned panic";

/// Thousands of back traces tell nothing, and take most of the time.
pub(crate) fn silence_planned_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.payload().downcast_ref::<&str>() != Some(&PLANNED) {
            usual(info);
        }
    }));
}

impl Deps {
    /// Counts a call, and draws what it does: a number below 50 that looks random.
    fn enter(&self, number: u32) -> u32 {
        let before = self.entered.fetch_add(1, Ordering::SeqCst);
        let mixed = (u64::from(number) << 8 | before as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        u32::try_from(mixed >> 32).unwrap_or(0) % 50
    }
}

/// What a call does: a tenth goes wrong.
async fn work(number: u32, deps: &Deps) -> Result<String, String> {
    let drawn = deps.enter(number);
    tokio::time::sleep(deps.pace.unit * (number % 4)).await;
    match drawn {
        0 => std::panic::panic_any(PLANNED),
        1 => Err("it did not work".to_owned()),
        2 => std::future::pending().await,
        3 => Ok("x".repeat(100_000)),
        4 => {
            tokio::time::sleep(deps.pace.call_timeout * 2).await;
            Ok("too late".to_owned())
        }
        _ => Ok(format!("number {number}")),
    }
}

macro_rules! function {
    ($(#[$meta:meta])* $name:ident) => {
        #[derive(LlmFunction)]
        $(#[$meta])*
        pub(crate) struct $name {
            /// Any number.
            #[parameter(maximum = 100_000)]
            number: u32,
        }

        impl Execute for $name {
            type Deps = Deps;
            type Output = String;
            type Error = String;
            async fn execute(self, call: Call<'_, Deps>) -> Result<String, String> {
                work(self.number, call.deps()).await
            }
        }
    };
}

function! {
    /// Look something up.
    #[llm_function(read_only)]
    Look
}
function! {
    /// Change something.
    Change
}
function! {
    /// Change everything.
    #[llm_function(exclusive)]
    ChangeAll
}
function! {
    /// Set something.
    #[llm_function(idempotent)]
    Set
}

/// Compute something.
#[derive(LlmFunction)]
#[llm_function(blocking)]
pub(crate) struct Compute {
    /// Any number.
    #[parameter(maximum = 100_000)]
    number: u32,
}

impl Execute for Compute {
    type Deps = Deps;
    type Output = u32;
    type Error = String;
    async fn execute(self, call: Call<'_, Deps>) -> Result<u32, String> {
        match call.deps().enter(self.number) {
            0..3 => std::panic::panic_any(PLANNED),
            // Without a look at whether it was cancelled.
            3..5 => std::thread::sleep(Duration::from_millis(2)),
            _ => {}
        }
        Ok(self.number)
    }
}

pub(crate) fn all(deps: &Arc<Deps>) -> Registry {
    functions![
        Look: Arc::clone(deps),
        Change: Arc::clone(deps),
        ChangeAll: Arc::clone(deps),
        Set: Arc::clone(deps),
        Compute: Arc::clone(deps),
    ]
}
