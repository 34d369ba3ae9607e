//! The peer: `llama-server` on loopback, asked as its users ask it.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::model::Model;

/// A server that ends with this value.
pub(crate) struct Server {
    process: Child,
    base: String,
    client: reqwest::Client,
}

/// What was answered and how long it took.
pub(crate) struct Answer {
    pub(crate) body: Value,
    pub(crate) ms: f64,
}

impl Server {
    /// Starts one with this many places, and a chat template if one is given.
    pub(crate) async fn start(model: &Model, places: u32, template: Option<&Path>) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(crate::program("LLAMA_SERVER")?);
        command
            .args(["--host", "127.0.0.1", "--port", &port.to_string(), "--log-disable", "--jinja", "-m"])
            .arg(&model.path);
        let threads = model.threads.to_string();
        command.args(["-t", &threads, "-tb", &threads, "-c", "16384", "--swa-full", "-np", &places.to_string()]);
        if let Some(template) = template {
            command.arg("--chat-template-file").arg(template);
        }
        let process =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("could not start llama-server")?;
        let base = format!("http://127.0.0.1:{port}");
        let mut server = Self { process, base, client: reqwest::Client::builder().no_proxy().build()? };
        server.wait().await?;
        Ok(server)
    }

    async fn wait(&mut self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(60) {
            if let Ok(health) = self.client.get(format!("{}/health", self.base)).send().await
                && health.status().is_success()
            {
                return Ok(());
            }
            ensure!(self.process.try_wait()?.is_none(), "llama-server ended at once");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("llama-server did not get ready")
    }

    /// Asks, and waits for the whole answer.
    pub(crate) async fn ask(&self, path: &str, body: &Value) -> Result<Answer> {
        let began = Instant::now();
        let response = self.client.post(format!("{}{path}", self.base)).json(body).send().await?;
        let body: Value = response.json().await?;
        Ok(Answer { body, ms: began.elapsed().as_secs_f64() * 1e3 })
    }

    /// Asks for a stream; milliseconds to its first piece of text, and how many tokens it had.
    pub(crate) async fn stream(&self, path: &str, body: &Value) -> Result<(f64, f64)> {
        let began = Instant::now();
        let mut response = self.client.post(format!("{}{path}", self.base)).json(body).send().await?;
        let (mut first, mut tokens, mut pending) = (None, 0.0, String::new());
        while let Some(chunk) = response.chunk().await? {
            pending.push_str(&String::from_utf8_lossy(&chunk));
            while let Some((line, rest)) = pending.split_once('\n') {
                let event = line.strip_prefix("data: ").and_then(|data| serde_json::from_str::<Value>(data).ok());
                if let Some(event) = event {
                    if event["content"].as_str().is_some_and(|text| !text.is_empty()) {
                        first.get_or_insert_with(|| began.elapsed().as_secs_f64() * 1e3);
                    }
                    tokens = event["tokens_predicted"].as_f64().unwrap_or(tokens);
                }
                pending = rest.to_owned();
            }
        }
        Ok((first.context("the stream had no text")?, tokens))
    }

    /// Continues a prompt.
    pub(crate) async fn complete(&self, prompt: &str, tokens: u32, schema: Option<&Value>) -> Result<Answer> {
        let mut body = json!({"prompt": prompt, "n_predict": tokens, "temperature": 0, "cache_prompt": true});
        if let (Some(schema), Some(members)) = (schema, body.as_object_mut()) {
            members.insert("json_schema".into(), schema.clone());
        }
        self.ask("/completion", &body).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
