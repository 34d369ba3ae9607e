//! [`Carrier`]: a way for requests to travel that is not the network.
//!
//! The HTTP client speaks to sockets of the system and to nothing else, so a simulated network needs another way. It begins
//! where a request has passed every check and goes out, and ends where the head of the answer comes in: what is above is the
//! same code either way. Only the test kit can name one; with it nobody's key is checked, because there is no TLS.

use std::fmt;
use std::io;
use std::sync::Arc;

use core::net::SocketAddr;
use core::time::Duration;

use llm_functions::BoxFuture;

use crate::platform::BoxStream;

/// A way for requests to travel.
pub trait Carrier: Send + Sync {
    /// Carries a request, and brings the head of the answer.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] when there was no connection in time, any other kind when there is none or it broke off.
    fn carry(&self, request: Carried) -> BoxFuture<'_, io::Result<Brought>>;
}

/// A request on its way.
pub struct Carried {
    /// Where it goes.
    pub to: SocketAddr,
    /// The method of HTTP.
    pub method: &'static str,
    /// The path, beginning with `/`.
    pub path: String,
    /// Names and values, a token among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long connecting may take.
    pub connect: Duration,
}

/// An answer as it comes.
pub struct Brought {
    /// The status of HTTP.
    pub status: u16,
    /// Names, in small letters, and values.
    pub headers: Vec<(String, String)>,
    /// The body, piece by piece. Dropping it closes the connection.
    pub body: BoxStream<'static, io::Result<Vec<u8>>>,
}

/// The carrier that is used instead of the network, if there is one.
#[derive(Clone, Default)]
pub(crate) struct Instead(pub(crate) Option<Arc<dyn Carrier>>);

/// Without what is sent, and without the token.
impl fmt::Debug for Carried {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.body.len();
        write!(out, "Carried({} {} to {}, {length} bytes)", self.method, self.path, self.to)
    }
}

/// Without what is told.
impl fmt::Debug for Brought {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Brought({})", self.status)
    }
}

impl fmt::Debug for Instead {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "carried" } else { "by the network" })
    }
}
