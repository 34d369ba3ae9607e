#![allow(clippy::print_stderr, reason = "a test that is skipped says so, and counts are told")]
//! Clients by others, which know nothing of nodes: over TLS, with a token, as a person would start them.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fog_node::http::Limits;
use fog_node::node::Capacity;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::clerk::Clerk;
use crate::model::MODEL;
use crate::served::{Ground, Served};

/// The variable that says where the clients were installed.
const VARIABLE: &str = "LLM_FUNCTIONS_CLIENTS";

/// How many requests are made up for each operation, unless the variable says it.
const EXAMPLES: &str = "25";

/// Where the clients in a language are; a test without them says so and is over.
fn clients(language: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(VARIABLE).map(|folder| PathBuf::from(folder).join(language));
    let folder = folder.filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("skipped: no clients in {language}; `cargo xtask test` installs them and sets {VARIABLE}");
    }
    folder
}

/// The Python for which they were installed.
fn python() -> String {
    std::env::var("LLM_FUNCTIONS_CLIENTS_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Two nodes, of which one has no place to wait; the authority's certificate is in the folder.
struct Nodes {
    ground: Ground,
    node: Served,
    busy: Served,
    folder: tempfile::TempDir,
}

impl Nodes {
    async fn new() -> Self {
        let ground = Ground::new();
        let mut narrow = Capacity::new(1);
        narrow.waiting = 0;
        // A tester on a busy machine takes its time for a handshake.
        let mut limits = Limits::default();
        limits.handshake = Duration::from_secs(60);
        let node = ground.node_limited(Clerk, Capacity::new(8), None, limits).await;
        let busy = ground.node_with(Clerk, narrow, None).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("authority.pem"), ground.site.authority.pem()).unwrap();
        Self { ground, node, busy, folder }
    }

    fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// A program with all that it has to know of the nodes.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("FOG_URL", format!("https://{}/v1", self.node.address))
            .env("FOG_BUSY_URL", format!("https://{}/v1", self.busy.address))
            .env("FOG_TOKEN", self.ground.good_token())
            .env("SSL_CERT_FILE", self.authority())
            .env("NODE_EXTRA_CA_CERTS", self.authority())
            .env_remove("HTTPS_PROXY")
            .env_remove("https_proxy")
            .env("NO_PROXY", "*")
            .current_dir(self.folder.path());
        command
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

/// Runs a program to its end; what it said when it ended well.
async fn passes(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).output();
    let output = tokio::time::timeout(Duration::from_secs(3000), output).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[tokio::test]
async fn the_client_for_python_of_openai() {
    let Some(clients) = clients("python") else { return };
    let nodes = Nodes::new().await;
    let mut python = nodes.command(&python());
    let said = passes(python.arg(script("openai_client.py")).env("PYTHONPATH", clients)).await;
    assert_eq!(said.lines().filter(|line| line.starts_with("passed ")).count(), 11, "{said}");
}

/// JavaScript looks for packages beside the program.
async fn javascript(name: &str, steps: usize) {
    let Some(clients) = clients("javascript") else { return };
    let nodes = Nodes::new().await;
    let beside = nodes.folder.path().join(name);
    std::fs::copy(script(name), &beside).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(clients.join("node_modules"), nodes.folder.path().join("node_modules")).unwrap();
    let said = passes(nodes.command("node").arg("--preserve-symlinks").arg(&beside)).await;
    assert_eq!(said.lines().filter(|line| line.starts_with("passed ")).count(), steps, "{said}");
}

#[tokio::test]
async fn the_client_for_javascript_of_openai() {
    javascript("openai_client.mjs", 9).await;
}

#[tokio::test]
async fn the_ai_sdk() {
    javascript("ai_sdk.mjs", 8).await;
}

/// Makes up requests from the document, good ones and bad ones, and holds the answers to it.
#[tokio::test]
async fn a_tester_that_reads_the_document_finds_no_undocumented_answer() {
    let Some(clients) = clients("python") else { return };
    let nodes = Nodes::new().await;
    let document = nodes.node.ask("GET", "/openapi.json", None, "").await.body;
    let mut document: Value = serde_json::from_str(&document).unwrap();
    // Requests for models that are not there would be refused before anything of them mattered.
    document["components"]["schemas"]["Model"]["enum"] = json!([MODEL]);
    let described = nodes.folder.path().join("openapi.json");
    std::fs::write(&described, document.to_string()).unwrap();
    let (examples, phases) = match std::env::var("LLM_FUNCTIONS_SOAK_EXAMPLES") {
        // Every bound of every member is some hundred requests for each operation.
        Ok(examples) => (examples, "examples,coverage,fuzzing"),
        Err(_) => (EXAMPLES.to_owned(), "examples,fuzzing"),
    };
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    for operation in operations.map(|operation| operation["operationId"].as_str().unwrap()) {
        let mut tester = nodes.command(&python());
        tester.env("PYTHONPATH", &clients).args(["-m", "schemathesis.cli", "run"]).arg(&described);
        tester.args(["--url", &format!("https://{}", nodes.node.address), "--include-operation-id", operation]);
        tester.args(["--header", &format!("Authorization: Bearer {}", nodes.ground.good_token())]);
        tester.arg("--tls-verify").arg(nodes.authority()).args(["--max-examples", &examples, "--seed", "7"]);
        tester.args(["--phases", phases, "--checks", CHECKS, "--no-color"]);
        tester.args(["--suppress-health-check", "all", "--warnings", "off"]);
        let said = passes(&mut tester).await;
        eprintln!("{operation}: {}", said.lines().rev().find(|line| line.contains("generated")).unwrap_or("").trim());
    }
    let alive = nodes.node.ask("GET", "/v1/models", Some(&nodes.ground.good_token()), "").await;
    assert_eq!(alive.status, 200);
}

/// All that can be known here: what is refused although the document allows it, such as a tool whose schema cannot be held to, is
/// told in words, and what is taken although it does not, such as a member that nobody knows, is passed over.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,unsupported_method,allow_header_conformance,ignored_auth";
