//! Bodies that are read piece by piece.

use std::time::Duration;

use openapi_client_runtime::{
    BodyError, Described, Download, Error, Operation, RawResponse, Reading, RetryPolicy, decode,
    http,
};
use tokio::time::{Instant, timeout};

use crate::fixture::{Client, Thing, ThingError, builder, client};
use crate::pieces::Pieces;
use crate::server::{Response, Server};

/// Any body, left to the caller.
pub(crate) const STREAMED: &[Described] = &[Described::otherwise(Reading::Bytes, &["*/*"])];

pub(crate) type Decode<T> = fn(&RawResponse) -> Result<T, openapi_client_runtime::DecodeError>;

pub(crate) async fn read<T: Send + 'static>(
    client: &Client,
    decode: Decode<T>,
) -> Result<T, Error<ThingError>> {
    let mut operation = client.get_thing("1");
    operation.request = operation.request.responses(STREAMED);
    operation.call_as(decode).await
}

async fn download(client: &Client) -> Download {
    read(client, decode::download).await.unwrap()
}

#[tokio::test]
async fn downloads() {
    let content: Vec<u8> = (0..500_000_u32).map(|n| n as u8).collect();
    let png = ("Content-Type", "image/png");
    let server = Server::start([Response::new("206 Partial Content", &[png], &content)]).await;
    let client = client(&server);

    let mut pieces = Vec::new();
    let mut response = download(&client).await;
    assert_eq!(response.status(), 206);
    assert_eq!(response.media_type(), Some("image/png"));
    assert_eq!(response.content_length(), Some(500_000));
    while let Some(piece) = response.chunk().await.unwrap() {
        pieces.extend_from_slice(&piece);
    }
    assert!(pieces == content);
    assert_eq!(response.chunk().await.unwrap(), None);

    assert!(download(&client).await.bytes().await.unwrap() == content);

    let mut written = Vec::new();
    let response = download(&client).await;
    assert_eq!(response.write_to(&mut written).await.unwrap(), 500_000);
    assert!(written == content);

    let path = std::env::temp_dir().join(format!("runtime-download-{}", std::process::id()));
    let response = download(&client).await;
    assert_eq!(response.save_to(&path).await.unwrap(), 500_000);
    assert!(std::fs::read(&path).unwrap() == content);
    std::fs::remove_file(&path).unwrap();
    let error = download(&client).await.save_to("/").await.unwrap_err();
    assert!(
        error.to_string().contains("writing the body failed"),
        "{error}"
    );
}

#[tokio::test]
async fn only_what_is_kept_in_memory_is_limited() {
    let server = Server::start([Response::new("200 OK", &[], vec![1; 5000])]).await;
    let client = builder(&server.url)
        .max_response_bytes(4999)
        .build()
        .unwrap();
    let mut written = Vec::new();
    download(&client)
        .await
        .write_to(&mut written)
        .await
        .unwrap();
    assert_eq!(written.len(), 5000);
    let error = download(&client).await.bytes().await.unwrap_err();
    assert!(
        error.to_string().contains("larger than 4999 bytes"),
        "{error}"
    );
}

/// Neither may a long download be cut, nor a silent one wait forever.
#[tokio::test]
async fn time_outs_of_downloads() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
    let server = Server::start([Response::stall(format!("{head}abc"))]).await;
    let limit = Duration::from_millis(200);
    let client = builder(&server.url).read_timeout(limit).build().unwrap();
    let mut response = download(&client).await;
    assert_eq!(response.chunk().await.unwrap().unwrap(), "abc");
    let error = response.chunk().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_decode(), "{error}");
    assert_eq!(response.chunk().await.unwrap(), None);

    let pieces = [head, "abc", "d", "e", "f"];
    let server = Server::start([Response::slow(pieces, Duration::from_millis(120))]).await;
    let client = builder(&server.url)
        .timeout(Duration::from_millis(250))
        .build()
        .unwrap();
    assert_eq!(download(&client).await.bytes().await.unwrap(), "abcdef");
}

/// The caller's deadline counts, however the server keeps its pace.
#[tokio::test]
async fn a_download_ends_by_the_deadline() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
    let pieces = [head, "abc", "d", "e", "f"];
    let server = Server::start([Response::slow(pieces, Duration::from_millis(200))]).await;
    let client = client(&server);
    let deadline = std::time::Instant::now() + Duration::from_millis(500);
    let mut operation = client.get_thing("1").with_deadline(deadline);
    operation.request = operation.request.responses(STREAMED);
    let download = operation.call_as(decode::download).await.unwrap();
    let error = download.bytes().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("deadline"), "{error}");
}

const SECOND: Duration = Duration::from_secs(1);

/// Requests the next part again and again, and gives up each time after a second, as a program
/// does that has a ticker in the same `select!`. The error in the end, and after how many seconds.
async fn given_up<T>(
    mut next: impl AsyncFnMut() -> Result<Option<T>, BodyError>,
) -> (BodyError, u64) {
    let begin = Instant::now();
    while begin.elapsed() < 200 * SECOND {
        match timeout(SECOND, next()).await {
            Err(_) | Ok(Ok(Some(_))) => {}
            Ok(Ok(None)) => panic!("the body ended without an error"),
            Ok(Err(error)) => return (error, begin.elapsed().as_secs()),
        }
    }
    panic!("it waits for ever");
}

async fn reads_given_up(body: &Pieces) -> [(BodyError, u64); 3] {
    let client = builder("http://localhost").transport(body.clone()).build();
    let client = client.unwrap();
    let mut file = download(&client).await;
    let mut lines = read(&client, decode::lines::<u8>).await.unwrap();
    let mut events = read(&client, decode::text_events).await.unwrap();
    [
        given_up(async || file.chunk().await).await,
        given_up(async || lines.try_next().await).await,
        given_up(async || events.try_next().await).await,
    ]
}

