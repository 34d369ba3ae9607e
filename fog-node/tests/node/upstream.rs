//! A node before llama.cpp's own server: what that lacks is made up for or said to be missing. Where the server is not to be
//! had (`LLAMA_SERVER` names one; `cargo xtask soak server` builds it) the test says so and passes.

#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use fog_node::node::Capacity;
use llm_runtime::cloud::{CloudConfig, CloudPlatform, RetryPolicy};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::models::{DEFAULT_MODEL, ModelManager};
use llm_runtime::{GenerationOptions, Schema};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::served::{Ground, Served, said, session};

/// The server's program and a model for it, if both are here.
fn found() -> Option<(PathBuf, PathBuf)> {
    let manager = ModelManager::from_env().ok()?;
    let models = manager.list().ok()?;
    let model = models.into_iter().find(|model| model.name == DEFAULT_MODEL)?.path;
    let named = std::env::var_os("LLAMA_SERVER").map(PathBuf::from);
    let built = || {
        let folders = std::fs::read_dir(llm_runtime::models::cache_directory().ok()?.join("build-tools")).ok()?;
        let programs = folders.filter_map(|folder| Some(folder.ok()?.path().join("llama-server")));
        programs.filter(|program| program.is_file()).max()
    };
    Some((named.or_else(built)?, model))
}

struct LlamaServer {
    child: Child,
    url: String,
}

impl LlamaServer {
    async fn start((program, model): (PathBuf, PathBuf)) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", &port.to_string(), "--log-disable", "--jinja"])
            .args(["-t", "1", "-tb", "1", "-c", "2048", "-np", "1", "-m"])
            .arg(model)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, url: format!("http://127.0.0.1:{port}") };
        for _ in 0..1200 {
            if health(port).await {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("llama-server did not get ready");
    }
}

async fn health(port: u16) -> bool {
    let Ok(mut stream) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await else { return false };
    let asked = stream.write_all(b"GET /health HTTP/1.1\r\nhost: it\r\nconnection: close\r\n\r\n").await;
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).await.is_ok() && answer.starts_with("HTTP/1.1 200")
}

impl Drop for LlamaServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn before(server: &LlamaServer, ground: &Ground) -> Served {
    let config = CloudConfig::new(format!("{}/v1", server.url)).models([DEFAULT_MODEL]).retries(RetryPolicy::none());
    let platform = CloudPlatform::new(config.ceiling(llm_runtime::Sensitivity::Sensitive)).unwrap();
    ground.node_of(Arc::new(platform), vec![ModelStatus::new(DEFAULT_MODEL, None, false)], Capacity::new(2)).await
}

/// The data of a stream's events.
fn events(body: &str) -> Vec<serde_json::Value> {
    let data = body.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_before_a_server_is_as_it_should_be_and_its_end_is_told_also_when_the_server_dies() {
    let Some(found) = found() else {
        eprintln!("SKIPPED: there is no llama-server here, or no model for it");
        return;
    };
    let mut server = LlamaServer::start(found).await;
    let ground = Ground::new();
    let node = before(&server, &ground).await;
    let token = ground.good_token();
    let question = |tokens: u32| {
        format!(
            r#"{{"model": "{DEFAULT_MODEL}", "messages": [{{"role": "user", "content": "Tell me about the sea."}}],
                "stream": true, "stream_options": {{"include_usage": true}}, "temperature": 0, "max_tokens": {tokens}}}"#
        )
    };
    let answer = node.ask("POST", "/v1/chat/completions", Some(&token), &question(12)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = events(&answer.body);
    let of = |name: &str| told.iter().filter(|event| !event["choices"][0]["delta"][name].is_null()).count();
    assert_eq!(of("role"), 1, "the role is told once: {told:?}");
    assert!(of("content") > 1, "{told:?}");
    let reasons = told.iter().filter_map(|event| event["choices"][0]["finish_reason"].as_str()).collect::<Vec<_>>();
    assert_eq!(reasons, ["length"]);
    let usage = told.iter().filter(|event| event["usage"].is_object()).collect::<Vec<_>>();
    assert_eq!((usage.len(), usage[0]["usage"]["completion_tokens"].as_u64()), (1, Some(12)));
    assert!(answer.body.trim_end().ends_with("data: [DONE]"));

    // What it cannot do is said, and not asked of it.
    let status = node.node.status();
    assert!(status.models.iter().all(|model| !model.resumes && model.digest.is_none()));
    let resumed = question(12).replace("\"stream\"", "\"resume_token_ids\": [1, 2], \"stream\"");
    assert_eq!(node.ask("POST", "/v1/chat/completions", Some(&token), &resumed).await.status, 400);

    // A client of ours has its answer with one model as with another.
    let platform = llm_runtime::fog::FogPlatform::new(ground.config(&[node.at()]).models([DEFAULT_MODEL])).unwrap();
    let options = GenerationOptions::greedy().max_output_tokens(16);
    let mut asking = session(platform, Schema::builder(DEFAULT_MODEL).options(options)).await;
    assert!(!said(&mut asking, "What is the capital of France?").await.unwrap().is_empty());

    // The server dies in the middle of an answer: the stream ends with an error and not as if it were whole.
    let long = question(900);
    // An answer that is over before it was seen to begin is no reason to wait for ever: what came is told below.
    let over = std::cell::Cell::new(false);
    let asked = async {
        let answer = node.ask("POST", "/v1/chat/completions", Some(&token), &long).await;
        over.set(true);
        answer
    };
    let (answer, ()) = tokio::join!(asked, async {
        while node.node.status().busy == 0 && !over.get() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let _ = server.child.kill();
    });
    let told = events(&answer.body);
    assert!(told.last().is_some_and(|last| last["error"]["code"] == "upstream_failed"), "{}", answer.body);
    assert!(!answer.body.contains("finish_reason\":\"") && !answer.body.contains("[DONE]"), "{}", answer.body);
    // And who asks now is told at once.
    let answer = node.ask("POST", "/v1/chat/completions", Some(&token), &question(4)).await;
    assert!(answer.status >= 500 && answer.body.contains("upstream"), "{}", answer.body);
}
