//! The program itself, as a person uses it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use fog_node::identity::{Authority, Certificate, Enrolment};
use llm_runtime::AuthToken;
use llm_runtime::fog::{FogConfig, FogPlatform, NodeId, pair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::model::MODEL;
use crate::served::{schema, session};

pub(crate) fn fog_node(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fog-node"));
    command.arg("--home").arg(home).args(arguments).env_remove("FOG_NODE_HOME");
    command
}

/// What the program prints, once it has ended well.
pub(crate) fn output(home: &Path, arguments: &[&str]) -> String {
    let output = fog_node(home, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn refusal(home: &Path, arguments: &[&str]) -> String {
    let output = fog_node(home, arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A server as others have one: chat completions over plain HTTP on loopback, word by word.
async fn upstream(words: &'static [&'static str], pace: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = [0; 16384];
                let _ = stream.read(&mut buffer).await;
                let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(head.as_bytes()).await;
                for word in words {
                    tokio::time::sleep(pace).await;
                    let chunk = serde_json::json!({"choices": [{"index": 0, "delta": {"content": word}}]});
                    let _ = stream.write_all(format!("data: {chunk}\n\n").as_bytes()).await;
                }
                let end = r#"{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}"#;
                let _ = stream.write_all(format!("data: {end}\n\ndata: [DONE]\n\n").as_bytes()).await;
            });
        }
    });
    address
}

/// The arguments for a server behind the node.
pub(crate) fn upstream_of(url: &str) -> [&str; 4] {
    ["--upstream", url, "--model", MODEL]
}

/// A running node; it is killed when the test ends, however it ends.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    fn serve(home: &Path, upstream: SocketAddr, more: &[&str]) -> Self {
        let upstream = format!("http://{upstream}/v1");
        let mut serve = vec!["serve", "--listen", "127.0.0.1:0"];
        serve.extend(upstream_of(&upstream));
        serve.extend(["--site", "ward"]);
        serve.extend(more);
        let mut child = fog_node(home, &serve).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "the program ended before it served");
            if let Some(address) = address_in(&line) {
                break address;
            }
        };
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
        Self { child, address }
    }
}

