//! One request to a server on this machine, in the oldest version of HTTP: the answer ends with the connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Result;

/// The longest that an answer takes, and the most bytes of one.
const PATIENCE: Duration = Duration::from_secs(300);
const MOST: u64 = 16 << 20;

/// Sends a request; status and body of the answer.
pub(super) fn request(address: SocketAddr, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the server's answer has no body")?;
    let status =
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("the server's answer has no status")?;
    Ok((status, body.to_owned()))
}
