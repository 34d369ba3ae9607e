//! Other people's DNS-SD sees our nodes, and we see nodes that it speaks for.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::case;
use crate::harness::Case;
use crate::net::{Lan, Link};
use crate::nodes::Node;
use crate::site::{Site, session};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(avahi_sees_a_node_and_speaks_for_one, 3, Link::Both, &["avahi-daemon", "avahi-browse", "dbus-daemon"]),
        case!(zeroconf_sees_a_node_and_speaks_for_one, 3, Link::Both, &["python3"]),
    ]
}

/// The folders with python-zeroconf, as `cargo xtask test` provides them.
const ZEROCONF: &str = "LLM_FUNCTIONS_ZEROCONF";

/// The type as others write it.
const TYPE: &str = "_fog-llm._tcp";

/// Runs Avahi, with a bus and folders of its own, and a command beside it.
const AVAHI: &str = r#"
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
hostname "$1"
dbus-daemon --system --nofork --nopidfile >/run/bus.log 2>&1 &
for i in $(seq 100); do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.05; done
printf '[server]\nhost-name=%s\nallow-interfaces=eth0\n[publish]\npublish-hinfo=no\npublish-workstation=no\n' "$1" >/run/avahi.conf
avahi-daemon --no-drop-root --no-chroot --no-rlimits -f /run/avahi.conf >/run/avahi.log 2>&1 &
for i in $(seq 200); do grep -q 'startup complete' /run/avahi.log && break; sleep 0.05; done
grep -q 'startup complete' /run/avahi.log || { cat /run/bus.log /run/avahi.log >&2; exit 1; }
shift
"$@"
"#;

fn avahi(lan: &Lan, host: usize, arguments: &[&str]) -> Command {
    let mut command = lan.on(host, "unshare");
    // Whatever is left of it ends with its own space of processes.
    command.args(["--mount", "--uts", "--pid", "--fork", "--kill-child", "sh", "-c", AVAHI, "sh", "other-host"]);
    command.args(arguments).stdin(Stdio::null());
    command
}

struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a command until what it prints has all of this.
fn until_says(mut command: impl FnMut() -> Command, wanted: &[&str]) {
    let begun = Instant::now();
    // Three times at least: a machine that stood still for a minute has tried once.
    for times in 1_u32.. {
        let output = command().output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        if wanted.iter().all(|word| said.contains(word)) {
            return;
        }
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(times < 3 || begun.elapsed() < Duration::from_secs(60), "{wanted:?} is not in {said}{why}");
    }
}

async fn avahi_sees_a_node_and_speaks_for_one(lan: Lan) {
    let site = Site::new();
    let said = Node::start(&lan, 1, &site, "here", Duration::ZERO, true);
    let id = said.id.to_string();
    let browse = || avahi(&lan, 2, &["avahi-browse", "--resolve", "--parsable", "--terminate", TYPE]);
    until_says(browse, &["=;eth0;IPv4;", "=;eth0;IPv6;", "9443", &format!("\"id={id}\""), "\"txtvers=1\""]);
    drop(said);
    let silent = Node::start(&lan, 2, &site, "here", Duration::ZERO, false);
    let txt = format!("id={}", silent.id);
    let publish = ["avahi-publish", "-s", "A node of Avahi's", TYPE, "9443", "txtvers=1", &txt];
    let _publishing = Ends(avahi(&lan, 2, &publish).stdout(Stdio::null()).spawn().unwrap());
    found_among(&site, &silent).await;
}

/// What another program says of a node leads to it; one that is gone may still be heard of.
async fn found_among(site: &Site, node: &Node) {
    let platform = site.looking();
    let begun = Instant::now();
    while !platform.nodes().iter().any(|known| known.node == node.id) {
        assert!(begun.elapsed() < Duration::from_secs(60), "only {:?}", platform.nodes());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(session(&platform).await.generate_text("Where?").await.unwrap(), "here");
}

/// Prints every node that is heard of within three seconds.
const BROWSE: &str = r#"
import sys, time
from zeroconf import ServiceBrowser, ServiceListener, Zeroconf, IPVersion
class Listener(ServiceListener):
    def add_service(self, zc, kind, name):
        found = zc.get_service_info(kind, name, timeout=2000)
        if found:
            txt = {key.decode(): value.decode() for key, value in found.properties.items()}
            print(found.port, txt.get("id"), *found.parsed_addresses(), flush=True)
    update_service = add_service
    def remove_service(self, zc, kind, name): pass
zc = Zeroconf(ip_version=IPVersion.All)
ServiceBrowser(zc, "_fog-llm._tcp.local.", Listener())
time.sleep(3)
zc.close()
"#;

/// Speaks for a node until it is killed.
const PUBLISH: &str = r#"
import socket, sys, time
from zeroconf import ServiceInfo, Zeroconf
kind = "_fog-llm._tcp.local."
addresses = [socket.inet_pton(socket.AF_INET6 if ":" in a else socket.AF_INET, a) for a in sys.argv[2:]]
info = ServiceInfo(kind, "A node of zeroconf's." + kind, port=9443, addresses=addresses,
                   properties={"txtvers": "1", "id": sys.argv[1]}, server="zeroconf-host.local.")
Zeroconf().register_service(info)
print("said", flush=True)
time.sleep(120)
"#;

fn zeroconf(lan: &Lan, host: usize, program: &str) -> Command {
    let mut command = lan.on(host, "python3");
    command.args(["-c", program]).stdin(Stdio::null());
    if let Some(folders) = std::env::var_os(ZEROCONF) {
        command.env("PYTHONPATH", folders);
    }
    command
}

async fn zeroconf_sees_a_node_and_speaks_for_one(lan: Lan) {
    if !zeroconf(&lan, 1, "import zeroconf").stderr(Stdio::null()).status().unwrap().success() {
        return println!("skipped: python-zeroconf is not on this machine; `cargo xtask test` fetches it");
    }
    let site = Site::new();
    let said = Node::start(&lan, 1, &site, "here", Duration::ZERO, true);
    let (id, four) = (said.id.to_string(), lan.four(1).to_string());
    until_says(|| zeroconf(&lan, 2, BROWSE), &["9443", &id, &four]);
    drop(said);
    let silent = Node::start(&lan, 2, &site, "here", Duration::ZERO, false);
    let mut publish = zeroconf(&lan, 2, PUBLISH);
    publish.args([silent.id.to_string(), lan.four(2).to_string(), lan.six(2).to_string()]);
    let _publishing = Ends(publish.stdout(Stdio::null()).spawn().unwrap());
    found_among(&site, &silent).await;
}
