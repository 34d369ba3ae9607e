//! A server of llama.cpp that runs as long as somebody looks at it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use llm_runtime::BoxError;

/// What clients have to show.
pub(crate) const KEY: &str = "only-for-this-run";

/// Long enough for a small model on a busy machine.
const PATIENCE: u32 = 120;

pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    pub(crate) async fn start(program: &Path, model: &Path, more: &[&str]) -> Result<Self, BoxError> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(program);
        command.arg("--model").arg(model).args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--ctx-size", "2048", "--parallel", "2", "--threads", "2", "--api-key", KEY]).args(more);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { child, port };
        server.wait().await?;
        Ok(server)
    }

    /// It listens before its model is loaded, and says so when it is asked.
    async fn wait(&mut self) -> Result<(), BoxError> {
        for _ in 0..PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("llama-server ended: {status}").into());
            }
            let listens = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
            if listens && crate::words::is_loaded(self).await {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err("llama-server did not load its model in time".into())
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
