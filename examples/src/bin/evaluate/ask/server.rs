//! llama.cpp's own server on loopback, with the same model.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use llm_functions::json::{self, Json};

use super::http::request;
use crate::Result;

/// A server that ends with this value.
pub(super) struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts the program that `LLAMA_SERVER` names, and waits until it has loaded the model.
    pub(super) fn start(model: &Path, threads: Option<u32>) -> Result<Self> {
        let program = std::env::var_os("LLAMA_SERVER").ok_or("name the program llama-server in LLAMA_SERVER")?;
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(&program);
        command.args([
            "--host",
            "127.0.0.1",
            "--port",
            &address.port().to_string(),
            "--log-disable",
            "-c",
            "4096",
            "-np",
            "1",
        ]);
        if let Some(threads) = threads {
            command.args(["-t", &threads.to_string(), "-tb", &threads.to_string()]);
        }
        command.arg("-m").arg(model).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut server = Self { process, address };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(120) {
            if matches!(request(self.address, "GET", "/health", ""), Ok((200, _))) {
                return Ok(());
            }
            if let Some(status) = self.process.try_wait()? {
                return Err(format!("llama-server ended: {status}").into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("llama-server did not get ready".into())
    }

    /// What the model writes after a prompt, under a schema if one is given.
    pub(super) fn complete(&self, prompt: &str, tokens: i64, schema: Option<Json>) -> Result<String> {
        let mut body = vec![
            ("prompt", Json::from(prompt)),
            ("n_predict", Json::from(tokens)),
            ("temperature", Json::from(0_i64)),
            ("cache_prompt", Json::from(true)),
        ];
        body.extend(schema.map(|schema| ("json_schema", schema)));
        let (status, answer) = request(self.address, "POST", "/completion", &Json::object(body).to_string())?;
        if status != 200 {
            return Err(format!("llama-server answered {status}: {answer}").into());
        }
        let answer = json::read(&answer)?;
        Ok(answer.get("content").and_then(Json::as_str).unwrap_or_default().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
