//! The test kit: platforms on which nothing is computed, for tests of functions, of applications and of the runtime.
//!
//! | what | for |
//! | --- | --- |
//! | [`MockPlatform`] | a model that says and calls what a script says, and remembers what it was asked |
//! | [`exercise`] | every function of a registry, called with arguments fabricated from its declaration |
//! | [`FabricatingPlatform`] | a model that makes such calls, for tests of what is around the functions |
//! | [`Recorder`] and [`Replay`] | any platform once, and from then on what it said, without anything private |
//! | [`ChaosPlatform`] | any platform, with the faults of real models and servers added by a seed |
//! | [`forbid_network`] | a guard under which a test fails that reaches for the network |
//! | [`assert_every_call_is_answered`] | what the runtime promises of every conversation |
//!
//! It is compiled with the feature `mock`, which belongs among the `dev-dependencies`.

mod assertions;
mod cassette;
mod chaos;
mod engine;
mod exercise;
mod fabricating;
mod network;
mod platform;
mod random;
mod request;
mod turn;

pub use assertions::assert_every_call_is_answered;
pub use cassette::{Part, Recorder, Redaction, Replay};
pub use chaos::{ChaosPlatform, Fault, Injected};
pub use exercise::{Exercise, Outcome, Report, Run, exercise};
pub use fabricating::FabricatingPlatform;
pub use network::{NetworkGuard, forbid_network};
pub use platform::MockPlatform;
pub use request::Request;
pub use turn::{Step, Turn};
