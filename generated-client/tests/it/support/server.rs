//! A server that records what it receives and gives prepared responses.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The value of a header, which must not come twice.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next()?;
        assert!(values.next().is_none(), "the header {name} came twice");
        Some(&value.1)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A status, headers and a body.
#[derive(Clone, Debug)]
pub(crate) struct Response(String);

impl Response {
    pub(crate) fn new(status: u16, media_type: &str, body: &str) -> Self {
        let length = body.len();
        Self(format!(
            "HTTP/1.1 {status} \r\nConnection: close\r\nContent-Type: {media_type}\r\n\
             Content-Length: {length}\r\nX-Request-Id: request-1\r\n\r\n{body}"
        ))
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", &body.to_string())
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self(format!(
            "HTTP/1.1 {status} \r\nConnection: close\r\n{}\r\n",
            if status == 204 {
                ""
            } else {
                "Content-Length: 0\r\n"
            }
        ))
    }
}

/// Listens on the loopback interface until it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Gives one response after the other; the last one again and again.
    pub(crate) async fn start(responses: impl Into<Vec<Response>>) -> Self {
        Self::listen(responses.into(), None).await
    }

    /// The same with TLS.
    pub(crate) async fn start_tls(responses: impl Into<Vec<Response>>, tls: TlsAcceptor) -> Self {
        Self::listen(responses.into(), Some(tls)).await
    }

    async fn listen(responses: Vec<Response>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = received.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (responses, log) = (responses.clone(), log.clone());
                match tls.clone() {
                    None => drop(tokio::spawn(serve(stream, responses, log))),
                    Some(tls) => drop(tokio::spawn(async move {
                        serve(tls.accept(stream).await.unwrap(), responses, log).await;
                    })),
                }
            }
        });
        Self {
            url,
            received,
            task,
        }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// What came, which must be one request.
    pub(crate) fn only(&self) -> Received {
        let mut received = self.received();
        assert_eq!(received.len(), 1, "one request is expected: {received:?}");
        received.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<S>(mut stream: S, responses: Vec<Response>, log: Arc<Mutex<Vec<Received>>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let request = read(&mut stream).await;
    let number = {
        let mut log = log.lock().unwrap();
        log.push(request);
        log.len() - 1
    };
    let Response(text) = &responses[number.min(responses.len() - 1)];
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Received {
    let mut bytes = Vec::new();
    let end = loop {
        match bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            Some(end) => break end,
            None => assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "cut short"),
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let headers = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut received = Received {
        method: first.next().unwrap().to_owned(),
        target: first.next().unwrap().to_owned(),
        headers,
        body: bytes[end + 4..].to_vec(),
    };
    assert_eq!(received.header("transfer-encoding"), None);
    let length = received
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while received.body.len() < length {
        let read = stream.read_buf(&mut received.body).await.unwrap();
        assert_ne!(read, 0, "cut short");
    }
    assert_eq!(
        received.body.len(),
        length,
        "more was sent than `content-length` says"
    );
    received
}
