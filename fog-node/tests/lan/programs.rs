//! The built program on a network: what a person sees of a node, and what `doctor` says where he sees none.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::case;
use crate::harness::Case;
use crate::net::{Lan, Link};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(a_node_is_seen_trusted_and_asked, 2, Link::Both, &[]),
        case!(the_doctor_says_that_multicast_is_blocked, 2, Link::Both, &["nft"]),
        case!(the_doctor_says_that_it_is_the_wrong_interface, 2, Link::Both, &[]),
    ]
}

struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(lan: &Lan, host: usize, home: &Path, arguments: &[&str]) -> Command {
    let mut command = lan.on(host, env!("CARGO_BIN_EXE_fog-node"));
    command.arg("--home").arg(home).args(arguments).env_remove("FOG_NODE_HOME").stdin(Stdio::null());
    command
}

fn output(lan: &Lan, home: &Path, arguments: &[&str]) -> String {
    let output = program(lan, 0, home, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A site and a node of it on the second host.
struct There {
    lan: Lan,
    folder: tempfile::TempDir,
    token: String,
    id: String,
    node: Option<Ends>,
}

impl There {
    fn new(lan: Lan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        output(&lan, home, &["ca", "init", "test"]);
        output(&lan, home, &["token", "init", "test"]);
        output(&lan, home, &["enroll"]);
        let token = output(&lan, home, &["token", "issue", "--subject", "ada", "--audience", "ward"]);
        let id = output(&lan, home, &["id"]);
        let serve = ["serve", "--listen", "[::]:9443", "--advertise", "eth0", "--site", "ward"];
        let upstream = ["--upstream", "http://127.0.0.1:9/v1", "--model", "words"];
        let mut serve = program(&lan, 1, home, &[&serve[..], &upstream[..]].concat());
        let node = Ends(serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        Self { lan, folder, token, id, node: Some(node) }
    }

    fn doctor(&self, more: &[&str]) -> (bool, String) {
        self.says("doctor", &self.token, more)
    }

    fn says(&self, command: &str, token: &str, more: &[&str]) -> (bool, String) {
        let arguments = [&[command, "--token", "TOKEN", "--seconds", "2"], more].concat();
        let output = program(&self.lan, 0, self.folder.path(), &arguments).env("TOKEN", token).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        (output.status.success(), said)
    }

    fn authority(&self) -> String {
        self.folder.path().join("authority/authority.pem").to_str().unwrap().to_owned()
    }

    /// The node under its address.
    fn named(&self) -> String {
        format!("{}=[{}]:9443", self.id, self.lan.six(1))
    }

    fn until_well(&self, more: &[&str]) -> String {
        let begun = Instant::now();
        loop {
            let (well, said) = self.doctor(more);
            if well {
                return said;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{said}");
        }
    }
}

async fn a_node_is_seen_trusted_and_asked(lan: Lan) {
    let mut there = There::new(lan);
    let authority = there.authority();
    let look = ["--look", "eth0", "--authority", &authority];
    let said = there.until_well(&look);
    assert!(said.contains(&there.id) && said.contains("takes requests"), "{said}");
    assert!(said.contains("10.77.0.2:9443") && said.contains("[fd77::2]:9443"), "both kinds of addresses: {said}");
    // Found, and yet not believed; then not known by its token.
    let (well, said) = there.doctor(&["--look", "eth0"]);
    assert!(!well && said.contains("is not trusted"), "{said}");
    let (well, said) = there.says("doctor", "rubbish", &look);
    assert!(!well && said.contains("401") && said.contains("no token of"), "{said}");
    // Named and not looked for, over IPv6.
    let (well, said) = there.doctor(&["--node", &there.named(), "--pin", &there.id]);
    assert!(well, "{said}");
    let (well, said) = there.says("status", &there.token, &[&look[..], &["--once"]].concat());
    assert!(well && said.contains("ready") && said.contains("words") && said.contains("0/4"), "{said}");
    let (well, said) = there.says("status", &there.token, &[&look[..], &["--once", "--json"]].concat());
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(well && told[0]["node"] == there.id.as_str() && told[0]["status"]["state"] == "ready", "{said}");
    // Nobody is there any more.
    drop(there.node.take());
    let (well, said) = there.doctor(&look);
    assert!(!well && said.contains("no node was found"), "{said}");
    assert!(said.contains("--advertise") && said.contains("firewall"), "{said}");
}

async fn the_doctor_says_that_multicast_is_blocked(lan: Lan) {
    let there = There::new(lan);
    let authority = there.authority();
    let named = there.named();
    let both = ["--look", "eth0", "--authority", &authority, "--node", &named];
    let said = there.until_well(&both);
    assert!(!said.contains("multicast"), "{said}");
    there.lan.cut_multicast();
    let (well, said) = there.doctor(&both);
    assert!(well && said.contains("was not heard of on eth0") && said.contains("multicast is blocked"), "{said}");
    there.lan.mend();
    assert!(!there.until_well(&both).contains("multicast"), "it goes through again");
}

async fn the_doctor_says_that_it_is_the_wrong_interface(lan: Lan) {
    let there = There::new(lan);
    let authority = there.authority();
    there.until_well(&["--look", "eth0", "--authority", &authority]);
    let (well, said) = there.doctor(&["--look", "lo", "--authority", &authority]);
    assert!(!well && said.contains("no node was found on lo") && said.contains("--look eth0"), "{said}");
    let (well, said) = there.doctor(&["--look", "eth7", "--authority", &authority]);
    assert!(!well && said.contains("no interface `eth7`") && said.contains("eth0, lo"), "{said}");
    there.lan.at(0, "ip link set eth0 down");
    let (well, said) = there.doctor(&["--look", "eth0", "--authority", &authority]);
    assert!(!well && said.contains("is down"), "{said}");
}
