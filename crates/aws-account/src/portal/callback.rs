//! The browser's answer: a server on a loopback port that waits for one request and then closes.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::form_urlencoded;

/// As the AWS CLI's; the port is added when it is known.
pub(super) const PATH: &str = "/oauth/callback";
/// How long a browser may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the browser brought.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Brought {
    /// A code to be exchanged for a token.
    Code(String),
    /// The person said no, or the service did: OAuth's `error`.
    Error(String),
}

pub(super) struct Callback {
    listener: TcpListener,
    port: u16,
}

impl Callback {
    /// Takes a free port.
    pub(super) async fn listen() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// The address to redirect to.
    pub(super) fn uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the answer that carries this state. Answers with another state are told off and change nothing:
    /// any page in the browser can send a request here.
    pub(super) async fn wait(self, state: &str) -> std::io::Result<Brought> {
        let (send, mut brought) = mpsc::channel::<Brought>(1);
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                Some(answer) = brought.recv() => {
                    // The page that says so is still on its way to the browser.
                    let _ = tokio::time::timeout(Duration::from_secs(1), async {
                        while connections.join_next().await.is_some() {}
                    })
                    .await;
                    return Ok(answer);
                }
                accepted = self.listener.accept() => {
                    let (stream, _) = accepted?;
                    let (send, state) = (send.clone(), state.to_owned());
                    connections.spawn(async move {
                        let service = service_fn(move |request: Request<Incoming>| {
                            let (page, found) = answer(&request, &state);
                            if let Some(found) = found {
                                // A second answer finds the first one waiting, which counts.
                                let _ = send.try_send(found);
                            }
                            async move { Ok::<_, Infallible>(page) }
                        });
                        let connection = http1::Builder::new()
                            .timer(TokioTimer::new())
                            .keep_alive(false)
                            .header_read_timeout(PATIENCE)
                            .serve_connection(TokioIo::new(stream), service);
                        if let Err(error) = connection.await {
                            tracing::debug!(%error, "a browser's connection ended early");
                        }
                    });
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

fn answer(request: &Request<Incoming>, state: &str) -> (Response<Full<Bytes>>, Option<Brought>) {
    if request.method() != Method::GET || request.uri().path() != PATH {
        return (page(StatusCode::NOT_FOUND, "There is nothing here."), None);
    }
    match read(request.uri().query().unwrap_or_default(), state) {
        Some(brought @ Brought::Code(_)) => (
            page(
                StatusCode::OK,
                "Strongroom has your answer. You can close this page.",
            ),
            Some(brought),
        ),
        Some(brought @ Brought::Error(_)) => (
            page(
                StatusCode::OK,
                "Access was not allowed. Strongroom says more. You can close this page.",
            ),
            Some(brought),
        ),
        None => (
            page(
                StatusCode::BAD_REQUEST,
                "This answer belongs to another sign-in. Begin again in Strongroom.",
            ),
            None,
        ),
    }
}

/// What a query brings, if it carries this state.
fn read(query: &str, state: &str) -> Option<Brought> {
    let value = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    if value("state").as_deref() != Some(state) {
        return None;
    }
    value("error")
        .map(Brought::Error)
        .or_else(|| value("code").map(Brought::Code))
}

fn page(status: StatusCode, words: &str) -> Response<Full<Bytes>> {
    let text = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Strongroom</title><p>{words}</p></html>\n"
    );
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, hyper::header::HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_with_the_state_counts() {
        let code = |query: &str| match read(query, "s1") {
            Some(Brought::Code(code)) => Some(code),
            _ => None,
        };
        assert_eq!(code("code=c%2B1&state=s1").as_deref(), Some("c+1"));
        assert_eq!(code("code=c1&state=s2"), None);
        assert_eq!(code("code=c1"), None);
        assert!(matches!(
            read("error=access_denied&state=s1", "s1"),
            Some(Brought::Error(error)) if error == "access_denied"
        ));
        assert!(read("error=access_denied", "s1").is_none());
    }
}
