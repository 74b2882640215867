//! Servers that do what the list says.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openapi_client_runtime::{bytes::Bytes, http};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::client::TOKEN;
use crate::list::{Fault, Over, Step, faults};

/// What the servers share.
struct State {
    faults: HashMap<&'static str, Fault>,
    received: Mutex<HashMap<usize, usize>>,
    requests: AtomicUsize,
    connections: AtomicUsize,
}

pub(crate) struct Servers {
    state: Arc<State>,
    urls: Vec<(Over, String)>,
    authority: String,
    tasks: Vec<JoinHandle<()>>,
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn issuer() -> Issuer {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn acceptor(issuer: &Issuer, host: &str) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

impl Servers {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(State {
            faults: faults()
                .into_iter()
                .map(|fault| (fault.name, fault))
                .collect(),
            received: Mutex::default(),
            requests: AtomicUsize::default(),
            connections: AtomicUsize::default(),
        });
        let (trusted, other) = (issuer(), issuer());
        let mut servers = Self {
            state,
            urls: Vec::new(),
            authority: trusted.as_ref().pem(),
            tasks: Vec::new(),
        };
        for over in Over::ALL {
            let acceptor = match over {
                Over::Http2 | Over::Leaving => Some(acceptor(&trusted, "localhost")),
                Over::BadCertificate => Some(acceptor(&other, "localhost")),
                // A name that holds the token, as far as names can.
                Over::WrongHost => Some(acceptor(&trusted, "s3cr3t.example")),
                Over::Http1 | Over::ClosedInHandshake | Over::NoTls => None,
            };
            servers.listen(over, acceptor).await;
        }
        servers
    }

    async fn listen(&mut self, over: Over, acceptor: Option<TlsAcceptor>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if over == Over::Http1 { "http" } else { "https" };
        self.urls
            .push((over, format!("{scheme}://localhost:{port}")));
        let state = self.state.clone();
        self.tasks.push(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, acceptor) = (state.clone(), acceptor.clone());
                tokio::spawn(async move {
                    state.connections.fetch_add(1, Ordering::Relaxed);
                    match (over, acceptor) {
                        (Over::Http1, _) => http1(stream, &state).await,
                        (_, Some(acceptor)) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                match over {
                                    Over::Leaving => drop(leave(stream).await),
                                    _ => http2(stream, &state).await,
                                }
                            }
                        }
                        (over, None) => without_tls(stream, over).await,
                    }
                    state.connections.fetch_sub(1, Ordering::Relaxed);
                });
            }
        }));
    }

    pub(crate) fn url(&self, over: Over) -> &str {
        let (_, url) = self.urls.iter().find(|(known, _)| *known == over).unwrap();
        url
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn times_received(&self, number: usize) -> usize {
        let received = self.state.received.lock().unwrap();
        received.get(&number).copied().unwrap_or_default()
    }

    pub(crate) fn requests(&self) -> usize {
        self.state.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn open_connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn stop(&self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.state.received.lock().unwrap().clear();
    }
}

impl State {
    /// The steps for a request by its path, `/name/number`.
    fn steps(&self, path: &str) -> Option<(&[Step], usize)> {
        let mut parts = path.trim_start_matches('/').split('/');
        let fault = self.faults.get(parts.next()?)?;
        let number = parts.next()?.parse().ok()?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        // A refused request is one that was not received.
        if fault.name != "refused-2" {
            *self.received.lock().unwrap().entry(number).or_default() += 1;
        }
        Some((&fault.steps, number))
    }
}

fn filled(text: &str, number: usize) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let length = number.to_string().len() + "{\"number\":}".len();
    text.replace("{n}", &number.to_string())
        .replace("{l}", &length.to_string())
        .replace("{h}", &format!("{length:x}"))
        .replace("{t}", TOKEN)
}

/// Longer than a client waits, and not for ever: until the client hangs up.
async fn stall(stream: &mut TcpStream) {
    let mut rest = [0; 1024];
    let hung_up = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
    let _ = tokio::time::timeout(Duration::from_secs(20), hung_up).await;
}

async fn without_tls(mut stream: TcpStream, over: Over) {
    let mut hello = [0; 64];
    let _ = stream.read(&mut hello).await;
    if over == Over::NoTls {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    }
    let _ = stream.shutdown().await;
}

