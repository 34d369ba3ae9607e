//! Models in this process, by llama.cpp.
//!
//! An [`EdgePlatform`] holds the models of an [`EdgeConfig`]; a model is loaded when the first session asks for it.
//!
//! # One thread owns a model
//!
//! `worker` is a thread with a model and its context on its stack, and a loop: every tick takes orders, drops jobs that
//! nobody listens to any more, gives waiting jobs a sequence, decodes **one batch for all of them**, and lets each job
//! whose target is computed choose its next tokens. A job has a target (its prompt and what was chosen since) and a
//! sequence that holds a beginning of it; prompts, sampled tokens and tokens that a grammar forces are all the same to
//! it: the rest of the target. A batch is divided by urgency and then fairly, and is small, since it is how long a
//! cancellation waits. Random numbers are functions of seed and place, so that a turn can be taken up from its tokens, here
//! or elsewhere ([`TurnRequest::resume`](crate::TurnRequest::resume)).
//!
//! # Sessions are sequences of one cache
//!
//! A turn computes only what its session's sequence does not hold yet. A session without a sequence copies the longest
//! common beginning from any other (a copy of references, not of memory), so that system text, functions and examples
//! are computed once per model; a job whose beginning another one is just computing waits for it. When a session ends,
//! the public beginning of its sequence stays until somebody needs the room; what a person said does not. If asked to
//! ([`EdgeConfig::prefix_directory`]), such beginnings are kept on disk as well. Without room, idle sequences give way, then
//! turns wait, up to a bound.
//!
//! # A turn is a choice, then a call or an answer
//!
//! `turn` runs on the caller's side and gives the thread jobs whose prompts begin alike. `prompt` writes the conversation
//! down in one form that only grows; `model::template` renders it through the model's own Jinja, with marks in every text
//! that we did not write, so that `model::vocab` never takes it for a special token.
//!
//! Where the template knows functions, it shows them, and the model chooses by what it writes: `grammar` lets it write
//! freely until a call begins in the family's own `syntax`, and admits calls from there on; a model with an `encoder` adds
//! what that says of the question to what it would write itself: the name is chosen before, and arguments are held to what
//! was certainly said (`narrow`). Otherwise functions are lines of the system text, `choice` compares how likely their names
//! are as the beginning of the answer, and `grammar` admits one call of the function chosen. Either way everything has
//! bounds, and enough tokens are kept back to close a call. What a grammar cannot express, the function's own check decides,
//! and the call is written again.
//!
//! Every number that depends on a model is in its [`ModelProfile`].
//!
//! # Nothing aborts
//!
//! llama.cpp aborts the process where others return an error. `model::gguf` checks a file before llama.cpp sees it,
//! batches never exceed what the context was made for, and a prompt that does not fit is refused before it is computed.

pub mod adapter;
mod call;
mod choice;
mod config;
mod digest;
mod encoder;
mod engine;
mod evidence;
mod facts;
mod functions;
mod grammar;
mod likelihood;
mod members;
mod model;
mod narrow;
mod options;
mod platform;
mod pool;
pub mod probe;
mod profile;
mod prompt;
pub mod quantize;
mod spoken;
mod stats;
mod syntax;
mod turn;
mod worker;

pub use config::{EdgeConfig, EdgeModel, KvType};
pub use engine::EdgeEngine;
pub use evidence::{Evidence, FunctionEvidence, ParameterEvidence};
pub use facts::ModelFacts;
pub use likelihood::Likelihood;
pub use model::gguf;
pub use platform::EdgePlatform;
pub use profile::{CallLimits, ChoiceMethod, EncoderProfile, FunctionList, ModelProfile};
pub use stats::ModelStats;
pub use syntax::CallSyntax;
