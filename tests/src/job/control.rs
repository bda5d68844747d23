//! The practice account's control port, asked from outside of the app.

use std::io;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What the control port at this address (`http://127.0.0.1:PORT`) tells under a path.
///
/// # Errors
///
/// Where nobody listens, or what comes is no JSON.
pub(super) async fn get(url: &str, path: &str) -> io::Result<Value> {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await?;
    // HTTP/1.0: the answer is in one piece and ends with the connection.
    let request = format!("GET {path} HTTP/1.0\r\nhost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    serde_json::from_str(body.unwrap_or_default()).map_err(io::Error::from)
}
