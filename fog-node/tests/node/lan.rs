#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]
//! Two machines on a network of their own, in namespaces that the test makes: needs root and iproute2. Where that is not to be
//! had the test says so and passes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{fog_node, output, upstream_of};

/// Two hosts with an Ethernet between them; gone when this is dropped.
struct Lan {
    hosts: [String; 2],
}

fn ip(arguments: &str) -> Result<(), String> {
    let ran = Command::new("ip").args(arguments.split(' ')).output().map_err(|error| error.to_string())?;
    if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned()) }
}

impl Lan {
    fn new() -> Result<Self, String> {
        let lan = Self { hosts: [1, 2].map(|number| format!("fogtest-{}-{number}", std::process::id())) };
        let [one, two] = &lan.hosts;
        ip(&format!("netns add {one}"))?;
        ip(&format!("netns add {two}"))?;
        ip(&format!("link add eth0 netns {one} type veth peer name eth0 netns {two}"))?;
        for (number, host) in lan.hosts.iter().enumerate() {
            let number = number + 1;
            ip(&format!("-n {host} addr add 10.77.0.{number}/24 dev eth0"))?;
            ip(&format!("-n {host} addr add fd77::{number}/64 dev eth0 nodad"))?;
            ip(&format!("-n {host} link set lo up"))?;
            ip(&format!("-n {host} link set eth0 up"))?;
            ip(&format!("-n {host} route add default dev eth0"))?;
        }
        Ok(lan)
    }

    /// The same program on one of the hosts.
    fn on(&self, host: usize, program: &Command) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.hosts[host]]).arg(program.get_program()).args(program.get_args());
        command.env_remove("FOG_NODE_HOME");
        command
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        for host in &self.hosts {
            let _ = ip(&format!("netns del {host}"));
        }
    }
}

struct Killed(std::process::Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn doctor(lan: &Lan, home: &Path, token: &str, more: &[&str]) -> (bool, String) {
    let mut arguments = vec!["doctor", "--token", "TOKEN", "--seconds", "3"];
    arguments.extend(more);
    let ran = lan.on(1, &fog_node(home, &arguments)).env("TOKEN", token).output().unwrap();
    (ran.status.success(), format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr)))
}

#[test]
fn a_node_is_seen_trusted_and_asked_across_a_network() {
    let lan = match Lan::new() {
        Ok(lan) => lan,
        Err(reason) => return eprintln!("skipped: no network namespaces can be made here: {reason}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let (home, authority) = (folder.path(), folder.path().join("authority/authority.pem"));
    let authority = authority.to_str().unwrap();
    output(home, &["ca", "init", "test"]);
    output(home, &["token", "init", "test"]);
    output(home, &["enroll"]);
    let token = output(home, &["token", "issue", "--subject", "ada", "--audience", "ward"]);
    let serve = ["serve", "--listen", "[::]:9443", "--advertise", "eth0", "--site", "ward"];
    let serve = fog_node(home, &[&serve[..], &upstream_of("http://127.0.0.1:9/v1")[..]].concat());
    let node = Killed(lan.on(0, &serve).stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let look = ["--look", "eth0", "--authority", authority];
    let until = Instant::now() + Duration::from_secs(60);
    let (mut well, mut said) = doctor(&lan, home, &token, &look);
    while !well && Instant::now() < until {
        (well, said) = doctor(&lan, home, &token, &look);
    }
    let id = output(home, &["id"]);
    assert!(well && said.contains(&id) && said.contains("takes requests"), "{said}");
    assert!(said.contains("10.77.0.1:9443") && said.contains("[fd77::1]:9443"), "both kinds of addresses: {said}");
    // Found, and yet not believed; then not known by its token.
    let (well, said) = doctor(&lan, home, &token, &["--look", "eth0"]);
    assert!(!well && said.contains("is not trusted"), "{said}");
    let (well, said) = doctor(&lan, home, "rubbish", &look);
    assert!(!well && said.contains("401"), "{said}");
    // Named and not looked for, over IPv6.
    let named = format!("{id}=[fd77::1]:9443");
    let (well, said) = doctor(&lan, home, &token, &["--node", &named, "--pin", &id]);
    assert!(well, "{said}");
    // Nobody is there any more.
    drop(node);
    let (well, said) = doctor(&lan, home, &token, &look);
    assert!(!well && said.contains("no node was found"), "{said}");
}