#[tokio::test(start_paused = true)]
async fn must_count_the_silence_over_reads_that_are_given_up() {
    for (error, seconds) in reads_given_up(&Pieces::new("\n", 2, 1000 * SECOND)).await {
        assert!(error.is_timeout(), "{error}");
        assert!((30..=31).contains(&seconds), "{error}: after {seconds} s");
    }
}

/// A byte of a part every ten seconds.
#[tokio::test(start_paused = true)]
async fn must_hold_the_pace_over_reads_that_are_given_up() {
    for (error, seconds) in reads_given_up(&Pieces::new("1", 100, 10 * SECOND)).await {
        assert!(error.to_string().contains("32 bytes per second"), "{error}");
        assert!((29..=31).contains(&seconds), "{error}: after {seconds} s");
    }
}

/// The time between two reads is the caller's.
#[tokio::test(start_paused = true)]
async fn must_not_count_the_time_between_reads() {
    let body = Pieces::new("1", 4, 10 * SECOND);
    let client = builder("http://localhost").transport(body).build();
    let mut file = download(&client.unwrap()).await;
    let mut received = 0;
    loop {
        match timeout(SECOND, file.chunk()).await {
            Err(_) => tokio::time::sleep(40 * SECOND).await,
            Ok(piece) if piece.as_ref().unwrap().is_none() => break,
            Ok(_) => received += 1,
        }
    }
    assert_eq!(received, 4);
}

#[tokio::test]
async fn errors_of_a_body_count_the_attempts() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc";
    let busy = Response::new("503 Service Unavailable", &[], "");
    let server = Server::start([busy, Response::raw(head)]).await;
    let at_once = Duration::from_millis(1);
    let retries = RetryPolicy::default().backoff(at_once, at_once);
    let client = builder(&server.url).retries(retries).build().unwrap();
    let error = download(&client).await.bytes().await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    assert!(error.is_retryable() && error.retry_after().is_none());
    assert!(error.to_string().ends_with("(2 attempts)"), "{error}");
}

#[tokio::test]
async fn a_download_that_breaks_off_is_an_error() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc";
    let server = Server::start([Response::raw(head)]).await;
    let error: Error<ThingError> = download(&client(&server))
        .await
        .bytes()
        .await
        .unwrap_err()
        .into();
    assert!(
        error
            .to_string()
            .starts_with("GET /things/{thingId}/parts: 200 OK, but the connection was lost"),
        "{error}"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn failures_are_read_as_ever() {
    let server =
        Server::start([Response::new("404 Not Found", &[], r#"{"message":"gone"}"#)]).await;
    let error = read(&client(&server), decode::download).await.unwrap_err();
    assert_eq!(error.body(), Some(&ThingError::NotFound("gone".to_owned())));
}

#[tokio::test]
async fn what_may_be_absent() {
    let nothing = Response::raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let server = Server::start([
        nothing.clone(),
        Response::new("200 OK", &[], ""),
        Response::new("200 OK", &[], "x"),
        nothing,
        Response::json("{\"id\":1}"),
    ])
    .await;
    let client = client(&server);
    let optional: Decode<Option<Download>> = |raw| decode::optional(raw, decode::download);
    for expected in [false, false, true] {
        let response = read(&client, optional).await.unwrap();
        assert_eq!(response.is_some(), expected);
    }
    let whole: Decode<Option<Thing>> = |raw| decode::optional(raw, decode::json);
    for expected in [None, Some(1)] {
        let response = client.get_thing("1").call_as(whole).await.unwrap();
        assert_eq!(response.map(|thing| thing.id), expected);
    }
}

const BY_STATUS: &[Described] = &[
    Described::on(200, Reading::Bytes, &["*/*"]),
    Described::otherwise(Reading::Json, &["application/json"]),
];

/// Which successes are left unread is told by their status.
#[tokio::test]
async fn some_statuses_are_streamed() {
    let server = Server::start([
        Response::json("{\"id\":1}"),
        Response::new("202 Accepted", &[], "{\"id\":2}"),
    ])
    .await;
    let client = client(&server);
    for (status, kept) in [(200, 0), (202, 8)] {
        let mut operation = client.get_thing("1");
        operation.request = operation.request.responses(BY_STATUS);
        let raw = operation.call_as(|raw| Ok(raw.clone())).await.unwrap();
        assert_eq!((raw.status().as_u16(), raw.body().len()), (status, kept));
        let rest = decode::download(&raw).unwrap().bytes().await.unwrap();
        assert_eq!(rest.len(), 8);
    }
}

#[tokio::test]
async fn responses_made_by_hand_can_be_read() {
    let raw = RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), "data: 1\n\n");
    let mut events = decode::events::<i64>(&raw).unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    assert_eq!(
        decode::download(&raw).unwrap().bytes().await.unwrap(),
        "data: 1\n\n"
    );
}

#[tokio::test]
async fn headers_of_responses() {
    let headers = [("X-Left", "12"), ("X-Name", "a")];
    let server = Server::start([Response::new("200 OK", &headers, "{\"id\":1}")]).await;
    let response = client(&server).get_thing("1").send().await.unwrap();
    assert_eq!(response.header("x-left"), Some("12"));
    assert_eq!(response.header_as::<u32>("X-Left"), Some(12));
    assert_eq!(response.header_as::<u32>("x-name"), None);
    assert_eq!(response.header("x-none"), None);
}
