//! [`Simulated`]: requests by hyper over the simulated network, one connection each.

use std::io;

use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use llm_functions::BoxFuture;
use llm_runtime::fog::simulated::{Brought, Carried, Carrier};
use tokio::time::timeout;
use turmoil::net::TcpStream;

pub(crate) struct Simulated;

impl Carrier for Simulated {
    fn carry(&self, request: Carried) -> BoxFuture<'_, io::Result<Brought>> {
        Box::pin(send(request))
    }
}

async fn send(request: Carried) -> io::Result<Brought> {
    let connecting = timeout(request.connect, TcpStream::connect(request.to)).await;
    let stream = connecting.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    tokio::spawn(async move {
        // What goes wrong with it is seen by whoever reads the answer.
        let _ = connection.await;
    });
    let mut head = Request::builder().method(request.method).uri(&request.path).header("host", "node");
    for (name, value) in &request.headers {
        head = head.header(name, value);
    }
    let whole = head.body(Full::new(Bytes::from(request.body))).map_err(io::Error::other)?;
    let (head, body) = sender.send_request(whole).await.map_err(io::Error::other)?.into_parts();
    let text = |value: &hyper::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    Ok(Brought { status: head.status.as_u16(), headers, body: pieces(body, sender) })
}

/// The body; the connection is kept until it ends or is dropped.
fn pieces(
    body: Incoming,
    sender: http1::SendRequest<Full<Bytes>>,
) -> llm_runtime::BoxStream<'static, io::Result<Vec<u8>>> {
    let frames = stream::unfold((body, sender), |(mut body, sender)| async move {
        let frame = body.frame().await?;
        let piece = frame.map_err(io::Error::other).map(|frame| frame.into_data().map(Vec::from).unwrap_or_default());
        Some((piece, (body, sender)))
    });
    frames.filter(|piece| std::future::ready(!matches!(piece, Ok(piece) if piece.is_empty()))).boxed()
}