/// The address that a line of the log names; a terminal's colours may stand around it.
pub(crate) fn address_in(line: &str) -> Option<SocketAddr> {
    let from = line.find("127.0.0.1:")?;
    let end = line[from..].find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(line.len() - from);
    line[from..from + end].parse().ok()
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const WORDS: [&str; 40] = [
    "All ",
    "the ",
    "world ",
    "is ",
    "a ",
    "stage, ",
    "and ",
    "all ",
    "the ",
    "men ",
    "and ",
    "women ",
    "merely ",
    "players; ",
    "they ",
    "have ",
    "their ",
    "exits ",
    "and ",
    "their ",
    "entrances, ",
    "and ",
    "one ",
    "man ",
    "in ",
    "his ",
    "time ",
    "plays ",
    "many ",
    "parts, ",
    "his ",
    "acts ",
    "being ",
    "seven ",
    "ages. ",
    "At ",
    "first, ",
    "the ",
    "infant, ",
    "…",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_is_set_up_by_hand_and_outlives_one_of_its_nodes() {
    let folder = tempfile::tempdir().unwrap();
    let (office, one, two) = (folder.path().join("office"), folder.path().join("one"), folder.path().join("two"));
    output(&office, &["ca", "init", "ward 3"]);
    output(&office, &["token", "init", "ward-3"]);
    assert!(refusal(&office, &["ca", "init", "again"]).contains("already"));
    let keys = format!("ward-3={}", office.join("issuer/jwks.json").display());
    let mut ids: Vec<NodeId> = Vec::new();
    for home in [&one, &two] {
        let request = output(home, &["enroll", "--request"]);
        let file = folder.path().join("request.pem");
        std::fs::write(&file, request).unwrap();
        let id = output(home, &["id"]);
        let signed = output(&office, &["ca", "sign", file.to_str().unwrap(), "--node", &id]);
        std::fs::write(&file, signed).unwrap();
        output(home, &["enroll", "--install", file.to_str().unwrap()]);
        ids.push(id.parse().unwrap());
        assert!(
            refusal(home, &["serve", "--upstream", "http://127.0.0.1:1/v1", "--model", "x"]).contains("token init")
        );
    }
    let server = upstream(&WORDS, Duration::from_millis(20)).await;
    let mut first = Running::serve(&one, server, &["--keys", &keys]);
    let second = Running::serve(&two, server, &["--keys", &keys]);
    let token = output(&office, &["token", "issue", "--subject", "ada", "--audience", "ward"]);
    let config = FogConfig::new()
        .authority(output(&office, &["ca", "show"]))
        .unwrap()
        .auth(AuthToken::constant(token))
        .models([MODEL])
        .node(ids[0], [first.address]);
    let platform = FogPlatform::new(config).unwrap();
    let mut session = session(platform.clone(), schema()).await;
    let mut events = session.generate("Speak.");
    let mut said = String::new();
    while let Some(event) = events.next().await {
        if let llm_runtime::Event::Text(word) = event.unwrap() {
            said.push_str(&word);
            if said.ends_with("players; ") {
                platform.add(llm_runtime::fog::NodeAddress::new(ids[1], [second.address]));
                // SIGKILL: it has no time for a word.
                first.child.kill().unwrap();
            }
        }
    }
    assert_eq!(said, WORDS.concat());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_renewed_in_time_by_the_operators_command() {
    let folder = tempfile::tempdir().unwrap();
    let (office, home) = (folder.path().join("office"), folder.path().join("one"));
    output(&home, &["token", "init", "mine"]);
    let authority = Authority::init(&office.join("authority"), "ward 3").unwrap();
    // Thirty days, of which twenty-five are over.
    let mut enrolment = Enrolment::default();
    enrolment.from = Some(SystemTime::now() - Duration::from_secs(25 * 24 * 60 * 60));
    let old = authority.enrol(&output(&home, &["enroll", "--request"]), None, &enrolment).unwrap();
    let file = folder.path().join("old.pem");
    std::fs::write(&file, old.pem()).unwrap();
    output(&home, &["enroll", "--install", file.to_str().unwrap()]);
    let sign = format!("'{}' --home '{}' ca sign -", env!("CARGO_BIN_EXE_fog-node"), office.display());
    let node = Running::serve(&home, upstream(&["Hello."], Duration::ZERO).await, &["--renew", &sign]);
    let config = || {
        let token = output(&home, &["token", "issue", "--subject", "ada", "--audience", "ward"]);
        FogConfig::new().authority(authority.pem()).unwrap().auth(AuthToken::constant(token)).models([MODEL])
    };
    let new = loop {
        let now = Certificate::from_pem(&std::fs::read_to_string(home.join("node.pem")).unwrap()).unwrap();
        if now.validity().until > old.validity().until {
            break now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(new.node(), old.node());
    let platform = FogPlatform::new(config().node(new.node(), [node.address])).unwrap();
    assert_eq!(session(platform, schema()).await.generate_text("Hello?").await.unwrap(), "Hello.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_pairs_with_a_node_that_belongs_to_no_site() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    output(home, &["token", "init", "mine"]);
    let node = Running::serve(home, upstream(&["Hello ", "Ada."], Duration::ZERO).await, &[]);
    let code = output(home, &["pair"]);
    let paired = pair(&code.parse().unwrap(), [node.address], "Ada's notebook").await.unwrap();
    assert_eq!(output(home, &["pair", "--list"]), "Ada's notebook");
    let config = FogConfig::new().paired(&paired, [node.address]).models([MODEL]);
    let platform = FogPlatform::new(config).unwrap();
    assert_eq!(session(platform, schema()).await.generate_text("Hello.").await.unwrap(), "Hello Ada.");
}
