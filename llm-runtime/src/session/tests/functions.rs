//! Functions that do anything that functions do.

use llm_functions::{Call, Execute, LlmFunction, Registry, functions};

use crate::rt::{random, steps};

/// Ends well or badly, soon or late or never.
async fn anything(call: &Call<'_, ()>) -> Result<u32, String> {
    match random(8) {
        0 => Ok(0),
        1 => Err("scripted".to_owned()),
        // Without a message on the terminal for each of thousands.
        2 => std::panic::resume_unwind(Box::new("scripted")),
        3 => std::future::pending().await,
        4 => {
            call.cancelled().await;
            std::future::pending().await
        }
        _ => {
            steps(random(4)).await;
            call.progress(0.5);
            steps(random(4)).await;
            Ok(1)
        }
    }
}

macro_rules! function {
    ($(#[$attribute:meta])* $name:ident) => {
        /// A function of these tests.
        #[derive(LlmFunction)]
        $(#[$attribute])*
        struct $name {}

        impl Execute for $name {
            type Deps = ();
            type Output = u32;
            type Error = String;
            async fn execute(self, call: Call<'_, ()>) -> Result<u32, String> {
                anything(&call).await
            }
        }
    };
}
function!(
    #[llm_function(read_only)]
    Look
);
function!(Write);
function!(
    #[llm_function(exclusive)]
    Alone
);
function!(
    #[llm_function(idempotent)]
    Again
);

/// Occupies a thread, which nobody can stop.
#[derive(LlmFunction)]
#[llm_function(blocking)]
struct Block {}

impl Execute for Block {
    type Deps = ();
    type Output = u32;
    type Error = String;
    async fn execute(self, call: Call<'_, ()>) -> Result<u32, String> {
        call.progress(0.5);
        steps(random(20)).await;
        call.progress(0.9);
        if random(4) == 0 { std::panic::resume_unwind(Box::new("scripted")) } else { Ok(2) }
    }
}

pub(super) const NAMES: [&str; 6] = ["look", "write", "alone", "again", "block", "nobody"];

pub(super) fn registry() -> Registry {
    functions![Look, Write, Alone, Again, Block]
}
