//! What the tests over the corpora share.

#[path = "../../../llm-functions/tests/support/corpora.rs"]
pub(crate) mod corpora;
