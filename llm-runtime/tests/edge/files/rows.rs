//! Texts that go on and on. llama.cpp cuts text into words with the regular expressions of the C++ library, which need as
//! much stack as a word is long.

use std::sync::Arc;

use llm_runtime::edge::gguf::Value;
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{ErrorKind, Message, Platform, Schema, ToolChoice};

use super::tiny::{Tiny, write};
use crate::support::{greedy, turn};

/// Those whose rules llama.cpp has as code of its own, and those that it leaves to the library.
const CUTS: [&str; 10] =
    ["llama-bpe", "qwen2", "smollm", "default", "gpt-4o", "tekken", "deepseek-v3", "deepseek-llm", "bloom", "viking"];

#[tokio::test]
async fn a_row_of_anything_is_too_long_for_the_model_and_kills_nobody() {
    let folder = tempfile::tempdir().unwrap();
    for cut in CUTS {
        let mut draft = Tiny::new("qwen2").draft();
        draft.set("tokenizer.ggml.pre", Value::Text(cut.into()));
        let path = write(&draft, &folder.path().join(format!("{cut}.gguf")));
        let model = EdgeModel::new("tiny", path).profile(ModelProfile::base());
        let platform = EdgePlatform::new(EdgeConfig::new().model(model).context_tokens(512).threads(1));
        let mut engine = platform.open(Arc::new(Schema::builder("tiny").build().unwrap())).await.unwrap();
        for unit in ["a", "7", " ", "\n", "=", "\u{6f22}", "a ", "ACGT"] {
            let text = unit.repeat(20_000);
            let error = turn(&mut *engine, &[Message::user(text)], ToolChoice::None, &greedy(2)).await.unwrap_err();
            let ErrorKind::ContextWindow { needed, .. } = error.kind() else { panic!("{cut} {unit:?}: {error}") };
            assert!(*needed > 512, "{cut} {unit:?}: {needed}");
        }
    }
}
