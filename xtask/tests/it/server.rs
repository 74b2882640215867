//! A server on loopback that responds with given bytes, complete or not.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A running server; it serves a fixed number of requests at most.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl Server {
    /// Responds to the first request with the first of these, and so on. Each is a complete response,
    /// from the status line on; nothing is added to it.
    pub(crate) fn new(responses: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            for response in responses {
                let Ok((stream, _)) = listener.accept() else {
                    return;
                };
                let Some(request) = serve(stream, &response) else {
                    return;
                };
                if sender.send(request).is_err() {
                    return;
                }
            }
        });
        Self { address, requests }
    }

    /// An address of the server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The head of the next request that got a response, in lower case.
    pub(crate) fn request(&self) -> String {
        self.requests.recv_timeout(Duration::from_secs(5)).unwrap()
    }

    /// Whether there are no further requests.
    pub(crate) fn is_unasked(&self) -> bool {
        self.requests.try_recv().is_err()
    }
}

/// Reads one request and writes the response; `None` if the client closed the connection.
fn serve(mut stream: TcpStream, response: &[u8]) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16 << 10 {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    // A client may close the connection before the end.
    let _ = stream.write_all(response);
    let _ = stream.shutdown(Shutdown::Write);
    // Wait for the client, so that closing doesn't cut off data in transit.
    let _ = stream.read(&mut byte);
    Some(String::from_utf8_lossy(&head).to_lowercase())
}

/// A response with a body and its true length.
pub(crate) fn response(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len().to_string();
    raw(
        status,
        &[headers, &[("Content-Length", length.as_str())]].concat(),
        body,
    )
}

/// A response with exactly these headers.
pub(crate) fn raw(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut response = format!("HTTP/1.1 {status}\r\nConnection: close\r\n").into_bytes();
    for (name, value) in headers {
        response.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    response.extend(b"\r\n");
    response.extend(body);
    response
}
