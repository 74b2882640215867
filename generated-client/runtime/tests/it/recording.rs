//! Recordings of traffic, and their replay.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use openapi_client_runtime::http::Method;
use openapi_client_runtime::record::{Recorder, Replayer};
use openapi_client_runtime::testing::{Mock, Reply};
use openapi_client_runtime::{
    ClientBuilder, ErrorKind, Operation as _, RawCall, RetryPolicy, Transport,
};
use serde_json::{Value, json};

use crate::fixture::{Client, INFO, TOKEN};
use crate::pieces::Pieces;

/// A writer that a test reads.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn all(&self) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|it| serde_json::from_str(it).unwrap());
        lines.collect()
    }
}

fn client(transport: impl Transport, recorder: &Recorder) -> Client {
    let recorder = recorder.clone();
    ClientBuilder::new(&INFO)
        .token(TOKEN)
        .transport(transport)
        .middleware(move |transport| recorder.around(transport))
        .retries(RetryPolicy::none())
        .build()
        .unwrap()
}

fn replaying(text: &str) -> (Client, Replayer) {
    let replayer = Replayer::from_lines(text).unwrap();
    let client = ClientBuilder::new(&INFO)
        .token(TOKEN)
        .transport(replayer.clone())
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    (client, replayer)
}

const BODY: &str = r#"{"id":4711,"name":"Alice Brown","created":"2023-01-05T06:42:31Z","tags":["vip"],"note":null}"#;

fn body() -> Reply {
    Reply::new(200, "application/json; charset=utf-8", BODY)
        .header("x-request-id", "r-42")
        .header("set-cookie", "session=Alice")
}

#[tokio::test]
async fn a_line_has_the_form_of_an_exchange_and_no_value() {
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone());
    let client = client(Mock::script(|_| body()), &recorder);
    let call = client.get_thing("alice@brown.com").with_query("q", "Brown");
    call.with_query("api_key", "Brown").call().await.unwrap();

    let text = lines.text();
    for value in [
        "Alice", "alice", "Brown", "brown", "4711", "2023", "vip", TOKEN, "r-42",
    ] {
        assert!(!text.contains(value), "{value}: {text}");
    }
    let line = &lines.all()[0];
    assert_eq!(line["operation"], "getThing");
    assert_eq!(line["path"], "/things/{thingId}/parts");
    assert_eq!(
        line["request"]["url"],
        "https://api.example.invalid/v1/things/aaaaa%40aaaaa.aaa/parts?q=Aaaaa&api_key=%2A"
    );
    let headers = line["request"]["headers"].as_array().unwrap();
    assert!(headers.contains(&json!(["authorization", "*"])));
    let response = &line["response"];
    assert_eq!(response["status"], 200);
    let headers = response["headers"].as_array().unwrap();
    assert!(headers.contains(&json!(["content-type", "application/json; charset=utf-8"])));
    assert!(headers.contains(&json!(["set-cookie", "*"])));
    let expected = json!({
        "id": 1111, "name": "Aaaaa Aaaaa", "created": "1111-11-11T11:11:11Z", "tags": ["aaa"], "note": null,
    });
    assert_eq!(response["body"]["json"], expected);
}

#[tokio::test]
async fn values_of_lists_are_kept_where_they_are_asked_for() {
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone()).keep_values_of(["tags"]);
    let client = client(Mock::script(|_| body()), &recorder);
    client.get_thing("a").call().await.unwrap();
    let line = &lines.all()[0];
    assert_eq!(line["response"]["body"]["json"]["tags"], json!(["vip"]));
    assert_eq!(line["kept"], json!(["tags"]));
}

#[tokio::test]
async fn bodies_are_recorded_without_their_content_coding() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(BODY.as_bytes()).unwrap();
    let coded = encoder.finish().unwrap();
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone()).unmasked();
    let mock = Mock::script(move |_| {
        Reply::new(200, "application/json", coded.clone()).header("content-encoding", "gzip")
    });
    let client = client(mock, &recorder);
    let sent = client.get_thing("a").call().await.unwrap();
    assert_eq!(lines.all()[0]["response"]["body"]["text"], BODY);

    let (client, _) = replaying(&lines.text());
    assert_eq!(client.get_thing("a").call().await.unwrap(), sent);
}

