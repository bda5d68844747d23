//! The practice account's control port, used from outside of the app.

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
    let body = send(url, "GET", path, "").await?;
    serde_json::from_str(&body).map_err(io::Error::from)
}

/// Tells it something.
///
/// # Errors
///
/// Where nobody listens, or it doesn't take that.
pub(super) async fn post(url: &str, path: &str, value: &Value) -> io::Result<()> {
    send(url, "POST", path, &value.to_string()).await.map(drop)
}

async fn send(url: &str, method: &str, path: &str, body: &str) -> io::Result<String> {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await?;
    let length = body.len();
    // HTTP/1.0: the answer is in one piece and ends with the connection.
    let request = format!(
        "{method} {path} HTTP/1.0\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    if head
        .split(' ')
        .nth(1)
        .is_some_and(|status| status.starts_with('2'))
    {
        Ok(body.to_owned())
    } else {
        Err(io::Error::other(answer))
    }
}
