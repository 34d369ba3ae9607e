//! [`Lan`]: a network of hosts.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What kinds of addresses the hosts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Both,
    Six,
}

/// Hosts on a bridge that stands in a namespace of its own; all are gone when this is dropped by who made it.
pub(crate) struct Lan {
    name: String,
    hosts: usize,
    link: Link,
    is_made: bool,
}

/// What every name begins with.
const PREFIX: &str = "fogl";

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// Runs a program with its arguments written in one line.
fn does(program: &str, line: &str) -> Result<String, String> {
    let ran = Command::new(program).args(line.split(' ')).stdin(Stdio::null()).output();
    let ran = ran.map_err(|error| format!("{program}: {error}"))?;
    let said = if ran.status.success() { ran.stdout } else { ran.stderr };
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    if ran.status.success() { Ok(said) } else { Err(format!("{program} {line}: {said}")) }
}

/// Removes what tests left that were killed.
pub(crate) fn sweep() {
    for name in does("ip", "netns list").unwrap_or_default().lines().filter_map(|line| line.split(' ').next()) {
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|id| !std::path::Path::new("/proc").join(id).exists()) {
            let _ = does("ip", &format!("netns del {name}"));
        }
    }
}

impl Lan {
    pub(crate) fn new(hosts: usize, link: Link) -> Result<Self, String> {
        let name = format!("{PREFIX}{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let lan = Self { name, hosts, link, is_made: true };
        let bridge = lan.switch();
        does("ip", &format!("netns add {bridge}"))?;
        does("ip", &format!("-n {bridge} link set lo up"))?;
        does("ip", &format!("-n {bridge} link add br0 type bridge forward_delay 0 stp_state 0"))?;
        does("ip", &format!("-n {bridge} link set br0 up"))?;
        (0..hosts).try_for_each(|host| lan.plug(host))?;
        Ok(lan)
    }

    /// A network that somebody else has made.
    pub(crate) fn named(name: &str, hosts: usize, link: Link) -> Self {
        Self { name: name.to_owned(), hosts, link, is_made: false }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn plug(&self, host: usize) -> Result<(), String> {
        let (name, bridge) = (self.host(host), self.switch());
        does("ip", &format!("netns add {name}"))?;
        does("ip", &format!("link add eth0 netns {name} type veth peer name p{host} netns {bridge}"))?;
        does("ip", &format!("-n {bridge} link set p{host} master br0 up"))?;
        // An address that nobody else has needs nobody asked about it.
        does("ip", &format!("netns exec {name} sysctl -qw net.ipv6.conf.eth0.accept_dad=0"))?;
        if self.link == Link::Both {
            does("ip", &format!("-n {name} addr add {}/24 dev eth0", self.four(host)))?;
        }
        does("ip", &format!("-n {name} addr add {}/64 dev eth0 nodad", self.six(host)))?;
        does("ip", &format!("-n {name} link set lo up"))?;
        does("ip", &format!("-n {name} link set eth0 up"))?;
        does("ip", &format!("-n {name} route add default dev eth0"))?;
        Ok(())
    }

    fn host(&self, host: usize) -> String {
        format!("{}-{host}", self.name)
    }

    fn switch(&self) -> String {
        format!("{}-s", self.name)
    }

    #[allow(clippy::unused_self, reason = "it reads as what it is")]
    pub(crate) fn four(&self, host: usize) -> IpAddr {
        Ipv4Addr::new(10, 77, 0, u8::try_from(host + 1).unwrap()).into()
    }

    #[allow(clippy::unused_self, reason = "it reads as what it is")]
    pub(crate) fn six(&self, host: usize) -> IpAddr {
        Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, u16::try_from(host + 1).unwrap()).into()
    }

    /// Where a host is reached.
    pub(crate) fn address(&self, host: usize) -> IpAddr {
        if self.link == Link::Both { self.four(host) } else { self.six(host) }
    }

    /// A program on a host.
    pub(crate) fn on(&self, host: usize, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.host(host)]).arg(program);
        command
    }

    /// Runs a line on a host, and gives what it prints.
    pub(crate) fn at(&self, host: usize, line: &str) -> String {
        does("ip", &format!("netns exec {} {line}", self.host(host))).unwrap()
    }

    /// What nobody but the bridge can do.
    fn at_the_switch(&self, line: &str) -> String {
        does("ip", &format!("netns exec {} {line}", self.switch())).unwrap()
    }

    /// Lets nothing through from one host to another.
    pub(crate) fn cut(&self, from: usize, to: usize) {
        self.drops(&format!("iifname p{from} oifname p{to}"));
    }

    /// Lets no multicast DNS through, as wireless networks do that keep machines apart.
    pub(crate) fn cut_multicast(&self) {
        self.drops("udp dport 5353");
    }

    fn drops(&self, what: &str) {
        self.at_the_switch("nft add table bridge faults");
        self.at_the_switch("nft add chain bridge faults way { type filter hook forward priority 0 ; policy accept ; }");
        self.at_the_switch(&format!("nft add rule bridge faults way {what} drop"));
    }

    /// Everything goes through again.
    pub(crate) fn mend(&self) {
        self.at_the_switch("nft delete table bridge faults");
    }

    /// Pulls the cable of a host, or puts it back.
    pub(crate) fn cable(&self, host: usize, is_in: bool) {
        self.at_the_switch(&format!("ip link set p{host} {}", if is_in { "up" } else { "down" }));
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        if !self.is_made {
            return;
        }
        for host in 0..self.hosts {
            let name = self.host(host);
            // What still runs there would keep the namespace alive.
            for process in does("ip", &format!("netns pids {name}")).unwrap_or_default().lines() {
                let _ = does("kill", &format!("-9 {process}"));
            }
            let _ = does("ip", &format!("netns del {name}"));
        }
        let _ = does("ip", &format!("netns del {}", self.switch()));
    }
}
