//! The same call in five dresses: ours through the registry, ours through the decoder alone, rig's and rmcp's own paths,
//! and plain `serde_json` into the same struct.
//!
//! All of them begin with what a model's answer holds, the arguments as text, and end when a function that keeps every
//! field alive was entered and has returned a short string. Nothing is sent anywhere.

pub mod ours;
pub mod payloads;
pub mod plain;
pub mod rig;
pub mod rmcp;

/// One way to get from arguments to a function that was entered.
pub trait Contender {
    /// What a call starts from; made before the clock starts.
    type Input;

    /// The name in reports.
    const NAME: &'static str;

    /// A call of the payload's function with these arguments.
    fn input(&self, payload: payloads::Payload, arguments: &str) -> Self::Input;

    /// The call.
    ///
    /// # Panics
    /// When the call fails: a refused call would be compared with one that ran.
    fn call(&self, input: Self::Input);
}

/// Runs `$work` with each contender, which it sees as `$contender`.
#[macro_export]
macro_rules! for_each_contender {
    (|$contender:ident| $work:expr) => {{
        {
            let $contender = &$crate::plain::Plain;
            $work
        }
        {
            let $contender = &$crate::ours::Decode;
            $work
        }
        {
            let $contender = &$crate::ours::Dispatch::new();
            $work
        }
        {
            let $contender = &$crate::rig::Rig::new();
            $work
        }
        {
            let $contender = &$crate::rig::CheckedRig::new();
            $work
        }
        {
            let $contender = &$crate::rmcp::Rmcp::new();
            $work
        }
    }};
}