#[tokio::test]
async fn other_bodies_and_long_ones_are_lengths() {
    for (reply, expected) in [
        (
            Reply::new(200, "application/pdf", "Alice"),
            json!({"bytes": 5}),
        ),
        (
            Reply::new(200, "application/json", "{Alice"),
            json!({"bytes": 6}),
        ),
        (
            Reply::json(200, &"Alice".repeat(100)),
            json!({"bytes": 502}),
        ),
        (Reply::status(204), Value::Null),
    ] {
        let lines = Lines::default();
        let recorder = Recorder::to_writer(lines.clone()).max_body_bytes(100);
        let client = client(Mock::script(move |_| reply.clone()), &recorder);
        let _ = client.get_thing("a").send_raw().await;
        assert_eq!(lines.all()[0]["response"]["body"], expected);
        assert!(!lines.text().contains("Alice"));
    }
}

#[tokio::test]
async fn failures_are_recorded_and_replayed() {
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone());
    let mock = Mock::script(|number| match number {
        0 => Reply::reset(),
        1 => body().half(),
        _ => Reply::json(404, &json!({"message": "no Alice"})),
    });
    let recorded = client(mock, &recorder);
    for _ in 0..3 {
        assert!(recorded.get_thing("a").call().await.is_err());
    }
    let all = lines.all();
    assert_eq!(all[0]["error"], "lost");
    assert_eq!(all[0].get("response"), None);
    assert_eq!(all[1]["error"], "incomplete");
    assert_eq!(all[1]["response"]["status"], 200);
    assert_eq!(all[2]["response"]["status"], 404);
    assert_eq!(all[2].get("error"), None);

    let (client, replayer) = replaying(&lines.text());
    assert_eq!(replayer.unused().len(), 3);
    let first = client.get_thing("a").call().await.unwrap_err();
    assert!(matches!(first.kind(), ErrorKind::Reset { .. }), "{first:?}");
    let second = client.get_thing("a").call().await.unwrap_err();
    assert_eq!(second.status().unwrap(), 200, "{second:?}");
    assert!(matches!(second.kind(), ErrorKind::Incomplete), "{second:?}");
    assert!(
        client
            .get_thing("a")
            .call()
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert_eq!(replayer.unused(), Vec::<String>::new());
}

/// The client reads the beginning of an error body. That is recorded, so that a replay fails alike.
#[tokio::test]
async fn must_replay_the_status_of_a_response_whose_body_was_not_read_to_its_end() {
    for recorder in [Recorder::unmasked, |it: Recorder| it] {
        let lines = Lines::default();
        let recorder = recorder(Recorder::to_writer(lines.clone()));
        let mut pieces = Pieces::new("x".repeat(10_000), 10, Duration::ZERO);
        pieces.status = 500;
        let sent = client(pieces, &recorder).get_thing("a").call().await;
        let sent = sent.unwrap_err();
        assert!(sent.is_truncated(), "{sent}");

        let (client, _) = replaying(&lines.text());
        let replayed = client.get_thing("a").call().await.unwrap_err();
        assert_eq!(replayed.kind(), ErrorKind::Status, "{replayed}");
        assert_eq!(replayed.status().unwrap(), 500);
        assert!(replayed.is_truncated());
        let is_masked = lines.all()[0]["masked"] == true;
        assert_eq!(replayed.raw_body() == sent.raw_body(), !is_masked);
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_is_recorded() {
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone());
    let client = client(Mock::script(|_| Reply::silence()), &recorder);
    let call = tokio::time::timeout(
        std::time::Duration::from_millis(20),
        client.get_thing("a").call(),
    );
    assert!(call.await.is_err());
    assert_eq!(lines.all()[0]["error"], "abandoned");
}

#[tokio::test]
async fn masked_recordings_are_replayed_by_the_masks_of_requests() {
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone());
    let mock = Mock::script(|_| body());
    let recorded = client(mock, &recorder);
    recorded.get_thing("anna").call().await.unwrap();
    let post = |client: &Client, name: &str| {
        let call = RawCall::<()>::new(&client.0, Method::POST, "/things");
        call.json(&json!({"name": name})).send_raw()
    };
    post(&recorded, "Otto").await.unwrap();

    let (client, replayer) = replaying(&lines.text());
    // Another value of the same form.
    let thing = client.get_thing("bert").call().await.unwrap();
    assert_eq!(
        (thing.id, thing.name.as_deref()),
        (1111, Some("Aaaaa Aaaaa"))
    );
    assert!(post(&client, "Anna").await.is_ok());
    assert!(replayer.unused().is_empty());
    let missing = post(&client, "Anna Brown").await.unwrap_err();
    let text = format!("{missing:?}");
    assert!(
        text.contains("POST /v1/things") && !text.contains("Brown"),
        "{text}"
    );
}

