//! Which models a server has.

use llm_functions::Sensitivity;
use llm_functions::json::{self, Json};

use super::server::Server;
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::labelled::Labelled;
use crate::transport::Method;

/// The largest lists of today have a few hundred models with half a kilobyte each.
const LONGEST_LIST: usize = 8 << 20;

/// The members in which servers say how long a conversation may be: vLLM's, llama.cpp's, those of routers.
const WINDOWS: [&str; 5] = ["max_model_len", "context_length", "context_window", "max_context_length", "n_ctx"];

/// A model that a server has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelInfo {
    /// The name to ask for it by.
    pub id: String,
    /// How many tokens prompt and answer may have together, where the server says so.
    pub window: Option<usize>,
}

pub(super) async fn list(server: &Server) -> Result<Vec<ModelInfo>> {
    let nothing = Labelled::new(Vec::new(), Sensitivity::Public);
    let outbound = Outbound::release(nothing, server.client.destination())?;
    let limit = server.config.timeouts.first_token;
    let read = async {
        let response = server.ask(Method::Get, "models", &outbound).await?;
        response.body(LONGEST_LIST).await
    };
    let Ok(read) = tokio::time::timeout(limit, read).await else {
        let destination = server.client.name().to_owned();
        return Err(ErrorKind::Timeout { destination, waited_for: WaitedFor::End, limit }.into());
    };
    let (body, whole) = read?;
    let text = String::from_utf8(body).ok().filter(|_| whole);
    let list = text.and_then(|text| json::read(&text).ok());
    list.as_ref().and_then(models).ok_or_else(|| no_list(server))
}

/// `data` holds the list everywhere but at a few servers that send it bare or call it `models`.
fn models(answer: &Json) -> Option<Vec<ModelInfo>> {
    let list = ["data", "models"].iter().find_map(|name| answer.get(name)).unwrap_or(answer);
    let Json::Array(list) = list else { return None };
    Some(list.iter().filter_map(model).collect())
}

fn model(entry: &Json) -> Option<ModelInfo> {
    let id = ["id", "name"].iter().find_map(|name| entry.get(name)).unwrap_or(entry).as_str()?.to_owned();
    let places = [Some(entry), entry.get("meta")];
    let window =
        places.into_iter().flatten().find_map(|place| WINDOWS.iter().find_map(|name| number(place.get(name)?)));
    Some(ModelInfo { id, window })
}

fn number(json: &Json) -> Option<usize> {
    match json {
        Json::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn no_list(server: &Server) -> Error {
    let destination = server.client.name().to_owned();
    ErrorKind::NotTheApi { destination, reason: "what it answered is no list of models".to_owned() }.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, Option<usize>)>> {
        let list = models(&json::read(text).unwrap())?;
        Some(list.into_iter().map(|model| (model.id, model.window)).collect())
    }

    #[test]
    fn lists_of_several_servers_are_read() {
        let one = |id: &str, window| Some(vec![(id.to_owned(), window)]);
        assert_eq!(read(r#"{"object":"list","data":[{"id":"a","object":"model"}]}"#), one("a", None));
        assert_eq!(read(r#"{"data":[{"id":"a","max_model_len":4096}]}"#), one("a", Some(4096)));
        assert_eq!(read(r#"{"data":[{"id":"a","meta":{"n_ctx":512,"n_ctx_train":9}}]}"#), one("a", Some(512)));
        assert_eq!(read(r#"{"models":[{"name":"a"},{"size":1},7]}"#), one("a", None));
        assert_eq!(read(r#"["a"]"#), one("a", None));
        assert_eq!(read(r#"{"data":[{"id":"a","context_length":-1.5}]}"#), one("a", None));
        assert_eq!(read(r#"{"error":"no"}"#), None);
    }
}
