//! A person's browser, as far as signing in needs one: it opens a page, presses a button, follows a redirect.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::{Url, form_urlencoded};

/// What a page answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

/// Opens an address on this computer.
pub(crate) async fn open(address: &str) -> Page {
    send("GET", address, "").await
}

/// Presses a button of the form on the page at this address: what the form holds, with the button's value.
pub(crate) async fn press(address: &str, page: &Page, decision: &str) -> Page {
    let field = |attribute: &str| {
        let start = page.text.find(attribute).unwrap() + attribute.len();
        page.text[start..].split('"').next().unwrap().to_owned()
    };
    let action = Url::parse(address)
        .unwrap()
        .join(&field("action=\""))
        .unwrap();
    let hidden = (field("type=\"hidden\" name=\""), field(" value=\""));
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair(&hidden.0, &hidden.1)
        .append_pair("decision", decision)
        .finish();
    send("POST", action.as_str(), &body).await
}

async fn send(method: &str, address: &str, body: &str) -> Page {
    let url = Url::parse(address).unwrap();
    let host = format!("127.0.0.1:{}", url.port().unwrap());
    let query = url
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let request = format!(
        "{method} {}{query} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        url.path(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    Page {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        location: head
            .lines()
            .find_map(|line| line.strip_prefix("location: "))
            .map(str::to_owned),
        text: text.to_owned(),
    }
}
