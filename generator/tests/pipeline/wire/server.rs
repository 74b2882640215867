//! A server on the loopback interface that records requests and sends prepared responses.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as received.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body; without the framing of chunks.
    pub body: Vec<u8>,
}

impl Received {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The value of a header, which must not occur twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next()?;
        assert!(values.next().is_none(), "the header {name} came twice");
        Some(&value.1)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A response: bytes that are written piece by piece.
#[derive(Clone, Debug)]
pub struct Reply {
    pieces: Vec<Vec<u8>>,
}

impl Reply {
    /// A whole response. Without a media type, `Content-Type` is absent.
    pub fn new(status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_headers(status, &[("Content-Type", media_type)], body)
    }

    pub fn json(status: u16, body: impl AsRef<str>) -> Self {
        Self::new(status, "application/json", body.as_ref())
    }

    /// Without a body, and without a length if none is allowed.
    pub fn empty(status: u16) -> Self {
        Self::with_headers(status, &[], "")
    }

    /// A whole response with these headers; a header without a value is omitted.
    pub fn with_headers(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} \r\nConnection: close\r\n");
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if status != 204 && status != 304 {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        Self {
            pieces: vec![[head.as_bytes(), body].concat()],
        }
    }

    /// A response in chunks, each written separately. Without the end, the connection breaks off
    /// after the last chunk.
    pub fn chunks(status: u16, media_type: &str, chunks: &[&[u8]], ends: bool) -> Self {
        let head = format!(
            "HTTP/1.1 {status} \r\nConnection: close\r\nContent-Type: {media_type}\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        );
        let mut pieces = vec![head.into_bytes()];
        for chunk in chunks.iter().filter(|chunk| !chunk.is_empty()) {
            let size = format!("{:x}\r\n", chunk.len());
            pieces.push([size.as_bytes(), chunk, b"\r\n"].concat());
        }
        if ends {
            pieces.push(b"0\r\n\r\n".to_vec());
        }
        Self { pieces }
    }

    /// Raw bytes, including the head; then the connection is closed.
    pub fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self {
            pieces: vec![bytes.as_ref().to_vec()],
        }
    }
}

/// Listens until it is dropped.
pub struct Server {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    /// Sends one reply after another; the last one repeatedly.
    pub fn start(replies: impl Into<Vec<Reply>>) -> Self {
        let replies = replies.into();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let (log, stop) = (received.clone(), stopped.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (replies, log) = (replies.clone(), log.clone());
                thread::spawn(move || serve(&mut stream.unwrap(), &replies, &log));
            }
        });
        Self {
            url,
            received,
            stopped,
        }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The received request, which must be the only one.
    pub fn only(&self) -> Received {
        let mut received = self.received();
        assert_eq!(received.len(), 1, "one request is expected: {received:?}");
        received.remove(0)
    }

    /// The last request.
    pub fn last(&self) -> Received {
        self.received().pop().expect("no request came")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

fn serve(stream: &mut TcpStream, replies: &[Reply], log: &Mutex<Vec<Received>>) {
    stream.set_nodelay(true).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let Some(request) = read(&mut BufReader::new(&*stream)) else {
        return;
    };
    let number = {
        let mut log = log.lock().unwrap();
        log.push(request);
        log.len() - 1
    };
    for piece in &replies[number.min(replies.len() - 1)].pieces {
        // A client may close the connection early.
        if stream
            .write_all(piece)
            .and_then(|()| stream.flush())
            .is_err()
        {
            return;
        }
    }
}

/// A request; `None` if the connection is closed without one.
fn read(stream: &mut impl BufRead) -> Option<Received> {
    let mut first = String::new();
    stream.read_line(&mut first).ok()?;
    let mut words = first.split_whitespace();
    let mut received = Received {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').expect("a header has a colon");
        let value = value.trim().to_owned();
        received.headers.push((name.to_ascii_lowercase(), value));
    }
    let is_chunked = received.header("transfer-encoding") == Some("chunked");
    let length = received.header("content-length").map(str::to_owned);
    if is_chunked {
        loop {
            let size = usize::from_str_radix(&line(stream)?, 16).expect("the size of a chunk");
            let mut chunk = vec![0; size];
            stream.read_exact(&mut chunk).ok()?;
            received.body.append(&mut chunk);
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = length {
        received.body = vec![0; length.parse().expect("a length is a number")];
        stream.read_exact(&mut received.body).ok()?;
    }
    Some(received)
}

fn line(stream: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}
