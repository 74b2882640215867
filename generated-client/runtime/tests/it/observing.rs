//! What is told of calls while they run.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use openapi_client_runtime::{AttemptEnd, CallEnd, Observer, Operation, UnknownValues};

use crate::fixture::TOKEN;
use crate::scripted::{Scripted, Step};

/// Keeps a line of text for each thing that it is told.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Observer for Lines {
    fn attempt(&self, end: &AttemptEnd<'_>) {
        self.add(format!(
            "attempt {} of {} {}: {:?} {:?} {:?} {:?} {:?}",
            end.number(),
            end.operation().id,
            end.server_address().unwrap_or_default(),
            end.status().map(|status| status.as_u16()),
            end.error_type(),
            end.request_id(),
            end.duration(),
            end.retry_in(),
        ));
    }

    fn call(&self, end: &CallEnd<'_>) {
        self.add(format!(
            "{} attempts to {:?}: {:?} {:?} {:?}",
            end.attempts(),
            end.server_port(),
            end.status().map(|status| status.as_u16()),
            end.error_type(),
            end.duration(),
        ));
    }

    fn unknown_values(&self, found: &UnknownValues<'_>) {
        self.add(format!(
            "{} unknown in {:?} of {:?}",
            found.count(),
            found.model(),
            found.operation().map(|operation| operation.id),
        ));
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn each_attempt_and_each_call_is_told_once() {
    let lines = Lines::default();
    let later = |step| Step::After(SECOND, Box::new(step));
    let transport = Scripted::steps([
        later(Step::Status(429, vec![("retry-after", "2")])),
        later(Step::Status(200, vec![("x-request-id", TOKEN)])),
    ]);
    let client = transport.builder().observer(lines.clone()).build().unwrap();
    // The status is a success, the body lacks what is required: that is after the call.
    client.get_thing("alice").call().await.unwrap_err();
    assert_eq!(
        lines.take(),
        [
            "attempt 1 of getThing api.example.invalid: Some(429) Some(\"429\") None 1s Some(2s)",
            "attempt 2 of getThing api.example.invalid: Some(200) None Some(\"[redacted]\") 1s None",
            "2 attempts to Some(443): Some(200) None 4s",
        ]
    );
    client.get_thing("..").call().await.unwrap_err();
    assert_eq!(
        lines.take(),
        ["0 attempts to None: None Some(\"request\") 0ns"]
    );
    let silent = Scripted::steps([Step::Silence]);
    let client = silent.builder().observer(lines.clone()).build().unwrap();
    let call = client.post_thing().with_timeout(SECOND);
    call.call().await.unwrap_err();
    assert_eq!(
        lines.take(),
        [
            "attempt 1 of postThing api.example.invalid: None Some(\"timeout\") None 1s None",
            "1 attempts to Some(443): None Some(\"timeout\") 1s",
        ]
    );
}

#[tokio::test]
async fn unknown_variants_are_told_without_their_values() {
    let lines = Lines::default();
    let body =
        r#"{"id":1,"content":{"_type":"alice"},"parts":[{"id":2,"content":{"_type":"bob"}}]}"#;
    let transport = Scripted::steps([Step::Body(body)]);
    let client = transport.builder().observer(lines.clone()).build().unwrap();
    client.get_thing("1").call().await.unwrap();
    let told = lines.take();
    assert_eq!(
        told.last().unwrap(),
        "2 unknown in Some(\"fixture\") of Some(\"getThing\")"
    );
    let known = Scripted::steps([Step::good()]);
    let client = known.builder().observer(lines.clone()).build().unwrap();
    client.get_thing("1").call().await.unwrap();
    assert_eq!(lines.take().len(), 2);
}

#[cfg(feature = "tracing")]
mod tracing {
    use std::fmt;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex, Once};

    use ::tracing::field::{Field, Visit};
    use ::tracing::span::{Attributes, Id, Record};
    use ::tracing::{Event, Metadata, Subscriber};
    use openapi_client_runtime::{Operation, RawCall, RetryPolicy};
    use serde_json::json;

    use crate::fixture::{TOKEN, ThingError};
    use crate::scripted::{Scripted, Step};
    use crate::server::{Response, Server};

    /// Keeps everything that is emitted, at every level and by every crate.
    #[derive(Clone, Default)]
    struct Kept {
        lines: Arc<Mutex<Vec<String>>>,
        spans: Arc<AtomicU64>,
    }

    impl Kept {
        fn line(&self, begin: String, record: impl FnOnce(&mut Line)) {
            let mut line = Line(begin);
            record(&mut line);
            self.lines.lock().unwrap().push(line.0);
        }

        fn take(&self) -> Vec<String> {
            std::mem::take(&mut self.lines.lock().unwrap())
        }
    }

    struct Line(String);

    impl Visit for Line {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.0.push_str(&format!(" {field}={value:?}"));
        }
    }

    impl Subscriber for Kept {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let begin = format!("span {}", span.metadata().name());
            self.line(begin, |line| span.record(line));
            Id::from_u64(self.spans.fetch_add(1, Ordering::SeqCst) + 1)
        }

        fn record(&self, _: &Id, values: &Record<'_>) {
            self.line("record".to_owned(), |line| values.record(line));
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            let begin = format!("{} {}", event.metadata().level(), event.metadata().target());
            self.line(begin, |line| event.record(line));
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    /// What one thread emits. Another thread that comes first without any subscriber has a place noted
    /// as one that nobody wants to hear of, so there is one for all threads, which keeps nothing.
    fn keep() -> (Kept, ::tracing::subscriber::DefaultGuard) {
        static FOR_ALL: Once = Once::new();
        FOR_ALL.call_once(|| ::tracing::subscriber::set_global_default(Deaf).unwrap());
        let kept = Kept::default();
        let guard = ::tracing::subscriber::set_default(kept.clone());
        (kept, guard)
    }

    /// Enabled, and keeps nothing.
    struct Deaf;

    impl Subscriber for Deaf {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {}

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_has_a_span_and_an_attempt_has_an_event() {
        let (kept, _guard) = keep();
        let busy = Step::Status(503, vec![("retry-after", "1"), ("x-request-id", "r-1")]);
        let transport = Scripted::steps([busy, Step::good()]);
        transport.client().get_thing("1").call().await.unwrap();
        assert_eq!(
            kept.take(),
            [
                "span api_call otel.name=\"GET /things/{thingId}/parts\" otel.kind=\"client\" \
                 operation=\"getThing\" http.request.method=\"GET\" \
                 url.template=\"/things/{thingId}/parts\" server.address=\"api.example.invalid\" \
                 server.port=443",
                "WARN openapi_client_runtime message=the request is sent again operation=\"getThing\" \
                 http.request.method=\"GET\" url.template=\"/things/{thingId}/parts\" \
                 http.response.status_code=503 attempt=1 duration_seconds=0.0 wait_seconds=1.0 \
                 request_id=\"r-1\" error.type=\"503\"",
                "DEBUG openapi_client_runtime message=the request was sent operation=\"getThing\" \
                 http.request.method=\"GET\" url.template=\"/things/{thingId}/parts\" \
                 http.response.status_code=200 attempt=2 duration_seconds=0.0",
                "record http.response.status_code=200",
                "record http.request.resend_count=1",
            ]
        );
    }

    /// Whatever a call has of secrets and persons: none of it is in any field of any crate.
    #[tokio::test]
    async fn no_token_and_no_personal_value_is_in_any_field() {
        let (kept, _guard) = keep();
        let personal = [
            "alice@example.com",
            "alice%40example.com",
            "+4512345678",
            TOKEN,
            "Alice",
        ];
        let body = r#"{"id":1,"name":"Alice","content":{"_type":"alice@example.com"}}"#;
        let echo = [
            ("Content-Type", "application/json"),
            ("X-Request-Id", TOKEN),
            ("X-Mail", "alice@example.com"),
        ];
        let server = Server::start(vec![
            Response::new(
                "503 Alice",
                &[("X-Request-Id", "r-2"), ("Retry-After", "0")],
                "Alice",
            ),
            Response::new("200 OK", &echo, body),
            Response::new("404 Not Found", &echo, body),
            Response::new("200 OK", &echo, "Alice"),
        ])
        .await;
        let client = crate::fixture::builder(&server.url)
            .retries(RetryPolicy::default())
            .build()
            .unwrap();
        let call = |path: &str| {
            let mut call = client.get_thing(path);
            call.request
                .set_json(&json!({"name": "Alice", "phone": "+4512345678"}));
            call.with_query("email", "alice@example.com")
                .with_header("X-Mail", "alice@example.com")
                .with_safe_to_repeat()
        };
        call("alice@example.com").call().await.unwrap();
        call("alice@example.com").call().await.unwrap_err();
        let path = format!("/users/{}?email=alice@example.com", "alice@example.com");
        let raw = RawCall::<ThingError>::new(&client.0, http::Method::GET, path);
        raw.decoded::<i32>().await.unwrap_err();
        call("Alice/..")
            .with_query("a", "+4512345678")
            .prepare()
            .unwrap();
        let lines = kept.take();
        let of_calls = lines
            .iter()
            .filter(|line| line.contains("api_call"))
            .count();
        assert_eq!(of_calls, 3);
        assert!(
            lines.iter().any(|line| line.contains("count=1")),
            "{lines:#?}"
        );
        for line in &lines {
            let shown = personal.iter().find(|value| line.contains(**value));
            assert!(shown.is_none(), "{line}");
        }
    }
}
