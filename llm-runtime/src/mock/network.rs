//! [`forbid_network`]: a test that reaches for the network fails.

use crate::transport::guard::{Forbidden, forbid};

/// Forbids every request through this crate's transports, to any server, loopback included, until the guard is dropped.
///
/// A request fails with [`ErrorKind::NetworkForbidden`](crate::ErrorKind::NetworkForbidden), and the guard panics when it
/// is dropped if there was one, so that a test fails whose application swallowed the error.
///
/// The switch is one for the whole process, because a request is seldom sent by the thread that asked for it. Several
/// guards may be held at once; the network is free again when the last one is gone. Tests of one program that run beside
/// each other are under each other's guards: keep those that need a server in a program of their own (a file of its own in
/// `tests/`), or run each test in a process of its own, as `cargo nextest` does.
///
/// What it cannot see: connections that functions, token commands or other crates make by themselves. For these, run the
/// tests where there is no network, such as `unshare -rn cargo test --offline`.
///
/// ```
/// use llm_runtime::mock::forbid_network;
///
/// # fn answers_without_any_server() {}
/// let network = forbid_network();
/// answers_without_any_server();
/// assert_eq!(network.attempts(), 0);
/// ```
#[must_use = "the network is free again when the guard is dropped"]
pub fn forbid_network() -> NetworkGuard {
    NetworkGuard { forbidden: forbid(), forgiven: 0 }
}

/// Forbids the network until it is dropped; see [`forbid_network`].
#[derive(Debug)]
pub struct NetworkGuard {
    forbidden: Forbidden,
    forgiven: usize,
}

impl NetworkGuard {
    /// How many requests were refused since the guard was made, or since they were last
    /// [forgiven](Self::forgive).
    pub fn attempts(&self) -> usize {
        self.forbidden.attempts().saturating_sub(self.forgiven)
    }

    /// Forgets the requests so far, for a test that means to see them refused; how many they were.
    pub fn forgive(&mut self) -> usize {
        let attempts = self.attempts();
        self.forgiven += attempts;
        attempts
    }
}

/// # Panics
/// When a request was refused and not forgiven, unless the thread panics already.
impl Drop for NetworkGuard {
    fn drop(&mut self) {
        let attempts = self.attempts();
        assert!(
            attempts == 0 || std::thread::panicking(),
            "{attempts} requests to the network were made where it is forbidden; each failed with \
             `ErrorKind::NetworkForbidden`, which names the server"
        );
    }
}
