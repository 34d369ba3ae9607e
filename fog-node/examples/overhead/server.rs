//! llama.cpp's own server, where `LLAMA_SERVER` says that there is one.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::models::{DEFAULT_MODEL, ModelManager};
use llm_runtime::{Platform, Sensitivity};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// It is ended when this is dropped.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

pub(crate) async fn start() -> Result<Option<Server>> {
    let Some(program) = std::env::var_os("LLAMA_SERVER") else { return Ok(None) };
    let model = ModelManager::from_env()?.ensure_named(DEFAULT_MODEL, &mut |_| ())?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let (threads, port_said) = (crate::threads().to_string(), port.to_string());
    let child = Command::new(program)
        .args(["--host", "127.0.0.1", "--port", &port_said, "--log-disable", "--jinja"])
        .args(["-t", &threads, "-tb", &threads, "-c", "8192", "-np", "8", "-m"])
        .arg(model)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("llama-server could not be started")?;
    let server = Server { child, port };
    for _ in 0..1200 {
        if server.is_well().await {
            return Ok(Some(server));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("llama-server did not get ready")
}

impl Server {
    async fn is_well(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)).await else { return false };
        let asked = stream.write_all(b"GET /health HTTP/1.1\r\nhost: it\r\nconnection: close\r\n\r\n").await;
        let mut answer = String::new();
        asked.is_ok() && stream.read_to_string(&mut answer).await.is_ok() && answer.starts_with("HTTP/1.1 200")
    }

    pub(crate) fn platform(&self) -> Result<Arc<dyn Platform>> {
        let config = CloudConfig::new(format!("http://127.0.0.1:{}/v1", self.port)).models([DEFAULT_MODEL]);
        Ok(Arc::new(CloudPlatform::new(config.ceiling(Sensitivity::Sensitive).concurrent_requests(8))?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
