//! A few kilobytes on the wire that become as much as a response may have: from the connection to the
//! value or the error.

use std::io::{Read, Write};
use std::net::TcpListener;

use flate2::Compression;
use flate2::write::GzEncoder;
use openapi_client_runtime::{
    ClientBuilder, ClientInfo, DecodeError, Failure, Json, Operation, OperationInfo, Pipeline,
    RawResponse, Request, decode,
};
use serde::Deserialize;

use crate::{LIMIT, peak};

static INFO: ClientInfo = ClientInfo {
    package: "memory",
    version: "0.0.0",
    base_url: "https://api.example.invalid",
    schemes: &[],
    security: None,
    token_required: false,
    token_env: None,
    base_url_env: None,
    rate_limit: None,
};

static GET: OperationInfo = OperationInfo::new("get", "GET", "/");

struct Client(Pipeline);

impl From<Pipeline> for Client {
    fn from(pipeline: Pipeline) -> Self {
        Self(pipeline)
    }
}

#[derive(Clone)]
struct Get(Request);

impl Operation for Get {
    type Output = ();
    type ErrorBody = ();

    const FAILURES: &'static [Failure<()>] = &[];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }

    fn decode(_: &RawResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

#[derive(Deserialize)]
struct Agents {
    #[serde(rename = "data")]
    _data: Vec<Agent>,
}

#[derive(Deserialize)]
struct Agent {
    #[serde(rename = "id")]
    _id: String,
}

/// `{"data":[{"a":0},…]}` of 15 MiB, compressed, with the head of a response before it.
fn response() -> Vec<u8> {
    let item = br#"{"a":0},"#;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(br#"{"data":["#).unwrap();
    for _ in 0..15 * 1024 * 1024 / item.len() {
        gzip.write_all(item).unwrap();
    }
    gzip.write_all(br#"{"a":0}]}"#).unwrap();
    let body = gzip.finish().unwrap();
    assert!(body.len() < 24 * 1024, "{}", body.len());
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

pub(crate) fn small_objects() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let response = response();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&response);
        }
    });
    let client = ClientBuilder::<Client>::new(&INFO)
        .base_url(url)
        .allow_http()
        .no_proxy()
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let get = || Get(Request::new(&client.0, &GET).literal("/"));
    let (agents, first) = peak(|| {
        runtime
            .block_on(get().call_as(decode::json::<Agents>))
            .map(drop)
    });
    assert_eq!(agents.unwrap_err().decode_path(), Some("data[0]"));
    let (json, second) = peak(|| {
        runtime
            .block_on(get().call_as(decode::json::<Json>))
            .map(drop)
    });
    json.unwrap();
    println!("small objects by gzip: peak {first} bytes as agents, {second} as arbitrary JSON");
    assert!(first.max(second) <= 4 * LIMIT, "{first} {second}");
}
