//! The stored form of a conversation.
//!
//! A file is read in two steps: first as any JSON, to learn its version, then as what that version says. A serde error
//! repeats what it found, which may be health data, so none of them is passed on.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Context, check};
use crate::approval::Suspended;
use crate::message::Message;

/// The version that is written. It grows when a reader of the one before would misunderstand what is written.
pub(crate) const VERSION: u64 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u64,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
    messages: &'a [Message],
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended: Option<&'a Suspended>,
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, title, metadata, messages, suspended } = self;
        let (title, suspended) = (title.as_deref(), suspended.as_deref());
        Written { version: VERSION, id, title, metadata, messages, suspended }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Value::Object(stored) = Value::deserialize(deserializer)? else {
            return Err(D::Error::custom("a stored conversation is an object"));
        };
        let context = read(stored).map_err(D::Error::custom)?;
        match check::context(&context) {
            Ok(()) => Ok(context),
            Err(flaw) => Err(D::Error::custom(format!("the stored conversation cannot be used: {flaw}"))),
        }
    }
}

fn read(mut stored: Map<String, Value>) -> Result<Context, String> {
    let version = match stored.get("version") {
        None => 0,
        Some(version) => version.as_u64().ok_or("the version of the stored conversation is not a whole number")?,
    };
    match version {
        // Before there were versions, a conversation was its messages.
        0 => Ok(Context { messages: messages(&mut stored)?, ..Context::new() }),
        VERSION => Ok(Context {
            id: member(&mut stored, "id")?.ok_or("the stored conversation has no `id`")?,
            title: member(&mut stored, "title")?,
            metadata: member(&mut stored, "metadata")?.unwrap_or_default(),
            messages: messages(&mut stored)?,
            suspended: member(&mut stored, "suspended")?,
        }),
        newer => Err(format!(
            "the stored conversation has version {newer}, and this program reads versions up to {VERSION}; read it with \
             the program that wrote it, or a newer one"
        )),
    }
}

fn messages(stored: &mut Map<String, Value>) -> Result<Vec<Message>, String> {
    let Some(Value::Array(stored)) = stored.remove("messages") else {
        return Err("the stored conversation has no list of `messages`".to_owned());
    };
    let message = |(number, message)| {
        serde_json::from_value(message)
            .map_err(|_| format!("messages[{number}] of the stored conversation is no message"))
    };
    stored.into_iter().enumerate().map(message).collect()
}

/// A member that may be absent or null.
fn member<T: serde::de::DeserializeOwned>(stored: &mut Map<String, Value>, name: &str) -> Result<Option<T>, String> {
    let value = stored.remove(name).unwrap_or_default();
    serde_json::from_value(value).map_err(|_| format!("`{name}` of the stored conversation is not what it should be"))
}