#[test]
fn what_is_no_recording_is_refused_by_its_line() {
    for (text, line) in [
        ("nonsense", 1),
        ("\n{\"v\":1}\n", 2),
        (
            r#"{"v":9,"at":"","ms":0,"request":{"method":"GET","url":"/"}}"#,
            1,
        ),
    ] {
        let error = Replayer::from_lines(text).unwrap_err();
        assert!(
            error.to_string().contains(&format!("line {line}")),
            "{error}"
        );
    }
    assert!(Replayer::open("/nowhere/at/all").is_err());
}

#[tokio::test]
async fn files_are_rotated_by_size_and_old_ones_go() {
    let folder = std::env::temp_dir().join(format!("recording-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("traffic.jsonl");
    let recorder = Recorder::to_file(&path).unwrap().rotate(2_000, 3);
    let client = client(Mock::script(|_| body()), &recorder);
    for _ in 0..20 {
        client.get_thing("a").call().await.unwrap();
    }
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap())
        .collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let names: Vec<_> = files.iter().map(|it| it.file_name()).collect();
    assert_eq!(
        names,
        ["traffic.jsonl", "traffic.jsonl.1", "traffic.jsonl.2"]
    );
    for file in &files {
        assert!(file.metadata().unwrap().len() <= 2_000);
        // No line is cut in two.
        assert!(Replayer::open(file.path()).is_ok());
    }
    assert_eq!(recorder.lost(), (0, None));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A disk that is full.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_recording_that_fails_fails_no_call() {
    let recorder = Recorder::to_writer(Full);
    let client = client(Mock::script(|_| body()), &recorder);
    let _ = client.get_thing("a").send_raw().await;
    assert_eq!(recorder.lost(), (1, Some(std::io::ErrorKind::StorageFull)));
}

/// The format is read by other programs: `observe` of the command line is held to the same file.
#[tokio::test]
async fn the_format_is_that_of_the_file() {
    let lines = Lines::default();
    let recorder = Recorder::to_writer(lines.clone()).keep_values_of(["tags"]);
    let client = client(Mock::script(|_| body()), &recorder);
    let call = client.get_thing("alice@brown.com").with_query("q", "Brown");
    // What is accepted depends on features.
    let call = call.with_header("accept-encoding", "identity");
    call.call().await.unwrap();
    let mut line = lines.all().remove(0);
    line["at"] = json!("2026-01-02T03:04:05Z");
    line["ms"] = json!(7);
    let expected: Value = serde_json::from_str(include_str!("recording.jsonl")).unwrap();
    assert_eq!(line, expected, "{line}");
}

#[tokio::test]
async fn must_not_stop_when_the_file_was_taken_away() {
    let name = format!("recording-moved-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("traffic.jsonl");
    for files in [1, 3] {
        let recorder = Recorder::to_file(&path).unwrap().rotate(2_000, files);
        let client = client(Mock::script(|_| body()), &recorder);
        client.get_thing("a").call().await.unwrap();
        std::fs::write(folder.join("traffic.jsonl.1"), "kept").unwrap();
        std::fs::rename(&path, folder.join("evidence.jsonl")).unwrap();
        // Enough for one rotation and a line after it.
        while !path.exists() && recorder.lost().0 == 0 {
            client.get_thing("a").call().await.unwrap();
        }
        assert_eq!(recorder.lost(), (0, None), "{files} files");
        assert!(path.exists());
        let older = std::fs::read_to_string(folder.join("traffic.jsonl.1")).unwrap();
        assert_eq!(older, "kept");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
