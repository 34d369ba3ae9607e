//! [`Lookout`]: who says on the local network that he offers a service (DNS-SD over multicast DNS).
//!
//! What is asked is the same for everybody, and nothing of what anybody said is in it. What comes back may be written by
//! anybody on the same network; it is no more than where to knock.

use core::net::{IpAddr, SocketAddr, SocketAddrV6};

use mdns_sd::{IfKind, Receiver, ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent};

use super::guard;
use crate::error::{Error, ErrorKind, Result};

/// How long the network has to answer when it is asked whether somebody is still there.
const STILL_THERE: std::time::Duration = std::time::Duration::from_secs(1);

/// The most addresses of one that are read.
const MOST_ADDRESSES: usize = 16;

/// An interface of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Interface {
    /// Within this machine, over IPv4: multicast over the loopback of IPv6 is not there on common systems.
    Loopback,
    /// The one of this name, such as `eth0`, over IPv4 and IPv6.
    Named(String),
}

impl Interface {
    fn kind(&self) -> IfKind {
        match self {
            Self::Loopback => IfKind::LoopbackV4,
            Self::Named(name) => IfKind::Name(name.clone()),
        }
    }
}

/// Listens on some interfaces.
pub(crate) struct Lookout {
    daemon: ServiceDaemon,
    events: Receiver<ServiceEvent>,
}

/// Somebody is there, or no longer.
pub(crate) enum Sighting {
    /// Under this name, at these addresses.
    Here {
        name: String,
        /// Who he says he is.
        id: String,
        addresses: Vec<SocketAddr>,
    },
    /// Who had this name says that he is gone, or was not heard of for long.
    Gone { name: String },
}

impl Lookout {
    /// Listens for a service on these interfaces and no others, at multicast DNS' port or, for a network of one's own, at
    /// another.
    ///
    /// # Errors
    /// When the system does not let us listen.
    pub(crate) fn new(service: &str, interfaces: &[Interface], port: u16) -> Result<Self> {
        guard::pass("the local network")?;
        let failed = |error| {
            let reason = "the local network cannot be listened to".to_owned();
            Error::with_source(ErrorKind::Configuration(reason), error)
        };
        let daemon = ServiceDaemon::new_with_port(port).map_err(failed)?;
        // Only what is named: the first setting is that every interface is used.
        daemon.disable_interface(IfKind::All).map_err(failed)?;
        for interface in interfaces {
            daemon.enable_interface(interface.kind()).map_err(failed)?;
        }
        let events = daemon.browse(service).map_err(failed)?;
        Ok(Self { daemon, events })
    }

    /// What is seen next; `None` when nothing more will be, because we were too slow or the listener has ended.
    pub(crate) async fn next(&self) -> Option<Sighting> {
        loop {
            match self.events.recv_async().await {
                Ok(ServiceEvent::ServiceResolved(found)) => return Some(here(&found)),
                Ok(ServiceEvent::ServiceRemoved(_, name)) => return Some(Sighting::Gone { name }),
                Ok(ServiceEvent::SearchStopped(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Asks whether who has this name is still there; if nobody answers he is gone.
    pub(crate) fn verify(&self, name: &str) {
        // A question that is not asked now is asked after the next failure.
        let _ = self.daemon.verify(name.to_owned(), STILL_THERE);
    }
}

fn here(found: &ResolvedService) -> Sighting {
    let mut addresses: Vec<SocketAddr> = found.addresses.iter().map(|ip| address(ip, found.port)).collect();
    // IPv4 first: it needs no scope, and is there wherever anything is.
    addresses.sort_by_key(|address| (address.is_ipv6(), *address));
    addresses.truncate(MOST_ADDRESSES);
    let id = found.get_property_val_str("id").unwrap_or_default().to_owned();
    Sighting::Here { name: found.fullname.clone(), id, addresses }
}

/// An address of a link is one only together with the interface.
fn address(ip: &ScopedIp, port: u16) -> SocketAddr {
    match (ip.to_ip_addr(), ip) {
        (IpAddr::V6(address), ScopedIp::V6(scoped)) if address.is_unicast_link_local() => {
            SocketAddr::V6(SocketAddrV6::new(address, port, 0, scoped.scope_id().index))
        }
        (address, _) => SocketAddr::new(address, port),
    }
}

impl Drop for Lookout {
    fn drop(&mut self) {
        // It ends by itself when it cannot be told.
        let _ = self.daemon.shutdown();
    }
}
