//! A server that records what it receives and responds with given bytes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// `GET /path HTTP/1.1`.
    pub(crate) line: String,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

#[derive(Clone)]
pub(crate) struct Response {
    bytes: Vec<u8>,
    /// Keeps the connection open instead of closing it after the bytes.
    stalls: bool,
    /// What follows, each after a while.
    later: Vec<(Duration, Vec<u8>)>,
}

impl Response {
    pub(crate) fn new(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let bytes = [head.as_bytes(), body].concat();
        Self {
            bytes,
            stalls: false,
            later: Vec::new(),
        }
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new("200 OK", &[("Content-Type", "application/json")], body)
    }

    /// Bytes exactly as given, head included.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            stalls: false,
            later: Vec::new(),
        }
    }

    /// Pieces exactly as given, a pause before each but the first.
    pub(crate) fn slow<const N: usize>(pieces: [&str; N], pause: Duration) -> Self {
        Self::slowly(pieces.to_vec(), pause)
    }

    pub(crate) fn slowly(pieces: Vec<&str>, pause: Duration) -> Self {
        let mut pieces = pieces.into_iter().map(|piece| piece.as_bytes().to_vec());
        let mut response = Self::raw(pieces.next().unwrap());
        response.later = pieces.map(|piece| (pause, piece)).collect();
        response
    }

    /// Bytes exactly as given, and then silence.
    pub(crate) fn stall(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            stalls: true,
            later: Vec::new(),
        }
    }
}

pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Gives one response after the other; the last one again and again.
    pub(crate) async fn start(responses: impl Into<Vec<Response>>) -> Self {
        let responses = responses.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = received.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, responses.clone(), log.clone()));
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

    pub(crate) fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received[0].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, responses: Vec<Response>, log: Arc<Mutex<Vec<Received>>>) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    let number = {
        let mut log = log.lock().unwrap();
        log.push(request);
        log.len() - 1
    };
    let response = &responses[number.min(responses.len() - 1)];
    // The client may hang up as soon as it has seen enough.
    let _ = stream.write_all(&response.bytes).await;
    for (pause, piece) in &response.later {
        tokio::time::sleep(*pause).await;
        let _ = stream.write_all(piece).await;
    }
    if response.stalls {
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let (line, head) = text.split_once("\r\n").unwrap();
    let mut request = Received {
        line: line.to_owned(),
        head: head.to_owned(),
        body: bytes[end + 4..].to_vec(),
    };
    if request.header("transfer-encoding") == Some("chunked") {
        while !request.body.ends_with(b"0\r\n\r\n") {
            if stream.read_buf(&mut request.body).await.ok()? == 0 {
                return None;
            }
        }
        request.body = unchunked(&request.body);
    }
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while request.body.len() < length {
        if stream.read_buf(&mut request.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(request)
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|it| it == b"\r\n").unwrap();
        let length = std::str::from_utf8(&bytes[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 2 + length + 2..];
    }
}
