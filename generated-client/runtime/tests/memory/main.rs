//! How much memory reading a response takes at most: four times the limit of a response, whatever
//! comes. One program without the test harness, because the peak is that of all threads.
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod wire;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use openapi_client_runtime::bytes::Bytes;
use openapi_client_runtime::decode::{self, EventData};
use openapi_client_runtime::{Events, Lines, RawResponse, http};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The limit of a response made by hand.
const LIMIT: usize = openapi_client_runtime::DEFAULT_MAX_RESPONSE_BYTES;

fn main() {
    shared_ids();
    large_parts();
    wire::small_objects();
    println!("memory: ok");
}

/// An id of 100 KiB and 20,000 events after it, which are kept.
fn shared_ids() {
    for kibibytes in [100, 500] {
        let mut body = format!("id: {}\n", "i".repeat(kibibytes * 1024));
        body.push_str(&"data:x\n\n".repeat(20_000));
        let raw = response(body);
        let (events, peak) = peak(|| all_events(decode::text_events(&raw).unwrap()));
        assert_eq!(events.len(), 20_000);
        println!("{kibibytes} KiB of id and 20,000 events: peak {peak} bytes");
        assert!(peak < 8 * 1024 * 1024, "{peak}");
    }
}

/// Parts of the size of the limit, and of parts that grow when they are read.
fn large_parts() {
    let data = |text: &str, times: usize| format!("data:{}\n\n", text.repeat(times));
    let large = LIMIT / 10 * 9;
    for (name, body, fits) in [
        ("one line", data("x", large).into_bytes(), true),
        ("no end", vec![b'x'; LIMIT * 2], false),
        (
            "many lines",
            format!("{}\n", "data:xy\n".repeat(large / 3)).into_bytes(),
            true,
        ),
        (
            "empty lines",
            "data\n".repeat(LIMIT * 2).into_bytes(),
            false,
        ),
        ("quotes", data("\"", large).into_bytes(), false),
        (
            "control characters",
            data("\u{1}", large).into_bytes(),
            false,
        ),
        (
            "no UTF-8",
            [b"data:", &vec![0xFF; large][..], b"\n\n"].concat(),
            false,
        ),
    ] {
        let raw = response(body);
        for items in [false, true] {
            let (events, peak) = peak(|| {
                if items {
                    let events = decode::event_items::<Item>(&raw, |_| EventData::Text);
                    count(events.unwrap())
                } else {
                    count(decode::text_events(&raw).unwrap())
                }
            });
            println!("{name}, items {items}: {events} events, peak {peak} bytes");
            if !items {
                assert_eq!(
                    events == 1,
                    fits || name.ends_with('s') && name != "empty lines",
                    "{name}"
                );
            }
            assert!(peak <= 4 * LIMIT, "{name}: {peak}");
        }
    }
    let line = [&vec![b' '; large][..], b"1\n2"].concat();
    for (name, body) in [
        ("one line", line),
        ("no end", vec![b'1'; LIMIT * 2]),
        (
            "small lines",
            "{}\n12345678\n".repeat(LIMIT / 12).into_bytes(),
        ),
    ] {
        let raw = response(body);
        let (values, peak) = peak(|| {
            let mut lines: Lines<Ignored> = decode::lines(&raw).unwrap();
            let mut count = 0;
            while let Ok(Some(_)) = ready(lines.try_next()) {
                count += 1;
            }
            count
        });
        println!("{name}: {values} values, peak {peak} bytes");
        assert!(peak <= 4 * LIMIT, "{name}: {peak}");
    }
}

/// Holds the data.
struct Item {
    _data: String,
}

impl<'de> serde::Deserialize<'de> for Item {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Whole {
            data: String,
        }
        let whole = Whole::deserialize(deserializer)?;
        Ok(Self { _data: whole.data })
    }
}

struct Ignored;

impl<'de> serde::Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

fn response(body: impl Into<Bytes>) -> RawResponse {
    RawResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body)
}

fn all_events<I>(mut events: Events<I>) -> Vec<I> {
    let mut all = Vec::new();
    while let Some(event) = ready(events.try_next()).unwrap() {
        all.push(event);
    }
    all
}

fn count<I>(mut events: Events<I>) -> usize {
    let mut count = 0;
    while let Ok(Some(_)) = ready(events.try_next()) {
        count += 1;
    }
    count
}

/// What is known at once.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("everything is in memory"),
    }
}

/// What something gives, and how much memory it takes at most beyond what is taken already.
fn peak<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let result = run();
    (result, ALLOCATOR.peak_usage().saturating_sub(before))
}