/// Says that it leaves as soon as a request comes, and that it processed none (RFC 9113, section
/// 6.8). A library would count the request as processed once it has read it.
async fn leave(mut stream: tokio_rustls::server::TlsStream<TcpStream>) -> std::io::Result<()> {
    const HEADERS: u8 = 1;
    let empty_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let settings_received = [0, 0, 0, 4, 1, 0, 0, 0, 0];
    // Stream 0 was the last one, and there is no error.
    let go_away = [&[0, 0, 8, 7, 0, 0, 0, 0, 0][..], &[0; 8]].concat();
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&empty_settings).await?;
    stream.write_all(&settings_received).await?;
    let mut has_left = false;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await?;
        if head[3] == HEADERS && !std::mem::replace(&mut has_left, true) {
            stream.write_all(&go_away).await?;
        }
    }
}

async fn http1(mut stream: TcpStream, state: &State) {
    let mut bytes = Vec::new();
    while let Some(path) = request(&mut stream, &mut bytes).await {
        let Some((steps, number)) = state.steps(&path) else {
            return;
        };
        for step in steps {
            let written = match step {
                Step::Send(text) => stream.write_all(filled(text, number).as_bytes()).await,
                Step::Made(make) => stream.write_all(&make()).await,
                Step::Drip(text, times, pause) => drip(&mut stream, text, *times, *pause).await,
                Step::Stall => {
                    stall(&mut stream).await;
                    return;
                }
                Step::Reset => {
                    let _ = stream.set_zero_linger();
                    return;
                }
                _ => {
                    let _ = stream.shutdown().await;
                    stall(&mut stream).await;
                    return;
                }
            };
            if written.is_err() {
                return;
            }
        }
    }
}

async fn drip(stream: &mut TcpStream, text: &str, times: usize, pause: u64) -> std::io::Result<()> {
    for _ in 0..times {
        if pause > 0 {
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        stream.write_all(text.as_bytes()).await?;
    }
    Ok(())
}

/// Reads a request as far as it has to be; gives its path.
async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<String> {
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1);
    let length: usize = length.map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
    bytes.drain(..end + length);
    Some(head.split(' ').nth(1)?.to_owned())
}

async fn http2(stream: tokio_rustls::server::TlsStream<TcpStream>, state: &Arc<State>) {
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    let Some(pings) = connection.ping_pong() else {
        return;
    };
    let pings = Arc::new(tokio::sync::Mutex::new(pings));
    let (end, mut ended) = tokio::sync::mpsc::channel(1);
    loop {
        let accepted = tokio::select! {
            accepted = connection.accept() => accepted,
            code = ended.recv() => {
                if let Some(Some(code)) = code {
                    connection.abrupt_shutdown(h2::Reason::from(code));
                    let flush = std::future::poll_fn(|context| connection.poll_closed(context));
                    let _ = tokio::time::timeout(Duration::from_millis(200), flush).await;
                }
                return;
            }
        };
        let Some(Ok((request, respond))) = accepted else {
            return;
        };
        let (state, end, pings) = (state.clone(), end.clone(), pings.clone());
        tokio::spawn(async move {
            let (head, mut body) = request.into_parts();
            while let Some(Ok(piece)) = body.data().await {
                let _ = body.flow_control().release_capacity(piece.len());
            }
            if let Some((steps, number)) = state.steps(head.uri.path()) {
                stream_of(respond, steps, number, &end, &pings).await;
            }
        });
    }
}

/// Does the steps of one stream.
async fn stream_of(
    mut respond: h2::server::SendResponse<Bytes>,
    steps: &[Step],
    number: usize,
    end: &tokio::sync::mpsc::Sender<Option<u32>>,
    pings: &tokio::sync::Mutex<h2::PingPong>,
) {
    let mut body = None;
    for step in steps {
        match step {
            Step::Head(status, length) => {
                let mut response = http::Response::builder()
                    .status(*status)
                    .header("x-request-id", "r-1")
                    .header("content-type", "application/json");
                if let Some(length) = length {
                    response = response.header("content-length", *length);
                }
                body = respond
                    .send_response(response.body(()).unwrap(), false)
                    .ok();
            }
            Step::Send(text) => {
                if let Some(body) = &mut body {
                    let _ = body.send_data(filled(text, number).into(), false);
                }
                // A reset discards what is still queued; what stands before a ping that came back
                // is not.
                let _ = pings.lock().await.ping(h2::Ping::opaque()).await;
            }
            Step::End => {
                if let Some(body) = &mut body {
                    let _ = body.send_data(Bytes::new(), true);
                }
            }
            Step::ResetStream(code) => match &mut body {
                Some(body) => body.send_reset(h2::Reason::from(*code)),
                None => respond.send_reset(h2::Reason::from(*code)),
            },
            Step::GoAway(code) => {
                let _ = end.send(Some(*code)).await;
            }
            Step::Close => {
                let _ = end.send(None).await;
            }
            _ => tokio::time::sleep(Duration::from_secs(20)).await,
        }
    }
}
