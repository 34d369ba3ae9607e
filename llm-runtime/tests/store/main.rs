//! Conversations in a file: kept, listed, deleted, unreadable without the key, and there after a crash.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod approvals;
mod elsewhere;
mod kept;
mod killed;
mod privacy;

use std::path::{Path, PathBuf};

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use llm_runtime::store::{Store, StoreKey};
use llm_runtime::{Context, Image, Message, Result};

fn key(number: u8) -> StoreKey {
    StoreKey::new([number; 32])
}

async fn open(path: &Path) -> Result<Store> {
    Store::at(path).key(key(1)).open().await
}

fn conversation(id: &str, text: &str) -> Context {
    let call = ToolCall::new(format!("call of {id}"), "get_weight", format!("{{\"why\": \"{text}\"}}"));
    let result = ToolResult::success(&call, text, Sensitivity::Personal);
    Context::builder()
        .id(id)
        .title(format!("title {text}"))
        .metadata(format!("name {text}"), format!("value {text}"))
        .message(Message::system("Be brief."))
        .message(Message::user(text).image(Image::new("image/png", text.as_bytes())))
        .message(Message::assistant("", vec![call], Sensitivity::Sensitive))
        .message(Message::tool(result))
        .message(Message::assistant(text, vec![], Sensitivity::Sensitive))
        .build()
        .unwrap()
}

/// Every file of the store.
fn files(path: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(path.parent().unwrap()).unwrap();
    folder.map(|file| file.unwrap().path()).collect()
}

/// Whether the text stands in a file of the store.
fn stands_in_a_file(path: &Path, text: &str) -> bool {
    files(path).iter().any(|file| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
